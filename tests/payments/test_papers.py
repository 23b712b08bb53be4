"""Invoices and credit notes: numbered without gaps, true, and readable by machines and people."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
import time_machine
import typst
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from pypdf import PdfReader

from applications import actions as application_actions
from marketplace.money import tax_within
from notifications.models import Email
from payments import actions, paper_text, statements, tasks
from payments.actions import papering, refunding
from payments.models import BillingDetails, Operation, Paper, Refund
from payments.pdf import pdf
from payments.seen import RefundSeen
from tests import make

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def signed_in(person):
    client = Client()
    client.force_login(person, BACKEND)
    return client


def read(content):
    """The words of a PDF, its lines joined."""
    reader = PdfReader(io.BytesIO(content))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def called_off(**how):
    funding = make.funded()
    milestone = funding.milestone
    told = milestone.amount_minor
    actions.call_off(milestone.placement, funding.payer, "time", "", told=told, **how)
    make.paid_back(funding)
    return funding


# --- Numbers


def test_papers_are_numbered_from_one_each_kind_by_itself(db):
    first, second = called_off(), make.funded()

    tasks.issue_papers()

    assert [str(each) for each in Paper.objects.order_by("kind", "number")] == [
        "FH-CN-000001",
        "FH-INV-000001",
        "FH-INV-000002",
    ]
    assert {each.funding_id for each in Paper.objects.filter(kind="invoice")} == {
        first.pk,
        second.pk,
    }


def test_asked_for_again_it_is_the_same_paper(db):
    funding = called_off()
    refund = Refund.objects.get()

    assert papering.invoice(funding) == papering.invoice(funding)
    assert papering.credit_note(refund) == papering.credit_note(refund)
    tasks.issue_papers()
    assert Paper.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_at_once_and_rolled_back_no_number_is_missing_or_given_twice():
    fundings = [make.funded() for _each in range(6)]
    start = Barrier(len(fundings))

    def issue(funding, fails):
        start.wait()
        try:
            with transaction.atomic():
                papering.invoice(funding)
                if fails:
                    raise RuntimeError
        except RuntimeError:
            papering.invoice(funding)
        finally:
            connection.close()

    threads = [
        Thread(target=issue, args=(funding, n % 2 == 0)) for n, funding in enumerate(fundings)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    numbers = sorted(Paper.objects.values_list("number", flat=True))
    assert numbers == list(range(1, len(fundings) + 1))


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_issue_one_invoice():
    funding = make.funded()
    start = Barrier(3)

    def issue():
        start.wait()
        tasks.issue_papers()
        connection.close()

    threads = [Thread(target=issue) for _each in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [each.number for each in Paper.objects.all()] == [1]
    assert papering.invoice(make.funded()).number == 2
    assert Paper.objects.filter(funding=funding).count() == 1


def test_another_company_begins_another_series(db, settings):
    papering.invoice(make.funded())
    settings.SELLER_SERIES = "NEW"

    assert str(papering.invoice(make.funded())) == "NEW-INV-000001"


@pytest.mark.parametrize(
    "change", ["UPDATE payments_paper SET number = 9", "DELETE FROM payments_paper"]
)
def test_the_database_refuses_to_change_a_paper(db, change):
    papering.invoice(make.funded())

    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


def test_the_database_refuses_a_number_twice(db):
    row = papering.invoice(make.funded())
    other = make.funded()

    with pytest.raises(IntegrityError, match="paper_numbered_once"), transaction.atomic():
        Paper.objects.create(
            kind=row.kind,
            series=row.series,
            number=row.number,
            funding=other,
            currency="USD",
            total_minor=1,
            content={},
        )


# --- What they are for


def test_a_payment_that_nothing_needed_has_no_invoice_and_no_credit_note(db):
    funding = make.funded()
    second = actions.start_funding(make.placement().milestones.get(), funding.payer)
    application_actions.cancel(second.milestone.placement, second.payer, "time")
    actions.settle_checkout(second, make.paid_page(second))

    tasks.issue_papers()

    assert [each.funding_id for each in Paper.objects.all()] == [funding.pk]
    assert Refund.objects.get().funding_id == second.pk


def test_what_is_kept_is_credited_only_when_it_goes_back(db):
    funding = called_off(keep_it=True)
    tasks.issue_papers()
    assert [each.kind for each in Paper.objects.all()] == ["invoice"]

    actions.return_kept(funding.credit)
    make.paid_back(funding)
    tasks.issue_papers()

    note = Paper.objects.get(kind="credit")
    assert (note.total_minor, note.funding_id) == (funding.amount_minor, funding.pk)
    assert note.content["invoice"] == "FH-INV-000001"


# --- What they say


def test_an_invoice_says_who_what_how_much_and_our_fee(db, settings):
    settings.SELLER_NAME = "Foothold Ltd"
    settings.SELLER_ADDRESS = "1 Ledge Row\nDuluth"
    settings.SELLER_TAX_ID = "EIN 12-3456789"
    funding = make.funded()
    BillingDetails.objects.create(
        organisation=funding.organisation,
        name="Orchard Holdings",
        address="5 Apple Lane\nLeeds",
        tax_id="GB 123",
        reference="PO-77",
    )

    content = signed_in(funding.payer).get(papering.invoice(funding).get_absolute_url()).content

    said = read(content)
    listing = funding.milestone.placement.listing
    for words in [
        *("Foothold Ltd", "1 Ledge Row", "EIN 12-3456789", "Orchard Holdings", "5 Apple Lane"),
        *("GB 123", "PO-77", "FH-INV-000001", funding.reference, "Visa 4242", listing.title),
        *("Our fee, in it: $72.00", "Total, paid $720.00"),
    ]:
        assert words in said


def test_an_invoice_stays_what_it_was_when_the_details_change(db):
    funding = make.funded()
    row = papering.invoice(funding)
    before = paper_text.paper(row)

    papering.bill_to(
        funding.organisation,
        funding.payer,
        {"name": "Later Ltd", "address": "x", "tax_id": "", "reference": ""},
    )

    assert paper_text.paper(Paper.objects.get(pk=row.pk)) == before
    assert papering.invoice(make.funded()).content["buyer"]["name"] != "Later Ltd"


def test_a_tax_is_named_with_its_rate_and_within_the_price(db, settings):
    settings.INVOICE_TAX_NAME = "VAT"
    settings.INVOICE_TAX_BPS = 1950

    row = papering.invoice(make.funded())

    assert row.tax_minor == tax_within(720_00, 1950) == 117_49
    said = read(pdf(paper_text.paper(row)))
    assert "VAT of 19.5 %, in it $117.49" in said.replace("\xa0", " ")
    assert "Without VAT $602.51" in said


@pytest.mark.parametrize(
    ("minor", "bps", "tax"),
    [(119_00, 1900, 19_00), (720_00, 0, 0), (500, 1000, 45), (1, 1900, 0), (105, 10_000, 52)],
)
def test_the_tax_within_an_amount_is_to_the_unit(minor, bps, tax):
    assert tax_within(minor, bps) == tax


def test_a_credit_note_names_its_invoice_and_why(db):
    called_off()
    tasks.issue_papers()

    said = read(pdf(paper_text.paper(Paper.objects.get(kind="credit"))))

    assert "Credit note" in said
    assert "of invoice FH-INV-000001" in said
    assert "The work was called off" in said
    assert "Credited $720.00" in said


def test_receipts_and_payouts_are_the_same_on_paper(db):
    payout = make.payout(sent=True)
    funding = make.funded()

    receipt = read(
        signed_in(funding.payer).get(reverse("payments:receipt_pdf", args=[funding.pk])).content
    )
    payslip = read(
        signed_in(payout.student.user)
        .get(reverse("payments:payslip_pdf", args=[payout.pk]))
        .content
    )

    assert f"Receipt {funding.reference}" in receipt
    assert "For the student $648.00" in receipt
    assert "Our fee −$72.00" in payslip
    assert "You receive $648.00" in payslip


def test_a_paper_is_tagged_titled_and_says_its_language(db):
    content = pdf(paper_text.paper(papering.invoice(make.funded())))

    root = PdfReader(io.BytesIO(content)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("en")
    assert "/StructTreeRoot" in root
    assert PdfReader(io.BytesIO(content)).metadata.title == "Invoice FH-INV-000001"
    assert b"pdfuaid:part" in content or b"pdfuaid" in root["/Metadata"].get_data()


@pytest.mark.parametrize("name", ['#import "x" *bold* $x$ <tag> \\', "a" * 160])
def test_any_name_can_be_printed_and_is_only_a_name(db, name):
    row = papering.invoice(make.funded())
    row.content["buyer"]["name"] = name

    assert name.replace(" ", "") in read(pdf(paper_text.paper(row))).replace(" ", "")


@pytest.mark.parametrize("name", ["山田太郎", "Ольга", "आशा"])
@pytest.mark.parametrize("with_fonts", [True, False])
def test_letters_that_no_font_has_are_told_of(db, caplog, monkeypatch, name, with_fonts):
    """Which fonts there are beside our own is for the machine; boxes are never silent."""
    compiled = typst.compile

    def bare(*args, **more):
        return compiled(*args, **{**more, "ignore_system_fonts": True})

    if not with_fonts:
        monkeypatch.setattr(typst, "compile", bare)
    row = papering.invoice(make.funded())
    row.content["buyer"]["name"] = name

    content = pdf(paper_text.paper(row))

    whole = b"pdfuaid" in PdfReader(io.BytesIO(content)).trailer["/Root"]["/Metadata"].get_data()
    assert whole != ("no font here has all letters" in caplog.text)
    if not with_fonts:
        assert whole == (name != "山田太郎")  # the other letters come with Typst


def test_a_paper_can_be_read_from_right_to_left(db):
    row = papering.invoice(make.funded())
    with translation.override("ar"):
        content = pdf(paper_text.paper(row))

    assert PdfReader(io.BytesIO(content)).trailer["/Root"]["/Lang"] == "ar"


# --- What they say is the same for everybody


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
def test_a_paper_has_one_date_whoever_reads_it(db, zone):
    with time_machine.travel(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)):
        row = papering.invoice(make.funded())

    with timezone.override(zone):
        facts = {each["label"]: each["value"] for each in paper_text.paper(row)["facts"]}

    assert (facts["Date"], facts["Paid on"]) == ("31 December 2026", "31 December 2026")


def test_the_date_is_that_of_the_books(db, settings):
    settings.BOOKS_TIME_ZONE = "Asia/Tokyo"
    with time_machine.travel(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)):
        row = papering.invoice(make.funded())

    assert (row.content["issued_on"], row.content["paid_on"]) == ("2027-01-01", "2027-01-01")


def test_what_does_not_go_back_is_not_credited(db):
    funding = make.funded()
    placement = funding.milestone.placement
    actions.call_off(placement, funding.payer, "time", "", told=funding.amount_minor)
    refund = Refund.objects.get()

    actions.give_up_refund(refund.operation, "expired card")
    tasks.issue_papers()

    assert [each.kind for each in Paper.objects.all()] == ["invoice"]
    mail = Email.objects.get(key=f"bounced:{refund.pk}")
    assert mail.to == funding.payer.email
    assert "$720.00 could not be paid back" in mail.subject


def test_what_bounces_and_is_sent_once_more_is_credited_once(db):
    funding = called_off()
    tasks.issue_papers()
    refund = Refund.objects.get()
    told = (refund.amount_minor, refund.currency, refund.pk, refund.operation_id)
    actions.settle_refund(refund, RefundSeen(refund.stripe_refund_id, "failed", *told))
    refunding.send_back(funding)
    make.paid_back(funding)

    tasks.issue_papers()

    assert Paper.objects.filter(kind="credit").count() == 1


def test_the_tax_of_the_notes_adds_up_to_that_of_the_invoice(db, settings):
    settings.INVOICE_TAX_BPS = 1900
    funding = make.funded(make.placement([100_00]).milestones.get())
    papering.invoice(funding)
    with transaction.atomic():
        for minor in (33_33, 66_67):
            refund = Refund.objects.create(
                funding=funding,
                amount_minor=minor,
                currency="USD",
                status="succeeded",
                operation=Operation.objects.create(kind="refund", subject=str(minor), params={}),
            )
            papering.credit_note(refund)
        taxes = Paper.objects.values_list("kind").annotate(Sum("tax_minor")).order_by("kind")
        assert dict(taxes) == {"credit": 15_97, "invoice": 15_97}
        transaction.set_rollback(True)  # nothing was really paid back in two parts


def test_a_receipt_says_what_came_and_not_what_was_asked_for(db):
    milestone = make.placement().milestones.get()
    funding = actions.start_funding(milestone, milestone.offer.made_by)
    seen = make.paid_page(funding)
    seen = replace(seen, charge=replace(seen.charge, amount=500_00))

    funding = actions.settle_checkout(funding, seen)

    assert paper_text.receipt(funding, "Foothold")["total"]["amount"] == "$500.00"
    assert [each.minor for each in statements.movements(funding.payer, make.today().year)] == [
        500_00
    ]


# --- The pages around them


def test_the_receipt_leads_to_the_invoice_and_the_credit_note(db):
    funding = called_off()
    tasks.issue_papers()

    html = signed_in(funding.payer).get(funding.get_absolute_url()).text

    for each in Paper.objects.all():
        assert each.get_absolute_url() in html


def test_an_employer_says_what_is_on_invoices(db):
    person = make.employer()
    client = signed_in(person)
    url = reverse("payments:billing")

    wrong = client.post(url, {"name": "", "address": "", "tax_id": "12"})
    right = client.post(url, {"name": "Orchard Holdings", "address": "5 Apple Lane"}, follow=True)

    assert "Enter the name that is to be on the invoice." in wrong.text
    assert 'value="12"' in wrong.text
    assert "Saved." in right.text
    row = BillingDetails.objects.get()
    assert (row.name, row.changed_by) == ("Orchard Holdings", person)


def test_who_pays_reads_to_whom_the_invoice_is_made_out_and_comes_back_from_changing_it(db):
    milestone = make.placement().milestones.get()
    org = milestone.placement.listing.organisation
    org.city, org.country = "Leeds", "GB"
    org.save()
    client, here = signed_in(milestone.offer.made_by), reverse("payments:fund", args=[milestone.pk])

    assert f"made out to {org}, Leeds, United Kingdom." in client.get(here).text
    billing = f"{reverse('payments:billing')}?next={here}"
    assert f'name="next" value="{here}"' in client.get(billing).text
    told = {"name": "Orchard Holdings", "address": "5 Apple Lane\r\nLeeds", "next": here}
    back = client.post(reverse("payments:billing"), told, follow=True)
    assert "made out to Orchard Holdings, 5 Apple Lane, Leeds." in back.text

"""What invoices, credit notes and receipts say, the same for everybody."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import time_machine
import typst
from django.db import transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone, translation
from pypdf import PdfReader

from marketplace.money import tax_within
from notifications.models import Email
from payments import actions, paper_text, statements, tasks
from payments.actions import papering, refunding
from payments.models import BillingDetails, Operation, Paper, Refund
from payments.pdf import pdf
from payments.seen import RefundSeen
from tests import make
from tests.payments.papering import called_off
from tests.signing_in import signed_in


def read(content):
    """The words of a PDF, its lines joined."""
    reader = PdfReader(io.BytesIO(content))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


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

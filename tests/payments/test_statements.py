"""What one earned and spent by year, and the tax form that follows from it."""

import csv
import io
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notifications.models import Email
from payments import actions, statements, tasks, taxes
from payments.models import Payout
from tests import make
from tests.payments.approving import approved
from tests.signing_in import signed_in


def page(person, name, **asked):
    answer = signed_in(person).get(reverse(f"payments:{name}"), asked)
    assert answer.status_code == 200
    return answer.text


def table(person, name, **asked):
    answer = signed_in(person).get(reverse(f"payments:{name}"), asked)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def paid_out(student=None, amounts=(720_00,), **given):
    """A student who was sent the pay of one placement."""
    more = {"application": make.application(student=student)} if student else {}
    placement = make.placement(list(amounts), **more)
    for milestone in placement.milestones.all():
        make.payout(make.delivered(milestone), sent=True)
    return placement.student


def at(*moment):
    return time_machine.travel(datetime(*moment, tzinfo=UTC), tick=False)


# --- A student


def test_what_was_sent_in_a_year_adds_up_by_currency(db):
    payout = make.payout(sent=True)
    student = payout.student.user

    html = page(student, "statement")
    [row] = table(student, "statement_csv")

    assert "Earned, USD" in html
    assert "$648.00" in html
    assert payout.reference in html
    assert (row["You received"], row["Currency"]) == ("648.00", "USD")
    assert row["Reference of the transfer"] == payout.stripe_transfer_id


def test_what_is_not_sent_yet_is_not_earned_and_told(db):
    payout = make.payout()

    html = page(payout.student.user, "statement")

    assert "Nothing was sent to you in" in html
    assert "1 approved payout is not sent yet" in html


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
def test_a_year_is_that_of_the_books_whoever_reads_it(db, settings, zone):
    payout = make.payout(make.delivered(), sent=True)
    user = payout.student.user
    user.time_zone = zone
    user.save()
    Payout.objects.filter(pk=payout.pk).update(sent_at=datetime(2026, 1, 1, 2, tzinfo=UTC))

    assert payout.reference in page(user, "statement", year=2026)
    assert 2025 not in statements.student_years(user)
    settings.BOOKS_TIME_ZONE = "America/New_York"
    assert payout.reference in page(user, "statement", year=2025)


@pytest.mark.parametrize("asked", ["", "x", "1066", "99999999999999999999", "-1"])
def test_a_year_that_is_none_shows_the_latest(db, asked):
    payout = make.payout(sent=True)

    assert payout.reference in page(payout.student.user, "statement", year=asked)


# --- An employer


def test_what_was_paid_and_what_went_back_add_up(db):
    funding = make.funded()
    milestone = funding.milestone
    actions.call_off(milestone.placement, funding.payer, "time", "", told=milestone.amount_minor)
    make.paid_back(funding)
    tasks.issue_papers()

    html = page(funding.payer, "statement")
    rows = table(funding.payer, "statement_csv")
    [sums] = statements.spent(funding.payer, statements.movements(funding.payer, taxes.year_now()))

    assert (sums.paid, sums.back, sums.net, sums.held) == (720_00, 720_00, 0, 0)
    assert [row["Amount"] for row in rows] == ["720.00", "-720.00"]
    assert [row["Document"] for row in rows] == ["FH-INV-000001", "FH-CN-000001"]
    assert "FH-INV-000001" in html
    assert "The work was called off" in html


def test_what_is_held_now_is_beside_what_was_spent(db):
    funding = make.funded()

    [sums] = statements.spent(funding.payer, statements.movements(funding.payer, taxes.year_now()))

    assert (sums.net, sums.held) == (720_00, 720_00)
    assert "Held by us now" in page(funding.payer, "statement")


def test_another_organisations_money_is_not_in_it(db):
    make.funded()

    assert "No payments in" in page(make.employer(), "statement")


def test_a_year_asks_as_often_for_many_payments_as_for_one(db):
    def asked():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse("payments:statement")).status_code == 200
        return len(caught)

    placement = make.placement([300_00, 300_00, 300_00])
    first, second, third = placement.milestones.all()
    make.payout(make.delivered(first), sent=True)
    client = signed_in(first.offer.made_by)
    asked()
    before = asked()
    for milestone in (second, third):
        make.payout(make.delivered(milestone), sent=True)

    assert asked() == before


# --- The platform


def test_months_say_what_was_ours_and_what_we_held_and_owed_at_their_end(db):
    with at(2026, 3, 10):
        placement = make.placement([300_00, 400_00])
        first, second = placement.milestones.all()
        make.payout(make.delivered(first))
    with at(2026, 4, 10):
        make.funded(second)

    april, march = statements.months("USD")

    assert (march.paid_in, march.fees, march.held, march.owed) == (300_00, 30_00, 0, 270_00)
    assert (april.paid_in, april.fees, april.held, april.owed) == (400_00, 0, 400_00, 270_00)
    assert march.kept == march.fees - march.costs
    html = page(make.platform(), "ledger_months")
    assert "April 2026" in html
    rows = table(make.platform(), "ledger_months_csv")
    assert [row["Held at its end"] for row in rows] == ["400.00", "0.00"]


# --- The form 1099-NEC


@pytest.fixture
def american(db):
    return make.student(payout_country="US")


def told(student):
    return Email.objects.filter(to=student.user.email, key__startswith="tax-form:")


def test_a_student_is_told_once_the_money_is_held_and_before_it_is_paid(american, settings):
    settings.TAX_FORM_FROM = {2026: 1_000_00}
    paid_out(american)
    assert not told(american)

    milestone = make.placement(application=make.application(student=american)).milestones.get()
    make.funded(milestone)

    [mail] = told(american)
    assert "$648.00" in mail.body
    assert "$1,000.00" in mail.body
    assert "1099-NEC" in mail.body
    assert taxes.standing(american).will_be_reached
    assert "With what is held for you, you reach $1,000.00" in page(american.user, "statement")


def test_the_payment_that_reaches_the_sum_is_enough_and_told_before_it(american, settings):
    settings.TAX_FORM_FROM = {2026: 648_00}
    payout = make.payout(
        make.delivered(
            make.placement(application=make.application(student=american)).milestones.get()
        )
    )

    assert payout.status != Payout.Status.SENT
    assert told(american).count() == 1


def test_who_reaches_it_by_a_year_that_began_meanwhile_is_told_before_the_transfer(bank, settings):
    settings.TAX_FORM_FROM = {2999: 100_00}
    payout = approved(bank)
    settings.TAX_FORM_FROM = {2026: 100_00}
    assert not told(payout.student)

    bank.fail("error", "/v1/transfers")
    tasks.sweep_operations()

    payout.refresh_from_db()
    assert payout.status != Payout.Status.SENT
    assert told(payout.student).count() == 1


def test_one_cent_below_the_sum_nobody_is_told(american, settings):
    settings.TAX_FORM_FROM = {2026: 648_01}
    paid_out(american)

    assert not told(american)
    assert taxes.standings(2026) == []


def test_told_once_in_a_year_and_work_goes_on(american, settings):
    settings.TAX_FORM_FROM = {2026: 100_00}
    paid_out(american, (300_00, 300_00))

    assert told(american).count() == 1
    assert taxes.standing(american).is_reached
    assert "will be on form 1099-NEC" in page(american.user, "statement")


@pytest.mark.parametrize("change", ["country", "platform", "year"])
def test_who_is_not_concerned_is_not_told(american, settings, change):
    settings.TAX_FORM_FROM = {2026: 100_00}
    if change == "country":
        american.payout_country = "GB"
        american.save()
    elif change == "platform":
        settings.PLATFORM_COUNTRY = "GB"
    else:
        settings.TAX_FORM_FROM = {2999: 100_00}
    make.payout(
        make.delivered(
            make.placement(application=make.application(student=american)).milestones.get()
        )
    )

    assert not told(american)
    assert taxes.standing(american) is None
    assert "1099" not in page(american.user, "statement")


def test_the_form_follows_the_account_that_is_paid_and_not_the_profile(american, settings):
    settings.TAX_FORM_FROM = {2025: 600_00}
    make.payee(american, country="US")
    paid_out(american)
    year = taxes.year_now()
    american.payout_country = "GB"
    american.save()

    assert [each.student for each in taxes.standings(year)] == [american]
    assert taxes.standing(american) is not None


def test_the_sum_is_2000_dollars_from_2026_on(db):
    assert [taxes.threshold(year) for year in (2025, 2026, 2031)] == [None, 2_000_00, 2_000_00]


def test_our_staff_see_whose_form_is_to_be_filed_and_whose_will_be(american, settings):
    settings.TAX_FORM_FROM = {2026: 600_00}
    paid_out(american)
    other = make.student(payout_country="US")
    make.funded(make.placement(application=make.application(student=other)).milestones.get())

    html = page(make.platform(), "ledger_tax_forms")
    rows = table(make.platform(), "ledger_tax_forms_csv")

    assert html.index(american.user.name) < html.index(other.user.name)
    assert [(row["Paid in the year"], row["Form is to be filed"]) for row in rows] == [
        ("648.00", "yes"),
        ("0.00", "not yet"),
    ]


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_of_forms_costs_the_same_however_long(
    db, sign_in, settings, n, django_assert_num_queries
):
    settings.TAX_FORM_FROM = {2026: 1_00}
    for _ in range(n):
        who = make.student(payout_country="US")
        make.funded(make.placement(application=make.application(student=who)).milestones.get())
    browser = sign_in(make.platform())
    browser.get(reverse("payments:ledger_tax_forms"))

    with django_assert_num_queries(15):
        browser.get(reverse("payments:ledger_tax_forms"))

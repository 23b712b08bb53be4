"""What ended without an answer, and is asked anew: by the next click, or by a person."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from applications import actions as application_actions
from applications.models import Placement
from marketplace.states import WrongState
from marketplace.tasks import turn_clocks
from marketplace.templatetags.ui import in_words
from notifications.models import Email
from payments import actions, again, gateway, operations, tasks
from payments.models import Funding, Operation, Refund
from tests import make
from tests.payments.approving import approved, assert_paid_once
from tests.payments.lost import a_day_ago, paid_twice


@pytest.fixture
def milestone(db):
    return make.placement().milestones.get()


# --- Payment pages


@pytest.mark.parametrize("fault", ["error", "error after"])
def test_f4_a_stored_500_does_not_keep_the_payer_from_paying(bank, milestone, sign_in, fault):
    browser = sign_in(milestone.offer.made_by)
    url = reverse("payments:fund", args=[milestone.pk])
    bank.fail(fault, "/v1/checkout/sessions")
    page = browser.post(url, follow=True)
    assert "Nothing was charged." in page.text

    response = browser.post(url)

    assert response.status_code == 303
    first, second = Operation.objects.filter(kind="checkout").order_by("created_at")
    assert (first.status, second.status) == ("rejected", "done")
    bank.pay(response.url)
    funding = operations.check_funding(Funding.objects.get(operation=second))
    assert funding.applied


def test_f4_a_page_whose_closing_ends_unknown_is_closed_by_the_next_try(bank, milestone):
    funding = bank.open_page(milestone)
    actions.ask_to_close(funding)
    path = f"/v1/checkout/sessions/{funding.stripe_session_id}/expire"
    bank.fail("error", path)
    tasks.sweep_operations()
    assert Operation.objects.get(kind="expire").status == "rejected"

    funding.refresh_from_db()
    actions.ask_to_close(funding)
    tasks.sweep_operations()

    funding.refresh_from_db()
    assert funding.status == "expired"


# --- What waits for a person


def do_again(browser, operation_id):
    return browser.post(
        reverse("admin:payments_operation_changelist"),
        {"action": "do_again", "_selected_action": [str(operation_id)]},
        follow=True,
    )


def both_do_again(sign_in, operation_id):
    """Two of our staff; what the second reads."""
    do_again(sign_in(make.platform()), operation_id)
    return do_again(sign_in(make.platform()), operation_id)


def test_f6_a_transfer_that_a_person_knows_was_not_made_is_made_once(bank, sign_in):
    payout = approved(bank)
    bank.fail("cut", "/v1/transfers")
    operations.run(payout.operation_id)
    old = payout.operation_id
    a_day_ago(old)
    tasks.sweep_operations()
    assert Operation.objects.get(pk=old).status == "reconcile"
    person, other = make.platform(), make.platform()
    browser = sign_in(person)

    assert "when another of our staff says so" in do_again(browser, old).text
    do_again(browser, old)
    assert Operation.objects.get(pk=old).status == "reconcile"
    second = sign_in(other)
    assert "Asked anew" in do_again(second, old).text
    do_again(second, old)
    tasks.sweep_operations()

    assert_paid_once(bank, payout)
    first = Operation.objects.get(pk=old)
    assert first.status == "rejected"
    assert person.email in first.last_error
    assert other.email in first.last_error
    said = LogEntry.objects.filter(object_id=str(old)).order_by("pk")
    assert [each.user for each in said] == [person, person, other]


@pytest.mark.parametrize("why", ["account", "difference"])
def test_a_transfer_that_may_not_begin_now_waits_when_it_is_to_be_done_again(db, why):
    milestone = make.delivered()
    payee = make.payee(milestone.placement.student)
    payout = actions.approve(milestone, milestone.offer.made_by)
    old = payout.operation
    Operation.objects.filter(pk=old.pk).update(status="reconcile")
    if why == "account":
        payee.transfers_status = "restricted"
        payee.save()
    else:
        make.difference()

    payout = actions.transfer_again(Operation.objects.get(pk=old.pk), "It is not at Stripe.")

    payout.refresh_from_db()
    assert (payout.status, payout.operation, payout.held_back) == (
        "waiting",
        None,
        why == "difference",
    )
    old.refresh_from_db()
    assert old.status == "rejected"
    told = Email.objects.filter(key=f"payout-waiting:{payout.pk}").exists()
    assert told == (why == "account")


def test_two_who_do_it_again_at_once_do_it_once(bank):
    payout = approved(bank)
    Operation.objects.filter(pk=payout.operation_id).update(status="reconcile")
    seen_by_both = Operation.objects.get(pk=payout.operation_id)
    late = Operation.objects.get(pk=payout.operation_id)
    staff = make.platform(), make.platform()
    assert again.do_again(seen_by_both, *staff)

    with pytest.raises(WrongState):
        again.do_again(late, *staff)

    tasks.sweep_operations()
    assert_paid_once(bank, payout)


def test_what_one_said_days_ago_counts_no_more(bank, sign_in):
    payout = approved(bank)
    old = payout.operation_id
    Operation.objects.filter(pk=old).update(status="reconcile")
    do_again(sign_in(make.platform()), old)
    LogEntry.objects.update(action_time=timezone.now() - timedelta(days=2))

    page = do_again(sign_in(make.platform()), old)

    assert "when another of our staff says so" in page.text
    assert Operation.objects.get(pk=old).status == "reconcile"
    Operation.objects.filter(pk=old).update(status="ready")
    tasks.sweep_operations()
    assert_paid_once(bank, payout)


def test_f6_a_transfer_that_was_made_after_all_is_not_made_again(bank, sign_in):
    payout = approved(bank)
    bank.fail("cut after", "/v1/transfers")
    operations.run(payout.operation_id)
    Operation.objects.filter(pk=payout.operation_id).update(status="reconcile")

    page = both_do_again(sign_in, payout.operation_id)

    assert "Stripe has done it after all" in page.text
    assert Operation.objects.filter(kind="transfer").count() == 1
    assert_paid_once(bank, payout)


def test_a_person_is_told_when_stripe_cannot_be_asked(bank, sign_in):
    payout = approved(bank)
    Operation.objects.filter(pk=payout.operation_id).update(status="reconcile")
    bank.fail("cut", "/v1/transfers", method="GET")

    page = both_do_again(sign_in, payout.operation_id)

    assert "Stripe does not answer. Nothing was changed." in page.text
    assert Operation.objects.get(pk=payout.operation_id).status == "reconcile"
    Operation.objects.filter(pk=payout.operation_id).update(status="ready")
    tasks.sweep_operations()
    assert_paid_once(bank, payout)


def test_f6_a_refund_that_a_person_knows_was_not_made_is_made_once(bank, milestone, sign_in):
    refund = paid_twice(bank, milestone)
    old = refund.operation_id
    a_day_ago(old)
    tasks.sweep_operations()
    assert Operation.objects.get(pk=old).status == "reconcile"

    both_do_again(sign_in, old)
    tasks.sweep_operations()

    refund = Refund.objects.get()
    assert (refund.status, refund.operation_id == old) == ("succeeded", False)
    assert [each.id for each in bank.refunds(refund.funding)] == [refund.stripe_refund_id]


def test_a_second_refund_is_an_alarm_and_is_not_written_twice(bank, milestone, caplog):
    refund = paid_twice(bank, milestone)
    tasks.sweep_operations()
    refund.refresh_from_db()
    seen = gateway.fetch_refund(refund.stripe_refund_id)

    actions.settle_refund(refund, gateway.RefundSeen(**{**vars(seen), "id": "re_other"}))

    assert "has a second refund, re_other" in caplog.text
    refund.refresh_from_db()
    assert refund.stripe_refund_id == seen.id


# --- Debits that the bank refuses


def refused_debit(bank, milestone):
    bank.control("change-settings", debit_takes=1)
    funding = bank.open_page(milestone)
    bank.debit(funding.checkout_url, "000222222227")
    operations.check_funding(funding)
    bank.control("advance-clock", seconds=2)
    Placement.objects.update(fund_by=timezone.now() - timedelta(hours=1))
    return operations.check_funding(funding)


def test_who_paid_by_debit_has_a_day_to_pay_again_when_the_bank_refuses(bank, milestone):
    funding = refused_debit(bank, milestone)
    assert funding.status == "failed"

    turn_clocks()

    placement = Placement.objects.get()
    assert placement.status == "accepted"
    assert placement.fund_by > timezone.now() + timedelta(hours=23)
    mail = Email.objects.get(key=f"not-paid:{funding.pk}")
    assert "the project ends by itself" in mail.body
    assert in_words(placement.fund_by) in mail.body


def test_a_refusal_takes_no_time_away(bank, milestone):
    far = timezone.now() + timedelta(days=9)
    Placement.objects.update(fund_by=far)

    assert application_actions.extend_funding(milestone, timezone.now()) == far


# --- Two pages, one payment


def test_when_one_has_paid_the_page_of_the_other_is_closed(bank, milestone):
    first, second = bank.open_page(milestone), bank.open_page(milestone, by=make.employer())
    bank.pay(first.checkout_url)
    operations.check_funding(first)

    tasks.sweep_operations()

    second.refresh_from_db()
    assert second.status == "expired"


def test_a_page_that_opens_after_the_payment_is_closed_by_the_clock(bank, milestone):
    funding = actions.start_funding(milestone, make.employer())
    bank.fund(milestone)
    operations.open_page(funding)

    tasks.close_pages()
    tasks.sweep_operations()

    funding.refresh_from_db()
    assert funding.status == "expired"

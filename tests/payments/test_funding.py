"""From the button to money that is held; and every way in which it does not get there."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from applications import actions as application_actions
from marketplace.states import WrongState
from marketplace.tasks import turn_clocks
from notifications.models import Email
from payments import actions, gateway, ledger, operations, tasks
from payments.ledger import Kind
from payments.models import Funding, Journal, Operation, Refund
from tests import make
from tests.payments.bank import fill_in
from tests.payments.conftest import assert_money_ok


@pytest.fixture
def milestone(db):
    return make.placement().milestones.get()


def fund_url(milestone):
    return reverse("payments:fund", args=[milestone.pk])


def returned_url(funding):
    return reverse("payments:returned", args=[funding.pk])


def test_paying_holds_the_money_and_starts_the_work(bank, milestone, sign_in):
    browser = sign_in(milestone.offer.made_by)

    response = browser.post(fund_url(milestone))

    assert response.status_code == 303
    back = bank.pay(response.url)
    funding = Funding.objects.get()
    assert back.endswith(returned_url(funding))
    assert "Paid: we hold $720.00" in browser.get(returned_url(funding)).text
    milestone.refresh_from_db()
    funding.refresh_from_db()
    assert (milestone.placement.status, milestone.status) == ("active", "funded")
    assert (funding.status, funding.applied, funding.method) == ("succeeded", True, "Visa 4242")
    assert ledger.held(milestone) == 720_00
    assert Email.objects.get(key=f"receipt:{funding.pk}").to == funding.payer.email


def test_who_pays_by_a_wallet_reads_so_on_the_receipt(bank, milestone):
    funding = bank.open_page(milestone)

    fill_in(funding.checkout_url, {"email": "payer@example.org", "method": "apple_pay"})
    funding = operations.check_funding(funding)

    assert (funding.applied, funding.method) == (True, "Apple Pay, Visa 4242")


def test_the_page_says_what_is_paid_and_what_becomes_of_it(milestone, sign_in):
    page = sign_in(milestone.offer.made_by).get(fund_url(milestone)).text

    assert "Continue to payment of $720.00" in page
    assert "<td>$648.00</td>" in page
    assert "<td>$72.00</td>" in page
    assert not Funding.objects.exists()


def test_paying_takes_a_second_factor(milestone, sign_in):
    payer = milestone.offer.made_by
    payer.authenticator_set.all().delete()

    response = sign_in(payer).post(fund_url(milestone))

    assert response.url.startswith(reverse("accounts:second_factor"))
    assert not Funding.objects.exists()


def test_a_refused_card_leaves_everything_as_it_was(bank, milestone, sign_in):
    browser = sign_in(milestone.offer.made_by)
    page = browser.post(fund_url(milestone)).url

    assert bank.pay(page, "4000000000000002") == ""

    funding = Funding.objects.get()
    assert "We have not heard that you paid" in browser.get(returned_url(funding)).text
    milestone.refresh_from_db()
    assert milestone.status == "agreed"
    assert not Journal.objects.exists()


def test_a_second_click_leads_to_the_same_payment_page(bank, milestone, sign_in):
    browser = sign_in(milestone.offer.made_by)

    first, second = browser.post(fund_url(milestone)), browser.post(fund_url(milestone))

    assert first.url == second.url
    assert Funding.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_leads_to_the_same_payment_page(bank, sign_in):
    milestone = make.placement().milestones.get()
    payer = milestone.offer.made_by
    bank.fail("slow", "/v1/checkout/sessions", seconds=0.4)
    start = Barrier(2)
    urls = []

    def click():
        browser = sign_in(payer)
        start.wait()
        urls.append(browser.post(fund_url(milestone)).url)
        connection.close()

    at_once(click, click)

    assert len(urls) == 2
    assert urls[0] == urls[1] == Funding.objects.get().checkout_url


def at_once(*steps):
    threads = [Thread(target=step) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_page_that_has_closed_is_followed_by_a_new_one(bank, milestone, sign_in):
    browser = sign_in(milestone.offer.made_by)
    old = browser.post(fund_url(milestone)).url
    bank.client().v1.checkout.sessions.expire(Funding.objects.get().stripe_session_id)

    new = browser.post(fund_url(milestone)).url

    assert new != old
    assert sorted(Funding.objects.values_list("status", flat=True)) == ["expired", "open"]


def test_a_stripe_that_does_not_answer_charges_nothing_and_is_asked_again(bank, milestone, sign_in):
    browser = sign_in(milestone.offer.made_by)
    bank.fail("cut", "/v1/checkout/sessions")

    page = browser.post(fund_url(milestone), follow=True)

    assert "The payment page did not open. Nothing was charged." in page.text
    assert Operation.objects.get().status == "ready"
    # The next click asks again with the same key, and so gets the same page.
    assert browser.post(fund_url(milestone)).status_code == 303
    assert Funding.objects.count() == 1


def test_what_is_paid_in_is_not_paid_again(bank, milestone, sign_in):
    bank.fund(milestone)

    page = sign_in(milestone.offer.made_by).post(fund_url(milestone), follow=True)

    assert "This is paid in already" in page.text
    assert Funding.objects.count() == 1


def test_f17_the_second_of_two_payments_goes_back_by_itself(bank, milestone, sign_in):
    first = bank.open_page(milestone)
    colleague = make.employer(first.organisation)
    second = bank.open_page(milestone, by=colleague)
    bank.pay(first.checkout_url)
    bank.pay(second.checkout_url)

    operations.check_funding(first)
    operations.check_funding(second)
    tasks.sweep_operations()

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.applied, second.applied, second.problem) == (True, False, "second")
    refund = Refund.objects.get()
    assert (refund.funding, refund.amount_minor, refund.status) == (second, 720_00, "succeeded")
    assert [each.amount for each in bank.refunds(second)] == [720_00]
    assert ledger.held(milestone) == 720_00
    mail = Email.objects.get(key=f"sending-back:{refund.pk}")
    assert (mail.to, "had been paid for already" in mail.body) == (colleague.email, True)
    page = sign_in(colleague).get(returned_url(second)).text
    assert "We send $720.00 back to you" in page
    assert_money_ok(bank)


def test_f18_a_payment_after_the_project_was_cancelled_goes_back(bank, milestone, sign_in):
    funding = bank.open_page(milestone)
    application_actions.cancel(milestone.placement, milestone.offer.made_by, "other")
    bank.pay(funding.checkout_url)

    turn_clocks()
    operations.check_funding(funding)
    tasks.sweep_operations()

    funding.refresh_from_db()
    milestone.refresh_from_db()
    assert (funding.status, funding.problem, milestone.status) == ("succeeded", "late", "cancelled")
    assert Refund.objects.get().status == "succeeded"
    assert ledger.held(milestone) == 0
    page = sign_in(funding.payer).get(returned_url(funding)).text
    assert "was cancelled before this payment arrived" in page


def test_f18_the_page_of_a_cancelled_project_is_closed(bank, milestone):
    funding = bank.open_page(milestone)
    application_actions.cancel(milestone.placement, milestone.offer.made_by, "other")

    tasks.close_pages()
    tasks.sweep_operations()

    funding.refresh_from_db()
    assert funding.status == "expired"
    assert Operation.objects.get(kind="expire").status == "done"


@pytest.mark.parametrize(
    ("number", "ends"), [("000123456789", "succeeded"), ("000222222227", "failed")]
)
def test_f19_a_bank_debit_counts_only_once_the_bank_has_said_yes(
    bank, milestone, sign_in, number, ends
):
    bank.control("change-settings", debit_takes=1)
    funding = bank.open_page(milestone)
    bank.debit(funding.checkout_url, number)

    browser = sign_in(funding.payer)
    assert "The bank is working on this payment" in browser.get(returned_url(funding)).text
    with pytest.raises(actions.UnderWay):
        actions.start_funding(milestone, funding.payer)
    milestone.refresh_from_db()
    assert milestone.status == "agreed"
    assert not Journal.objects.exists()

    bank.control("advance-clock", seconds=2)
    operations.check_funding(funding)

    funding.refresh_from_db()
    milestone.refresh_from_db()
    assert funding.status == ends
    assert milestone.status == ("funded" if ends == "succeeded" else "agreed")
    told = "receipt" if ends == "succeeded" else "not-paid"
    assert Email.objects.get(key=f"{told}:{funding.pk}").to == funding.payer.email


def test_f20_the_fee_is_booked_when_it_is_known_and_once(bank, milestone):
    bank.control("change-settings", fee_after=3600)
    funding = bank.fund(milestone)
    assert not Journal.objects.filter(kind="fee").exists()

    bank.control("advance-clock", hours=1)
    for _ in range(3):
        operations.check_funding(funding)

    fee = Journal.objects.get(kind="fee")
    assert sorted(fee.entries.values_list("amount", flat=True)) == [-21_18, 21_18]
    assert_money_ok(bank)


def test_f21_another_amount_than_asked_is_parked(bank, milestone, caplog, sign_in):
    funding = bank.open_page(milestone)
    bank.pay(funding.checkout_url)
    Funding.objects.filter(pk=funding.pk).update(amount_minor=719_00)

    operations.check_funding(funding)

    funding.refresh_from_db()
    milestone.refresh_from_db()
    assert (funding.applied, funding.problem, milestone.status) == (False, "mismatch", "agreed")
    assert ledger.totals(Kind.SUSPENSE) == {"USD": -720_00}
    assert "72000 USD paid, 71900 USD asked; the money is parked" in caplog.text
    assert ledger.waiting_for_a_person() == [f"72000 USD of payment {funding.pk} is parked"]
    page = sign_in(funding.payer).get(returned_url(funding)).text
    assert "Your payment needs a person" in page


def test_f21_another_currency_than_asked_is_parked(db, milestone):
    funding = actions.start_funding(milestone, milestone.offer.made_by)
    seen = make.paid_page(funding)
    euros = {"amount": seen.charge.amount, "currency": "EUR", "txn": None}

    actions.settle_checkout(funding, replace(seen, charge=replace(seen.charge, **euros)))

    funding.refresh_from_db()
    assert (funding.applied, funding.problem) == (False, "mismatch")
    assert ledger.totals(Kind.SUSPENSE) == {"EUR": -720_00}


def test_another_payments_page_is_not_taken_for_this_one(db, milestone):
    funding = actions.start_funding(milestone, milestone.offer.made_by)
    other = actions.start_funding(make.placement().milestones.get(), funding.payer)

    with pytest.raises(actions.NotOurs):
        actions.settle_checkout(funding, make.paid_page(other))

    assert Funding.objects.filter(status="created").count() == 2


def test_a_project_that_is_over_cannot_be_paid(db, milestone):
    application_actions.cancel(milestone.placement, milestone.offer.made_by, "other")

    with pytest.raises(WrongState):
        actions.start_funding(milestone, milestone.offer.made_by)


def test_f26_a_refund_that_bounces_is_parked_and_told(bank, milestone, caplog):
    first, second = bank.open_page(milestone), bank.open_page(milestone, by=make.employer())
    bank.pay(first.checkout_url)
    bank.pay(second.checkout_url)
    operations.check_funding(first)
    operations.check_funding(second)
    tasks.sweep_operations()
    refund = Refund.objects.get()

    bank.control("fail-refund", refund=refund.stripe_refund_id)
    operations.check_refund(refund.stripe_refund_id)

    refund.refresh_from_db()
    assert refund.status == "failed"
    assert ledger.totals(Kind.SUSPENSE) == {"USD": -720_00}
    assert "could not be paid back" in caplog.text


def test_nobody_calls_stripe_while_rows_are_locked(db):
    with pytest.raises(gateway.OpenTransaction), transaction.atomic():
        gateway.balance()


def test_the_clock_cancels_what_nobody_pays_for(bank, milestone):
    placement = milestone.placement
    funding = bank.open_page(milestone)
    _time_is_up(placement)

    turn_clocks()  # closes the page first
    placement.refresh_from_db()
    assert placement.status == "accepted"
    tasks.sweep_operations()
    turn_clocks()

    placement.refresh_from_db()
    funding.refresh_from_db()
    assert (placement.status, funding.status) == ("cancelled", "expired")


def test_the_clock_leaves_alone_what_was_paid_at_the_last_moment(bank, milestone):
    placement = milestone.placement
    funding = bank.open_page(milestone)
    bank.pay(funding.checkout_url)
    _time_is_up(placement)

    turn_clocks()
    tasks.sweep_operations()
    turn_clocks()

    placement.refresh_from_db()
    assert placement.status == "active"
    assert ledger.held(milestone) == 720_00


def test_the_clock_leaves_alone_what_still_has_time(db, milestone):
    with pytest.raises(WrongState):
        actions.cancel_unfunded(milestone.placement)

    turn_clocks()

    milestone.placement.refresh_from_db()
    assert milestone.placement.status == "accepted"


def _time_is_up(placement):
    type(placement).objects.filter(pk=placement.pk).update(
        fund_by=timezone.now() - timedelta(minutes=1)
    )

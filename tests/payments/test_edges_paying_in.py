"""Payment pages and refunds where something goes wrong that hardly ever does."""

from dataclasses import replace

import pytest
from django.urls import reverse

from payments import actions, ledger, operations, tasks
from payments.ledger import Kind
from payments.models import Break, Funding, Journal, Operation, Refund
from payments.seen import RefundSeen
from tests import make
from tests.payments.approving import lease_runs_out
from tests.payments.lost import a_day_ago, paid_twice


@pytest.fixture
def milestone(db):
    return make.placement().milestones.get()


# --- Payment pages


def test_a_page_that_stripe_refuses_to_open_fails_and_says_so(bank, sign_in):
    milestone = make.placement([40]).milestones.get()  # Stripe takes no less than 50 cents.

    page = sign_in(milestone.offer.made_by).post(
        reverse("payments:fund", args=[milestone.pk]), follow=True
    )

    assert "Stripe would not open a payment page. Nothing was charged." in page.text
    assert set(Operation.objects.values_list("status", flat=True)) == {"rejected"}
    assert set(Funding.objects.values_list("status", flat=True)) == {"failed"}


def test_a_page_nobody_could_open_for_a_day_is_given_up(bank, milestone):
    funding = actions.start_funding(milestone, milestone.offer.made_by)
    a_day_ago(funding.operation_id)

    tasks.sweep_operations()

    funding.refresh_from_db()
    assert funding.status == "failed"
    assert Operation.objects.get().status == "rejected"


def test_money_that_comes_by_a_page_we_gave_up_is_held_all_the_same(db, milestone):
    funding = actions.start_funding(milestone, milestone.offer.made_by)
    actions.give_up_page(funding.operation, "no answer")

    actions.settle_checkout(funding, make.paid_page(funding))

    funding.refresh_from_db()
    assert (funding.status, funding.applied) == ("succeeded", True)


def test_a_stripe_that_is_away_is_said_on_the_way_back(bank, milestone, sign_in):
    funding = bank.open_page(milestone)
    bank.fail("cut", "/v1/checkout/sessions", method="GET")

    page = sign_in(funding.payer).get(reverse("payments:returned", args=[funding.pk])).text

    assert "Stripe does not answer at the moment" in page
    assert "We have not heard that you paid" in page


def test_a_click_while_the_money_is_with_the_bank_pays_nothing(bank, milestone, sign_in):
    bank.control("change-settings", debit_takes=3600)
    funding = bank.open_page(milestone)
    bank.debit(funding.checkout_url, "000123456789")
    browser = sign_in(funding.payer)
    # We have not heard of it yet: the click finds out.
    response = browser.post(reverse("payments:fund", args=[milestone.pk]))
    assert response.url == reverse("payments:returned", args=[funding.pk])

    page = browser.post(reverse("payments:fund", args=[milestone.pk]), follow=True)

    assert "A payment is with the bank already. Nothing was charged again." in page.text
    assert "The bank is working on this payment" in page.text
    assert Funding.objects.count() == 1


def test_closing_a_page_that_was_paid_in_the_meantime_finds_the_payment(bank, milestone):
    funding = bank.open_page(milestone)
    actions.ask_to_close(funding)
    bank.pay(funding.checkout_url)

    tasks.sweep_operations()

    funding.refresh_from_db()
    assert (funding.status, funding.applied) == ("succeeded", True)
    assert Operation.objects.get(kind="expire").status == "rejected"


def test_asking_twice_to_close_a_page_is_asking_once(bank, milestone):
    funding = bank.open_page(milestone)

    actions.ask_to_close(funding)
    actions.ask_to_close(funding)

    assert Operation.objects.filter(kind="expire").count() == 1


def test_a_fee_in_another_currency_is_left_to_a_person(db, milestone, caplog):
    funding = actions.start_funding(milestone, milestone.offer.made_by)
    seen = make.paid_page(funding)
    euros = replace(seen.charge, txn=replace(seen.charge.txn, currency="EUR"))

    actions.settle_checkout(funding, replace(seen, charge=euros))

    assert "became €" in caplog.text
    assert not Journal.objects.filter(kind="fee").exists()


def test_a_payment_without_a_fee_books_none(db, milestone):
    funding = actions.start_funding(milestone, milestone.offer.made_by)
    seen = make.paid_page(funding)
    free = replace(seen.charge, txn=replace(seen.charge.txn, fee=0))

    actions.settle_checkout(funding, replace(seen, charge=free))

    funding.refresh_from_db()
    assert funding.stripe_txn_id
    assert not Journal.objects.filter(kind="fee").exists()


@pytest.mark.parametrize("fault", ["error after", "cut after", "error", "cut"])
def test_a_refund_with_a_broken_answer_is_made_once(bank, milestone, fault):
    refund = paid_twice(bank, milestone)
    bank.fail(fault, "/v1/refunds")

    tasks.sweep_operations()
    lease_runs_out(refund)
    tasks.sweep_operations()

    refund.refresh_from_db()
    assert refund.status == "succeeded"
    assert [each.id for each in bank.refunds(refund.funding)] == [refund.stripe_refund_id]


def test_a_refund_that_waits_is_asked_about(bank, milestone):
    first = bank.open_page(milestone)
    second = bank.open_page(milestone, by=make.employer())
    bank.pay(first.checkout_url)
    bank.pay(second.checkout_url, "4000000000007726")  # its refunds wait
    operations.check_funding(first)
    operations.check_funding(second)
    tasks.sweep_operations()
    assert Refund.objects.get().status == "pending"
    assert ledger.totals(Kind.REFUND_PAYABLE) == {"USD": -720_00}

    bank.control("advance-clock", seconds=30)
    tasks.poll_fundings()

    assert Refund.objects.get().status == "succeeded"
    assert ledger.totals(Kind.REFUND_PAYABLE) == {"USD": 0}


def test_a_refund_is_heard_of_too(bank, milestone):
    from tests.payments.bank import tell

    refund = paid_twice(bank, milestone)
    tasks.sweep_operations()
    (event,) = bank.events("refund.created")

    tell(event)
    tasks.sweep_events()

    refund.refresh_from_db()
    assert refund.status == "succeeded"


def test_a_refund_that_stripe_refuses_is_parked(bank, milestone, caplog):
    refund = paid_twice(bank, milestone)
    bank.client().v1.refunds.create({"payment_intent": refund.funding.stripe_intent_id})

    tasks.sweep_operations()

    refund.refresh_from_db()
    assert refund.status == "failed"
    assert ledger.totals(Kind.SUSPENSE) == {"USD": -720_00}
    assert "could not be paid back" in caplog.text
    bank.before["USD"] -= 720_00  # what a person has sent back behind our back


def test_a_word_for_a_refund_that_we_do_not_know_goes_to_a_person(db, milestone, caplog):
    first, second = (
        actions.start_funding(milestone, by) for by in (make.employer(), make.employer())
    )
    actions.settle_checkout(first, make.paid_page(first))
    actions.settle_checkout(second, make.paid_page(second))
    refund = Refund.objects.get()

    actions.settle_refund(refund, RefundSeen("re_1", "appealed", 720_00, "USD", None, None))

    refund.refresh_from_db()
    assert refund.status == "pending"
    assert "“appealed” at Stripe" in Break.objects.get(kind="word").said


def test_a_refund_of_a_day_ago_waits_for_a_person(bank, milestone):
    refund = paid_twice(bank, milestone)
    a_day_ago(refund.operation_id)

    tasks.sweep_operations()

    assert Operation.objects.get(pk=refund.operation_id).status == "reconcile"

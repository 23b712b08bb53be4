"""What happens seldom: told twice or too late, out of its turn, or not as it was asked for."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from applications.actions import Wish
from applications.models import Milestone
from marketplace.states import WrongState
from notifications.models import Email
from payments import actions, gateway, ledger, tasks, top_ups
from payments.actions import outbox
from payments.models import (
    Break,
    Chargeback,
    Funding,
    Operation,
    Payee,
    Refund,
    Sponsorship,
    TopUp,
)
from payments.seen import (
    ChargedBack,
    Transfer,
    Txn,
    Withdrawn,
)
from tests import make
from tests.making import budget as budgets
from tests.making.team import team
from tests.payments.test_kept import drop_out

pytestmark = pytest.mark.django_db

NOTHING = {"charge": None, "intent": None, "intent_status": ""}


def agreed():
    return make.placement().milestones.get()


def two_pages():
    """The employer and a colleague have a payment page each."""
    milestone = agreed()
    first = milestone.offer.made_by
    pages = [actions.start_funding(milestone, who) for who in (first, make.colleague(first))]
    return milestone, *pages


# --- Payments


def test_a_page_that_is_told_of_after_it_has_closed_stays_closed():
    funding = actions.start_funding(agreed(), make.employer())
    closed = make.paid_page(funding, status="expired", **NOTHING)

    actions.settle_checkout(funding, closed)
    actions.settle_checkout(funding, closed)

    assert Funding.objects.get().status == "expired"


def test_what_is_paid_after_the_money_went_back_goes_back_too():
    milestone, first, second = two_pages()
    actions.settle_checkout(first, make.paid_page(first))
    drop_out(Milestone.objects.get(pk=milestone.pk), keep_it=False)

    actions.settle_checkout(second, make.paid_page(second))

    second.refresh_from_db()
    assert second.problem == "late"
    assert Refund.objects.count() == 2
    assert ledger.totals(ledger.Kind.SUSPENSE) == {"USD": 0}


def test_a_refusal_for_what_somebody_else_has_paid_gives_nobody_more_time():
    _milestone, debit, card = two_pages()
    working = {"charge": None, "status": "complete"}
    actions.settle_checkout(debit, make.paid_page(debit, intent_status="processing", **working))
    actions.settle_checkout(card, make.paid_page(card))
    refused = make.paid_page(debit, intent_status="requires_payment_method", **working)

    actions.settle_checkout(debit, refused)

    debit.refresh_from_db()
    assert debit.status == "failed"
    assert "another way" not in Email.objects.get(key__startswith="not-paid").body


def test_nothing_is_started_from_what_is_kept_while_a_bank_works_or_twice():
    milestone = agreed()
    Milestone.objects.update(with_bank=True)
    with pytest.raises(actions.UnderWay):
        actions.pay_from_kept(milestone)
    with pytest.raises(WrongState):
        actions.pay_from_kept(make.funded().milestone)


def test_nobody_pays_for_an_offer_that_is_not_accepted():
    milestone = make.offer().milestones.get()

    with pytest.raises(WrongState):
        actions.start_funding(milestone, milestone.offer.made_by)


def test_no_page_asks_for_nothing():
    milestone = budgets.sponsored(None)

    with pytest.raises(WrongState):
        actions.start_funding(milestone, milestone.offer.made_by)

    assert not Funding.objects.exists()


def test_a_payment_whose_way_stripe_does_not_tell_has_none():
    assert gateway._method(None) == ""


def test_asked_for_twice_it_is_one_operation():
    once, again = (outbox.ask(Operation.Kind.EXPIRE, "page:1", {}) for _ in range(2))

    assert once == again


# --- Into a budget


def test_a_payment_into_a_budget_is_told_of_in_any_order_and_its_fee_later():
    top_up = actions.start_top_up(where := budgets.budget(), where.made_by, 100_00)
    paid = budgets.paid(top_up)
    early = replace(paid, charge=replace(paid.charge, txn=None))

    actions.settle_top_up(top_up, early)
    assert ledger.totals(ledger.Kind.STRIPE_FEE) == {}
    actions.settle_top_up(top_up, replace(early, **NOTHING, status="expired"))
    actions.settle_top_up(top_up, paid)

    assert TopUp.objects.get().status == "succeeded"
    assert actions.left(where) == 100_00
    assert ledger.totals(ledger.Kind.STRIPE_FEE) == {"USD": 3_20}


@pytest.mark.parametrize(
    ("txn", "said"),
    [(Txn("txn_free", 0, "USD"), ""), (Txn("txn_eur", 320, "EUR"), "settled in EUR")],
)
def test_a_fee_of_nothing_or_of_another_currency_is_not_booked(txn, said, caplog):
    top_up = actions.start_top_up(where := budgets.budget(), where.made_by, 100_00)
    paid = budgets.paid(top_up)

    actions.settle_top_up(top_up, replace(paid, charge=replace(paid.charge, txn=txn)))

    assert ledger.totals(ledger.Kind.STRIPE_FEE) == {}
    assert said in caplog.text


def test_what_comes_into_a_budget_in_another_currency_is_for_a_person_once(sign_in, monkeypatch):
    top_up = actions.start_top_up(where := budgets.budget(), where.made_by, 100_00)
    paid = budgets.paid(top_up)
    euros = replace(paid.charge, currency="EUR")

    for _ in range(2):
        actions.settle_top_up(top_up, replace(paid, charge=euros))

    assert Break.objects.get().said == f"payment {top_up.reference} is “paid in EUR” at Stripe"
    assert actions.left(where) == 0
    monkeypatch.setattr(top_ups, "check", lambda row: row)
    browser = sign_in(where.made_by)
    assert "This was paid in another currency" in browser.get(top_up.get_absolute_url()).text
    TopUp.objects.update(created_at=timezone.now() - timedelta(hours=1), checked_at=None)
    tasks.poll_fundings()
    assert TopUp.objects.get().checked_at is None


def test_what_is_paid_into_a_budget_stays_until_its_time():
    with pytest.raises(WrongState):
        actions.return_by_limit(budgets.top_up(budgets.budget()))


def test_nothing_goes_back_of_what_is_spent_when_its_time_is_up():
    top_up = budgets.top_up(where := budgets.budget())
    actions.ask_back(where, where.made_by, 100_00)
    TopUp.objects.update(leave_by=timezone.now())

    assert actions.return_by_limit(top_up) is None


def test_a_chargeback_of_a_budgets_money_is_told_of_twice_and_in_words_we_do_not_know():
    top_up = budgets.top_up(where := budgets.budget())
    out = Withdrawn("txn_out", -100_00, 0, "USD")
    seen = ChargedBack("du_1", "thinking", "", 100_00, "USD", "", timezone.now(), None, [out])

    actions.settle_top_up_chargeback(top_up, seen)
    assert Break.objects.get().kind == "word"
    for _ in range(2):
        actions.settle_top_up_chargeback(top_up, replace(seen, status="lost"))

    assert actions.left(where) == 0
    assert ledger.totals(ledger.Kind.DISPUTE_SUSPENSE) == {"USD": 0}


@pytest.mark.parametrize("of_a_budget", [True, False])
def test_what_a_bank_keeps_gives_back_and_keeps_again_is_lost_each_time(of_a_budget):
    there = [Withdrawn("txn_1", -100_00, 0, "USD")]
    back = [*there, Withdrawn("txn_2", 100_00, 0, "USD")]
    again = [*back, Withdrawn("txn_3", -100_00, 0, "USD")]
    seen = ChargedBack("du_1", "lost", "", 100_00, "USD", "", timezone.now(), None, there)
    if of_a_budget:
        paid, settle = budgets.top_up(where := budgets.budget()), actions.settle_top_up_chargeback
        actions.ask_back(where, where.made_by, 100_00)  # nothing is left to bear it
    else:
        milestone = make.delivered()
        paid, settle = Funding.objects.get(milestone=milestone), actions.settle_chargeback

    lost = []
    for moved in (there, back, back, again):
        settle(paid, replace(seen, moved=moved))
        lost.append(ledger.totals(ledger.Kind.LOSS)["USD"])

    assert lost == [100_00, 0, 0, 100_00]
    assert ledger.totals(ledger.Kind.DISPUTE_SUSPENSE) == {"USD": 0}


def test_what_is_promised_waits_until_all_of_a_team_have_accepted():
    offer = budgets.offered(where := budgets.budget(500_00))
    budgets.granted(offer, where, 100_00)
    team(offer.application, [make.student()], [1, 1])

    assert actions.accept(offer, offer.application.student.user) is None

    assert not Sponsorship.objects.exists()


# --- Going out


def test_an_account_out_of_reach_is_told_of_once(caplog):
    payee = make.payee(make.student())

    actions.lose_account(payee, "No such account")
    actions.lose_account(payee, "No such account")

    assert caplog.text.count("is out of reach") == 1
    assert Payee.objects.get().transfers_status == "restricted"


def test_what_is_sent_is_not_taken_over():
    with pytest.raises(WrongState):
        actions.take_over(make.payout(sent=True), make.platform())


def test_a_wrong_transfer_that_is_told_of_twice_waits_for_one_person(caplog):
    milestone = make.delivered()
    make.payee(milestone.placement.student)
    payout = make.payout(milestone)
    wrong = Transfer("tr_1", 1_00, "USD", "", payout.pk, payout.operation_id)

    actions.settle_transfer(payout, wrong)
    actions.settle_transfer(payout, wrong)

    payout.refresh_from_db()
    assert (payout.status, payout.operation.status) == ("queued", "reconcile")
    assert caplog.text.count("is not what payout") == 2


# --- For a person


def test_nobody_agrees_to_what_they_have_not_read():
    dispute = make.dispute()
    other = dispute.milestone.placement.student.user

    with pytest.raises(WrongState):
        actions.agree(dispute, other, Wish("part", 1_00))


def test_what_was_sent_to_a_bank_is_said_of_a_chargeback_that_is_undecided():
    make.chargeback()
    Chargeback.objects.update(sent_at=timezone.now() - timedelta(days=1))

    assert any("the evidence is with the bank" in each for each in ledger.waiting_for_a_person())

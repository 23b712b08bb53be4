"""What happens seldom: told twice or too late, out of its turn, or not as it was asked for."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from applications.actions import Wish
from applications.models import Milestone
from marketplace.states import WrongState
from notifications.models import Email
from payments import actions, gateway, ledger, tasks, top_ups
from payments.actions import holding, keeping, outbox
from payments.models import (
    BalanceTxn,
    Break,
    Chargeback,
    Correction,
    Credit,
    Funding,
    Operation,
    Payee,
    Refund,
    Reversal,
    Sponsorship,
    TopUp,
)
from payments.seen import (
    Booked,
    ChargedBack,
    RefundSeen,
    ReversalSeen,
    Transfer,
    Txn,
    Withdrawn,
)
from tests import make
from tests.making import budget as budgets
from tests.making.team import team
from tests.payments.test_kept import drop_out, kept_of, replacement

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


# --- What goes back


def paid_twice():
    """500.00: 100.00 of it were kept of an earlier payment, 400.00 are paid now."""
    first = kept_of(make.placement([100_00]).milestones.get())
    (milestone,) = replacement(first, 500_00)
    return make.delivered(milestone)


def test_of_two_payments_the_smaller_goes_back_first_and_alone_if_it_is_enough():
    milestone = paid_twice()

    dispute = make.answered(milestone)
    actions.decide(dispute, make.platform(), Wish("part", 450_00), "Most of the rows are there.")

    refund = Refund.objects.get()
    assert (refund.amount_minor, refund.funding.amount_minor) == (50_00, 100_00)


def test_a_correction_takes_the_smaller_payment_first_and_then_the_other():
    milestone = paid_twice()
    make.payout(milestone, sent=True)

    for minor in (60_00, 90_00, 10_00):
        bearer, basis = Correction.Bearer.PLATFORM, Correction.Basis.MISTAKE
        actions.correct(milestone, make.platform(), minor, bearer, basis, "The wrong placement.")

    back = Refund.objects.order_by("created_at").values_list(
        "funding__amount_minor", "amount_minor"
    )
    assert list(back) == [(100_00, 60_00), (100_00, 40_00), (400_00, 50_00), (400_00, 10_00)]


def test_no_more_goes_back_or_is_used_than_there_is():
    milestone = make.funded().milestone

    with pytest.raises(ValueError, match="more than was paid in"), transaction.atomic():
        holding.pay_back(milestone, 720_01, Refund.Why.ENDED)
    with pytest.raises(WrongState):
        keeping.draw(milestone, 1)


def test_what_is_kept_does_not_go_back_before_its_time():
    kept_of(agreed())

    with pytest.raises(WrongState):
        actions.return_by_clock(Credit.objects.get())


def refunding():
    funding = make.funded()
    drop_out(Milestone.objects.get(), keep_it=False)
    return funding, Refund.objects.get()


def test_a_refund_of_another_amount_is_an_alarm_and_changes_nothing(caplog):
    _funding, refund = refunding()
    seen = RefundSeen("re_1", "succeeded", 1_00, "USD", refund.pk, refund.operation_id)

    assert actions.settle_refund(refund, seen).status == "pending"

    assert "is of another amount at Stripe" in caplog.text


def test_a_refund_that_failed_waits_for_stripe_to_book_it_back():
    _funding, refund = refunding()
    seen = RefundSeen("re_1", "failed", 720_00, "USD", refund.pk, refund.operation_id)
    actions.settle_refund(refund, seen)
    out = Booked("txn_1", "refund", -720_00, 0, -720_00, "USD", "re_1", timezone.now())
    actions.keep_booked([out])

    assert not actions.match(BalanceTxn.objects.get())

    back = replace(out, id="txn_2", kind="refund_failure", amount=720_00, net=720_00)
    actions.keep_booked([back])
    assert actions.match(BalanceTxn.objects.get(pk="txn_1"))
    assert not BalanceTxn.objects.filter(matched_at=None).exists()
    assert not Break.objects.exists()


def test_what_stripe_never_booked_is_closed_as_our_loss():
    by = make.platform()
    row = actions.take_break(make.difference(kind="missing", minor=-12_00), by)

    actions.close_break(row, by, "Stripe lost it, ticket 7.", "loss")

    assert ledger.totals(ledger.Kind.LOSS) == {"USD": 12_00}
    assert ledger.totals(ledger.Kind.STRIPE_BALANCE) == {"USD": -12_00}


# --- Taken back from a student


def test_a_reversal_that_is_not_as_asked_is_an_alarm_and_what_nobody_asked_for_counts(caplog):
    row = make.reversal()
    told = ReversalSeen("trr_1", row.amount_minor, "USD", row.pk, None)

    actions.settle_reversal(row, replace(told, amount=1))
    assert "is not what" in caplog.text
    assert Reversal.objects.get().status == "asked"

    actions.settle_reversal(row, told)
    assert Reversal.objects.get().status == "done"

    actions.settle_reversal(row, replace(told, id="trr_2"))
    assert "has another at Stripe, trr_2" in caplog.text
    assert ledger.totals(ledger.Kind.RECOVERY_RECEIVABLE) == {"USD": 0}


def test_a_reversal_that_was_certainly_not_made_is_asked_for_anew():
    row = make.reversal()
    before = row.operation

    again = actions.reversal_again(before, "Looked at Stripe: it is not there.")

    assert (again.status, before.status) == ("asked", "rejected")
    assert again.operation.params["transfer"] == before.params["transfer"]
    assert again.operation != before


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

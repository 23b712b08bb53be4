"""What happens seldom to money that goes back, or is taken back from a student."""

from dataclasses import replace

import pytest
from django.db import transaction
from django.utils import timezone

from applications.actions import Wish
from applications.models import Milestone
from marketplace.states import WrongState
from payments import actions, ledger
from payments.actions import holding, keeping
from payments.models import (
    BalanceTxn,
    Break,
    Correction,
    Credit,
    Funding,
    Operation,
    Refund,
    Reversal,
)
from payments.seen import (
    Booked,
    RefundSeen,
    ReversalSeen,
)
from tests import make
from tests.payments.test_kept import drop_out, kept_of, replacement

pytestmark = pytest.mark.django_db

NOTHING = {"charge": None, "intent": None, "intent_status": ""}


def agreed():
    return make.placement().milestones.get()


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


def test_what_did_not_go_back_after_all_does_not_count_as_gone():
    milestone = make.delivered()
    funding = Funding.objects.get(milestone=milestone)

    def carrying(status):
        with transaction.atomic():
            asked = Operation.objects.create(kind="refund", subject="x", params={})
            about = {"milestone": milestone, "amount_minor": 300_00, "currency": "USD"}
            when = {"status": status, "finished_at": timezone.now()}
            Refund.objects.create(funding=funding, operation=asked, **about, **when)
            paid = holding.paid_in(milestone)
            found = holding.charge_for(milestone, milestone.student_minor, paid)
            transaction.set_rollback(True)
        return found

    assert carrying("failed") == funding.stripe_charge_id
    assert carrying("succeeded") == ""


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

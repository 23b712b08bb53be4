"""Faults by the numbers of the design: a payer's bank takes a payment back."""

import pytest
from django.urls import reverse

from applications.models import Milestone
from payments import actions, ledger, operations, tasks
from payments.models import BalanceTxn, Break, Chargeback, Funding, Refund
from payments.seen import ChargedBack
from tests import make
from tests.payments.bank import tell
from tests.payments.test_kept import drop_out, replacement
from tests.payments.test_paying import approved, assert_paid_once, delivered

KIND = ledger.Kind


def taken_back(bank, milestone, **more):
    """Told by the event, as on the site."""
    funding = Funding.objects.get(milestone=milestone, applied=True)
    dispute = bank.control("open-dispute", charge=funding.stripe_charge_id, **more)
    (event,) = bank.events("charge.dispute.created")
    assert tell(event) == 200
    tasks.sweep_events()
    return dispute["id"]


def decided(bank, dispute, outcome):
    bank.control("close-dispute", dispute=dispute, outcome=outcome)
    for event in bank.events("charge.dispute.closed", "charge.dispute.funds_reinstated"):
        tell(event)
        tell(event)
    tasks.sweep_events()
    return Chargeback.objects.get(stripe_dispute_id=dispute)


def test_f27_while_a_payment_is_taken_back_nothing_of_it_is_released(bank, sign_in):
    milestone = delivered(bank)
    dispute = taken_back(bank, milestone)

    with pytest.raises(actions.TakenBack):
        actions.approve(milestone, milestone.offer.made_by)
    page = sign_in(milestone.offer.made_by).post(
        reverse("payments:approve", args=[milestone.pk]), {"version": 1}, follow=True
    )

    assert "Your bank has asked for this payment back" in page.text
    milestone.refresh_from_db()
    assert milestone.status == "delivered"
    assert ledger.totals(KIND.DISPUTE_SUSPENSE) == {"USD": 720_00}
    assert ledger.held(milestone) == 720_00
    assert any(dispute in each for each in ledger.waiting_for_a_person())
    decided(bank, dispute, "won")


def test_f28_won_it_is_released_once(bank):
    milestone = delivered(bank)
    dispute = taken_back(bank, milestone)

    row = decided(bank, dispute, "won")
    operations.check_dispute(dispute)

    assert row.status == "won"
    assert ledger.totals(KIND.DISPUTE_SUSPENSE) == {"USD": 0}
    assert ledger.totals(KIND.LOSS) == {}
    payout = actions.approve(milestone, milestone.offer.made_by)
    tasks.sweep_operations()
    assert_paid_once(bank, payout)


@pytest.mark.parametrize("amount", [720_00, 100_00])
def test_f28_lost_after_the_pay_it_is_never_taken_from_the_student(bank, amount):
    payout = approved(bank)
    tasks.sweep_operations()
    assert_paid_once(bank, payout)

    row = decided(bank, taken_back(bank, payout.milestone, amount=amount), "lost")

    assert row.status == "lost"
    assert ledger.totals(KIND.LOSS) == {"USD": amount}
    assert ledger.totals(KIND.DISPUTE_SUSPENSE) == {"USD": 0}
    assert_paid_once(bank, payout)


def test_f28_a_word_we_do_not_know_is_for_a_person(db):
    funding = make.funded()
    seen = ChargedBack(
        id="du_1",
        status="appeal_needs_response",
        reason="fraudulent",
        amount=720_00,
        currency="USD",
        charge=funding.stripe_charge_id,
        opened_at=funding.paid_at,
        answer_by=None,
        moved=[],
    )

    row = actions.settle_chargeback(funding, seen)

    assert row.status == "open"
    assert "appeal_needs_response" in Break.objects.get(kind="word").said


def test_f29_what_is_taken_back_is_not_paid_back_too(bank):
    milestone = make.placement().milestones.get()
    bank.fund(milestone)
    dispute = taken_back(bank, milestone)
    placement = milestone.placement

    with pytest.raises(actions.TakenBack):
        actions.call_off(placement, milestone.offer.made_by, "other", "No.", told=720_00)

    assert not Refund.objects.exists()
    assert ledger.held(milestone) == 720_00
    decided(bank, dispute, "won")


def test_a_chargeback_that_no_event_told_of_is_found_in_stripes_book(book):
    milestone = delivered(book)
    funding = Funding.objects.get(milestone=milestone, applied=True)
    dispute = book.control("open-dispute", charge=funding.stripe_charge_id)["id"]

    tasks.reconcile()

    assert Chargeback.objects.get().stripe_dispute_id == dispute
    assert not BalanceTxn.objects.filter(matched_at=None).exists()
    assert not Break.objects.exists()
    decided(book, dispute, "won")


def test_f27_what_was_kept_of_it_for_the_next_student_is_not_released_either(bank):
    first = make.placement().milestones.get()
    bank.fund(first)
    drop_out(first)
    (second,) = replacement(first, 720_00)
    actions.pay_from_kept(second)
    make.application_actions.deliver(Milestone.objects.get(pk=second.pk), "Here.", [], [])
    dispute = taken_back(bank, first)

    with pytest.raises(actions.TakenBack):
        actions.approve(Milestone.objects.get(pk=second.pk), second.offer.made_by)

    decided(bank, dispute, "won")
    assert actions.approve(Milestone.objects.get(pk=second.pk), second.offer.made_by)


def test_our_staff_who_decide_a_dispute_read_that_the_bank_has_the_money(bank, sign_in):
    milestone = delivered(bank)
    row = make.answered(milestone)
    dispute = taken_back(bank, milestone)

    said = {"outcome": "full", "reasons": "All rows are there.", "decide": "1"}
    page = sign_in(make.platform()).post(
        reverse("payments:decide", args=[row.pk]), said, follow=True
    )

    assert "bank has taken the payment back" in page.text
    row.refresh_from_db()
    assert row.status == "answered"
    decided(bank, dispute, "won")


def test_who_calls_off_reads_that_the_bank_has_the_money(bank, sign_in):
    milestone = make.placement().milestones.get()
    bank.fund(milestone)
    dispute = taken_back(bank, milestone)

    page = sign_in(milestone.offer.made_by).post(
        reverse("payments:call_off", args=[milestone.placement_id]),
        {"told": 720_00, "reason": "other", "note": "It is not needed.", "money": "back"},
        follow=True,
    )

    assert "bank has taken a payment back" in page.text
    milestone.refresh_from_db()
    assert milestone.status == "funded"
    decided(bank, dispute, "won")

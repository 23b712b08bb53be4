"""Faults by the numbers of the design: a payer's bank takes a payment back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import actions as application_actions
from applications.actions import Wish
from applications.models import Milestone
from marketplace.states import WrongState
from notifications.models import Email
from payments import actions, ledger, operations, tasks
from payments.models import BalanceTxn, Break, Chargeback, Credit, Funding, Refund
from payments.seen import ChargedBack, Withdrawn
from tests import make
from tests.payments.approving import approved, assert_paid_once, delivered
from tests.payments.bank import tell
from tests.payments.dropping import drop_out, replacement

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


def stopped(bank):
    """Paid in, nothing handed in, and the payer's bank wants it back."""
    milestone = make.placement([500_00, 220_00]).milestones.first()
    bank.fund(milestone)
    dispute = taken_back(bank, milestone)
    milestone.refresh_from_db()
    return milestone, dispute


def mails(milestone, event):
    rows = Email.objects.filter(key__startswith=f"chargeback-{event}:")
    return {each.to: each for each in rows}


def test_f27_nobody_works_for_money_that_a_bank_wants_back(bank, sign_in):
    milestone, dispute = stopped(bank)
    student = milestone.placement.student.user
    browser = sign_in(student)

    page = browser.get(milestone.placement.get_absolute_url()).text
    tried = browser.post(
        reverse("applications:deliver", args=[milestone.pk]), {"note": "Here."}, follow=True
    )

    assert "Please do not work on “Part 1” now" in page
    assert "asks for it back" in page
    assert "There is nothing to hand in for it now." in tried.text
    with pytest.raises(WrongState):
        application_actions.deliver(Milestone.objects.get(pk=milestone.pk), "Here.", [], [])
    assert "please do not work on it until then" in mails(milestone, "opened")[student.email].body
    theirs = sign_in(milestone.offer.made_by).get(milestone.placement.get_absolute_url()).text
    assert "Your bank has asked for the payment for “Part 1” back" in theirs
    assert (
        "was told to stop working" in mails(milestone, "opened")[milestone.offer.made_by.email].body
    )
    decided(bank, dispute, "won")


def test_f27_won_the_work_goes_on_with_as_many_more_days(bank):
    milestone, dispute = stopped(bank)
    due = milestone.hand_in_by
    Milestone.objects.filter(pk=milestone.pk).update(
        stopped_at=timezone.now() - timedelta(days=4, hours=2)
    )

    decided(bank, dispute, "won")

    milestone.refresh_from_db()
    assert (milestone.status, milestone.stopped_at) == ("funded", None)
    assert milestone.hand_in_by == due + timedelta(days=5)
    assert milestone.work_by == milestone.due_at
    student = milestone.placement.student.user
    assert "Please go on" in mails(milestone, "won")[student.email].body
    application_actions.deliver(milestone, "Here.", [], [])
    assert actions.approve(milestone, milestone.offer.made_by)


@pytest.mark.parametrize("amount", [500_00, 120_00])
def test_f27_lost_before_anything_was_handed_in_it_comes_out_of_what_is_held(bank, sign_in, amount):
    milestone = make.placement([500_00, 220_00]).milestones.first()
    bank.fund(milestone)

    row = decided(bank, taken_back(bank, milestone, amount=amount), "lost")
    operations.check_dispute(row.stripe_dispute_id)
    tasks.sweep_operations()

    assert (row.lost_minor, row.covered_minor) == (amount, amount)
    assert ledger.totals(KIND.LOSS) == {"USD": 0}
    assert ledger.totals(KIND.DISPUTE_SUSPENSE) == {"USD": 0}
    assert ledger.held(milestone) == 0
    parts = list(milestone.placement.milestones.values_list("status", flat=True))
    assert parts == ["refunded", "cancelled"]
    placement = milestone.placement
    placement.refresh_from_db()
    assert (placement.status, placement.cancelled_by) == ("cancelled", None)
    # Of a part of a payment the rest is the payer's again. Stripe does not take it back to a card
    # that a bank has charged back, so a person finds another way.
    rest = [each.amount_minor for each in Refund.objects.filter(why="charged")]
    assert rest == ([500_00 - amount] if amount < 500_00 else [])
    parked = [each for each in ledger.waiting_for_a_person() if "is parked" in each]
    assert len(parked) == len(rest)
    student = placement.student.user
    assert "you owe nothing" in mails(milestone, "lost")[student.email].body
    page = sign_in(student).get(placement.get_absolute_url()).text
    assert "The money for the work is not with us any more" in page
    assert "took the payment back" in page
    theirs = sign_in(milestone.offer.made_by).get(placement.get_absolute_url()).text
    assert "taken back by your bank" in theirs


def test_f27_lost_after_it_was_handed_in_the_student_is_paid(bank):
    milestone = delivered(bank)
    row = decided(bank, taken_back(bank, milestone), "lost")

    payout = actions.approve(Milestone.objects.get(pk=milestone.pk), milestone.offer.made_by)
    tasks.sweep_operations()

    assert (row.lost_minor, row.covered_minor) == (720_00, 0)
    assert ledger.totals(KIND.LOSS) == {"USD": 720_00}
    assert_paid_once(bank, payout)
    # The payment that the bank has taken carries nothing any more: the transfer is from ours.
    assert bank.transfers(milestone)[0].source_transaction is None
    student = milestone.placement.student.user
    assert "Your pay is safe" in mails(milestone, "lost")[student.email].subject


def test_f27_what_a_decision_gives_back_of_a_lost_payment_makes_up_for_the_loss(bank):
    milestone = delivered(bank)
    row = decided(bank, taken_back(bank, milestone), "lost")
    dispute = make.answered(Milestone.objects.get(pk=milestone.pk))

    actions.decide(dispute, make.platform(), Wish("part", 200_00), "Half of it is there.")

    row.refresh_from_db()
    assert (row.lost_minor, row.covered_minor) == (720_00, 520_00)
    assert ledger.totals(KIND.LOSS) == {"USD": 200_00}
    assert not Refund.objects.exists()


def test_f27_what_is_kept_of_a_lost_payment_is_used_by_nobody(bank):
    first = make.placement().milestones.get()
    bank.fund(first)
    drop_out(first)
    dispute = taken_back(bank, first)
    (second,) = replacement(first, 720_00)
    credit = Credit.objects.get()

    with pytest.raises(WrongState):
        actions.pay_from_kept(second)
    with pytest.raises(actions.TakenBack):
        actions.return_kept(credit)
    row = decided(bank, dispute, "lost")

    credit.refresh_from_db()
    assert credit.status == "closed"
    assert row.covered_minor == 720_00
    assert ledger.totals(KIND.KEPT) == {"USD": 0}
    assert actions.usable(second) == 0


def test_f28_a_bank_that_gives_a_part_back_when_it_is_lost_has_taken_the_rest(bank):
    milestone = delivered(bank)
    funding = Funding.objects.get(milestone=milestone, applied=True)
    lost = seen(funding, "lost", moved=[("txn_1", -720_00), ("txn_2", 200_00)])

    row = actions.settle_chargeback(funding, lost)
    assert row.lost_minor == 520_00
    later = replace(lost, moved=[*lost.moved, Withdrawn("txn_3", 20_00, 0, "USD")])
    actions.settle_chargeback(funding, later)

    assert ledger.totals(KIND.LOSS) == {"USD": 500_00}
    assert ledger.totals(KIND.DISPUTE_SUSPENSE) == {"USD": 0}
    bank.before["USD"] += 500_00  # said by this test, not by the stand-in
    actions.settle_chargeback(funding, replace(later, status="won"))
    assert "won" in Break.objects.get(kind="word").said


def seen(funding, status, moved=()):
    return ChargedBack(
        id="du_1",
        status=status,
        reason="fraudulent",
        amount=720_00,
        currency="USD",
        charge=funding.stripe_charge_id,
        opened_at=funding.paid_at,
        answer_by=None,
        moved=[Withdrawn(pk, amount, 0, "USD") for pk, amount in moved],
    )


def test_f28_a_word_we_do_not_know_is_for_a_person(db):
    funding = make.funded()
    row = actions.settle_chargeback(funding, seen(funding, "appeal_needs_response"))

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
    application_actions.deliver(Milestone.objects.get(pk=second.pk), "Here.", [], [])
    dispute = taken_back(bank, first)

    with pytest.raises(actions.TakenBack):
        actions.approve(Milestone.objects.get(pk=second.pk), second.offer.made_by)

    decided(bank, dispute, "won")
    assert actions.approve(Milestone.objects.get(pk=second.pk), second.offer.made_by)


def test_our_staff_who_decide_a_dispute_read_that_the_bank_has_the_money(bank, sign_in):
    milestone = delivered(bank)
    row = make.answered(milestone)
    dispute = taken_back(bank, milestone)

    said = {
        "outcome": "full",
        "reasons": "All rows are there, as it was agreed in the terms.",
        "decide": "1",
    }
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


def test_f14_a_decision_that_no_event_told_of_is_asked_for(book):
    milestone = delivered(book)
    funding = Funding.objects.get(milestone=milestone, applied=True)
    dispute = book.control("open-dispute", charge=funding.stripe_charge_id)["id"]
    tasks.reconcile()
    assert Chargeback.objects.get().status == "open"

    book.control("close-dispute", dispute=dispute, outcome="lost")
    tasks.reconcile()

    assert Chargeback.objects.get().status == "lost"


@pytest.mark.parametrize(("moved", "end"), [(0, "won"), (720_00, "lost")])
def test_what_was_settled_before_it_became_a_chargeback_is_decided(db, moved, end):
    """Nobody is asked for evidence, and nothing waits for it."""
    funding = make.funded()
    taken = [("txn_rdr", -moved)] if moved else []

    actions.settle_chargeback(funding, seen(funding, "prevented", taken))

    assert Chargeback.objects.get().status == end
    assert not any("send evidence" in each for each in ledger.waiting_for_a_person())

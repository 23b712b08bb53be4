"""Giving money back after it was paid out, and taking it back from the student who has it.

Our staff decide so, after a dispute or a clear mistake; never because a bank took a payment
back, and never by a clock. Who paid has their money at once; what the student owes waits.
"""

from __future__ import annotations

import logging
import uuid

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from accounts.models import PayoutRoute, User
from applications.models import Milestone
from marketplace.money import platform_fee, split_by
from marketplace.states import WrongState, move
from payments import emails, ledger, params
from payments.actions import outbox, sponsoring
from payments.actions.holding import Source, sources
from payments.actions.locks import hold_milestone, hold_payout
from payments.actions.refunding import give_back
from payments.actions.taken_back import TakenBack
from payments.ledger import Kind, Leg, account
from payments.models import Chargeback, Correction, Operation, Payout, Refund, Reversal
from payments.seen import ReversalSeen

logger = logging.getLogger(__name__)

Status = Reversal.Status


class NotByStripe(WrongState):
    """A student was paid by bank transfer: Stripe cannot take that back."""


def left_of(milestone: Milestone) -> int:
    """What is still paid for it, minor units: earlier corrections are taken off."""
    earlier = Correction.objects.filter(milestone=milestone)
    return milestone.pays_minor - (earlier.aggregate(sum=Sum("amount_minor"))["sum"] or 0)


def shares_of_correction(milestone: Milestone, minor: int) -> tuple[int, int]:
    """Of `minor` that goes back: what was our fee, and what was the student's."""
    before = left_of(milestone)
    fee = _fee(milestone, before) - _fee(milestone, before - minor)
    return fee, minor - fee


def _fee(milestone: Milestone, minor: int) -> int:
    return milestone.our_fee_minor if minor == milestone.pays_minor else platform_fee(minor)


@transaction.atomic
def correct(
    milestone: Milestone,
    by: User,
    minor: int,
    bearer: Correction.Bearer,
    basis: Correction.Basis,
    reasons: str,
) -> Correction:
    """`minor` of what was paid in for it goes back to who paid, our fee on that in it.

    Raises:
        NotByStripe: the student is to give it back, and was paid by bank transfer.
        TakenBack: the payer's bank has taken the payment back itself.
        WrongState: it is not paid out, or so much is not left.
    """
    milestone = hold_milestone(milestone.pk)
    if milestone.status != Milestone.Status.PAID or not 0 < minor <= left_of(milestone):
        raise WrongState(f"{minor} of milestone {milestone.pk} cannot go back")
    paid_by = sources(milestone)
    if Chargeback.objects.not_won().filter(funding__in=[each.funding for each in paid_by]).exists():
        raise TakenBack(f"The payment for milestone {milestone.pk} is taken back")
    fee, student = shares_of_correction(milestone, minor)
    row = Correction.objects.create(
        milestone=milestone,
        amount_minor=minor,
        fee_minor=fee,
        student_minor=student,
        currency=milestone.currency,
        basis=basis,
        bearer=bearer,
        reasons=reasons,
        by=by,
    )
    legs = [(account(Kind.PLATFORM_FEE, row.currency), fee), *_borne(row)]
    _refund(row, paid_by, legs)
    return row


def _borne(row: Correction) -> list[Leg]:
    """By us, or by each student in proportion to what they were paid."""
    if row.bearer == Correction.Bearer.PLATFORM:
        return [(account(Kind.LOSS, row.currency), row.student_minor)]
    payouts = [
        hold_payout(pk)
        for pk in Payout.objects.filter(milestone=row.milestone)
        .order_by("pk")
        .values_list("pk", flat=True)
    ]
    if any(each.rail == PayoutRoute.Rail.MANUAL for each in payouts):
        raise NotByStripe(f"Milestone {row.milestone_id} was paid by bank transfer")
    shares = split_by(row.student_minor, [_left_of_payout(each) for each in payouts])
    owed = [(payout, share) for payout, share in zip(payouts, shares, strict=True) if share]
    for payout, share in owed:
        emails.taken_from_student(_ask_for(row, payout, share))
    return [
        (account(Kind.RECOVERY_RECEIVABLE, row.currency, user=payout.student.user), share)
        for payout, share in owed
    ]


def _left_of_payout(payout: Payout) -> int:
    """Never more than this is asked back of it, whatever was asked before (payments.md F25)."""
    asked = payout.reversals.exclude(status=Status.GIVEN_UP)
    return payout.amount_minor - (asked.aggregate(sum=Sum("amount_minor"))["sum"] or 0)


def _refund(row: Correction, paid_by: list[Source], legs: list[Leg]) -> None:
    minor = row.amount_minor
    gone = row.milestone.amount_minor - left_of(row.milestone)
    to_university = sponsoring.correct(row.milestone, gone)
    minor += sum(leg[1] for leg in to_university)
    parts = []
    for source in paid_by:
        back = Refund.objects.filter(funding=source.funding, milestone=row.milestone)
        gone = back.exclude(status=Refund.Status.FAILED).aggregate(sum=Sum("amount_minor"))["sum"]
        part = min(source.minor - (gone or 0), minor)
        if part > 0:
            parts.append((source.funding, part))
            minor -= part
    parked = [
        (account(Kind.SUSPENSE, row.currency, funding=funding), -part) for funding, part in parts
    ]
    ledger.post(
        f"correct:{row.pk}",
        "correct",
        [*legs, *to_university, *parked],
        {"milestone": str(row.milestone_id)},
    )
    for funding, part in parts:
        out_of = account(Kind.SUSPENSE, row.currency, funding=funding)
        why = Refund.Why.CORRECTED
        refund = give_back(funding, part, out_of, why, milestone=row.milestone)
        assert refund  # no bank has taken back any of it
        emails.paying_back(refund)


# --- From the student's account


def _ask_for(row: Correction, payout: Payout, share: int) -> Reversal:
    pk = uuid.uuid4()
    return Reversal.objects.create(
        pk=pk,
        correction=row,
        payout=payout,
        amount_minor=share,
        currency=row.currency,
        operation=_ask(pk, payout, share),
    )


def _ask(reversal: uuid.UUID, payout: Payout, minor: int) -> Operation:
    """Each try is its own operation, with its own key."""
    pk = uuid.uuid4()
    earlier = Operation.objects.filter(
        kind=Operation.Kind.REVERSAL, subject__startswith=f"{reversal}:"
    ).count()
    return outbox.ask(
        Operation.Kind.REVERSAL,
        f"{reversal}:{earlier + 1}",
        params.reversal(pk, reversal, payout.stripe_transfer_id or "", minor),
        pk=pk,
    )


def hold_reversal(pk: uuid.UUID) -> Reversal:
    """Locked and fresh; its payout is locked first."""
    hold_payout(Reversal.objects.values_list("payout", flat=True).get(pk=pk))
    rows = Reversal.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("payout__student__user", "operation", "correction").get(pk=pk)


@transaction.atomic
def settle_reversal(reversal: Reversal, seen: ReversalSeen) -> Reversal:
    """The money is back with us. Said twice, and by whomever, it is written once."""
    reversal = hold_reversal(reversal.pk)
    asked = Operation.objects.filter(pk=seen.operation).first() if seen.operation else None
    if (seen.amount, seen.currency) != (reversal.amount_minor, reversal.currency):
        logger.critical("reversal %s is not what %s asked for", seen.id, reversal.pk)
        return reversal
    if asked:
        outbox.finish(asked, seen.id)
    if reversal.status in (Status.DONE, Status.GIVEN_UP):
        if reversal.stripe_reversal_id != seen.id:
            logger.critical("reversal %s has another at Stripe, %s", reversal.pk, seen.id)
        return reversal
    move(reversal, Status.DONE, stripe_reversal_id=seen.id, finished_at=timezone.now())
    _recovered(reversal, "reversal", Kind.STRIPE_BALANCE)
    return reversal


def _recovered(reversal: Reversal, what: str, into: Kind) -> None:
    owed = account(Kind.RECOVERY_RECEIVABLE, reversal.currency, user=reversal.payout.student.user)
    ledger.post(
        f"{what}:{reversal.pk}",
        what,
        [
            (account(into, reversal.currency), reversal.amount_minor),
            (owed, -reversal.amount_minor),
        ],
        {"payout": str(reversal.payout_id)},
    )


@transaction.atomic
def reversal_waits(operation: Operation, why: str) -> Reversal:
    """Stripe has refused for certain: too little is there. What is owed stays owed."""
    reversal = hold_reversal(Reversal.objects.get(operation=operation).pk)
    outbox.reject(operation, why)
    move(reversal, Status.WAITS, not_before=timezone.now() + Reversal.AGAIN)
    logger.error("reversal %s waits: %s", reversal.pk, why)
    return reversal


@transaction.atomic
def reverse_again(reversal: Reversal) -> Reversal:
    """Raises WrongState: it is asked for already, or over."""
    reversal = hold_reversal(reversal.pk)
    if reversal.status != Status.WAITS:
        raise WrongState(f"Reversal {reversal.pk} is {reversal.status}")
    operation = _ask(reversal.pk, reversal.payout, reversal.amount_minor)
    move(reversal, Status.ASKED, operation=operation)
    return reversal


@transaction.atomic
def reversal_again(operation: Operation, why: str) -> Reversal:
    """A person has made certain that Stripe did not do it: asked anew, with a new key.

    Raises:
        WrongState: somebody else was quicker.
    """
    reversal = reversal_waits(operation, why)
    return reverse_again(reversal)


@transaction.atomic
def give_up_reversal(reversal: Reversal, words: str) -> Reversal:
    """The student does not have it: it is our loss. Raises WrongState: it does not wait."""
    reversal = hold_reversal(reversal.pk)
    move(reversal, Status.GIVEN_UP, finished_at=timezone.now(), words=words)
    _recovered(reversal, "giveup", Kind.LOSS)
    return reversal

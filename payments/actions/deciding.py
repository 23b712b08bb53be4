"""The end of a dispute and its money, in one transaction.

In full: as an approval. A part: the student's share of the part, our fee on that part only, and
the rest back to where it came from. Again by a day: no money moves. Refund: all of it back.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications import actions as application_actions
from applications.actions import Decision, Wish
from applications.actions.locks import speaks_for
from applications.models import Dispute, Milestone
from marketplace.money import platform_fee
from marketplace.states import WrongState
from payments.actions.holding import pay_back
from payments.actions.locks import hold_milestone, hold_parts
from payments.actions.paying import owe, refuse_if_frozen
from payments.actions.sponsoring import set_free_unneeded
from payments.models import Refund

Status = Dispute.Status
Outcome = Dispute.Outcome


def shares(milestone: Milestone, wish: Wish) -> dict[str, int]:
    """What each gets of the price by this end, in minor units; they add up to it. Nobody gets
    anything yet from what is done again.
    """
    price = milestone.amount_minor
    if wish.outcome == Outcome.FULL:
        return {"student": price - milestone.fee_minor, "fee": milestone.fee_minor, "back": 0}
    if wish.outcome == Outcome.PART and wish.minor is not None:
        fee = platform_fee(wish.minor)
        return {"student": wish.minor - fee, "fee": fee, "back": price - wish.minor}
    back = price if wish.outcome == Outcome.REFUND else 0
    return {"student": 0, "fee": 0, "back": back}


@transaction.atomic
def decide(dispute: Dispute, by: User, wish: Wish, reasons: str) -> Dispute:
    """Our staff decide; it is final.

    Raises:
        WrongState: the other side has not answered yet, or it is over.
    """
    return _end(dispute, Decision(wish, Dispute.How.STAFF, by=by, reasons=reasons), Status.ANSWERED)


@transaction.atomic
def agree(dispute: Dispute, by: User, wanted: Wish) -> Dispute:
    """The other side agrees with what whoever opened it wants; `wanted` is what they have read.

    Raises:
        Frozen: it would pay the student, and their pay is held back for some days.
        WrongState: it is over, it is their own, or something else is wanted.
    """
    ours = by.kind == dispute.other_side and speaks_for(dispute.milestone.placement, by)
    if not ours or wanted != application_actions.wish_of(dispute):
        raise WrongState(f"Dispute {dispute.pk} is not for {by.pk} to agree to")
    return _end(dispute, Decision(wanted, Dispute.How.AGREED), *Dispute.GOING_ON)


@transaction.atomic
def decide_by_clock(dispute: Dispute) -> Dispute:
    """Nobody has answered in time: it ends as whoever opened it wants.

    Raises:
        WrongState: there is time left, somebody was quicker, or pay is held back.
    """
    wish = application_actions.wish_of(dispute)
    ended = _end(dispute, Decision(wish, Dispute.How.CLOCK), Status.OPEN)
    if ended.answer_by > timezone.now():
        raise WrongState(f"Dispute {dispute.pk} has time until {ended.answer_by}")
    return ended


@transaction.atomic
def decide_at_limit(milestone: Milestone) -> Dispute:
    """The money may be held no longer. Not answered, it ends as whoever opened it wants; answered
    and not decided, or if that wants more time, the student is paid: they have handed work in.

    The caller holds the milestone, which is in dispute.
    """
    going_on = Dispute.objects.filter(status__in=Dispute.GOING_ON)
    dispute = going_on.for_pages().get(milestone=milestone)
    wish = application_actions.wish_of(dispute)
    if dispute.status != Status.OPEN or wish.outcome == Outcome.REDO:
        wish = Wish(Outcome.FULL)
    return _end(dispute, Decision(wish, Dispute.How.LIMIT), *Dispute.GOING_ON)


def _end(dispute: Dispute, decision: Decision, *allowed: str) -> Dispute:
    application_actions.hold_listing(dispute.milestone.offer.application)
    hold_parts(dispute.milestone_id)
    milestone = hold_milestone(dispute.milestone_id)
    dispute = application_actions.hold_dispute(dispute, *allowed)
    application_actions.end_dispute(dispute, milestone, decision)
    back = shares(milestone, decision.wish)["back"]
    if back:
        pay_back(milestone, back, Refund.Why.DECIDED)
    assert milestone.placement
    set_free_unneeded(milestone.placement)
    if milestone.status == Milestone.Status.APPROVED:
        if decision.how in (Dispute.How.AGREED, Dispute.How.CLOCK):
            refuse_if_frozen(milestone)
        owe(milestone)
    return dispute

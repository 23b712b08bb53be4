"""Calling off work that has been paid in. The money itself moves in `payments`."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications import emails
from applications.actions.closing import end_placement
from applications.actions.history import step
from applications.actions.locks import hold_listing, speaks_for
from applications.actions.offering import back_to_shortlist, reopen
from applications.actions.working import PaymentUnderWay
from applications.models import Application, Delivery, Milestone, Offer, Placement
from marketplace.states import WrongState, move

Status = Milestone.Status


class HandedIn(WrongState):
    """Work waits for an answer, or a dispute for its decision: nobody ends it alone."""


class Changed(WrongState):
    """What would become of the money is not what the page said."""


def may_end(milestone: Milestone, by: User) -> bool:
    """Whether this part, as it stands, lets `by` call the placement off.

    Work that is handed in does not. After changes were asked for, the student may give up; the
    employer never: they have the work, and would have it for nothing. If the changes are late
    they open a dispute, so that the student is heard first.
    """
    if milestone.status in (Status.DELIVERED, Status.DISPUTED):
        return False
    if not speaks_for(milestone.placement, by):
        return False
    return milestone.status != Status.CHANGES or by.kind == User.Kind.STUDENT


@transaction.atomic
def call_off(placement: Placement, by: User, reason: str, note: str = "") -> list[Milestone]:
    """Either side, while nothing waits for an answer. Returns the parts whose money is free now.

    What is approved stays. A student who called it off has left the race, and the place is free
    again, for the rest of the work. Where the employer did, it is free if nothing was approved, and
    the student is back on the shortlist.

    Called by `payments` in the transaction that moves the money.

    Raises:
        HandedIn: something has to be answered first.
        PaymentUnderWay: a payment is with the bank.
        WrongState: it has not begun, or is over.
    """
    listing = hold_listing(placement.offer.application)
    rows = list(placement.milestones.select_for_update(no_key=True))
    if not all(may_end(each, by) for each in rows):
        raise HandedIn(f"Placement {placement.pk} has work to be answered")
    if any(each.with_bank for each in rows):
        raise PaymentUnderWay(f"Placement {placement.pk} has a payment with the bank")
    paid_in = [each for each in rows if each.status in Milestone.HELD]
    unpaid = [each for each in rows if each.status == Status.AGREED]
    now = timezone.now()
    placement.refresh_from_db(fields=["status", "started_at"])
    if placement.started_at is None or not paid_in + unpaid:
        raise WrongState(f"Placement {placement.pk} has nothing to call off")
    words = {"cancelled_by": by, "cancel_reason": reason, "cancel_note": note}
    end_placement(placement, Placement.Status.CANCELLED, cancelled_at=now, **words)
    end_parts(paid_in, unpaid)
    by_student = by.kind == User.Kind.STUDENT
    if by_student or not any(each.status in Milestone.SETTLED for each in rows):
        _back_or_out(placement, by)
        reopen(listing)
    emails.called_off(placement, by)
    return paid_in


def end_parts(paid_in: list[Milestone], unpaid: list[Milestone]) -> None:
    for milestone in paid_in:
        move(milestone, Status.REFUNDED, review_by=None)
    for milestone in unpaid:
        move(milestone, Status.CANCELLED)


def end_without_pay(milestone: Milestone, *, free: bool = False) -> None:
    """What was held for it is not held any more, and nobody has approved it.

    What was not paid in yet is not done any more; what is approved, or worked on, stays. The
    place is free again if `free` and nothing is left of the placement: the caller then holds the
    listing. Called in the transaction that moves the money.

    Raises:
        WrongState: it is not held, or waits for the employer's answer.
    """
    move(milestone, Status.REFUNDED, review_by=None, work_by=None, stopped_at=None)
    answer_delivery(milestone, Delivery.Status.REFUSED)
    assert milestone.placement_id is not None
    rows = list(
        Milestone.objects.filter(placement=milestone.placement_id).select_for_update(no_key=True)
    )
    end_parts([], [each for each in rows if each.status == Status.AGREED])
    states = {each.status for each in rows} - {Status.AGREED, Status.CANCELLED, Status.REFUNDED}
    placement = Placement.objects.select_for_update(no_key=True).get(pk=milestone.placement_id)
    if not states:
        end_placement(placement, Placement.Status.CANCELLED, cancelled_at=timezone.now())
        if free:
            placement.offer = milestone.offer
            free_the_place(placement)
    elif states == {Status.PAID}:
        end_placement(placement, Placement.Status.COMPLETED, completed_at=timezone.now())


def answer_delivery(milestone: Milestone, to: Delivery.Status, **also: object) -> None:
    """What was handed in last, if anything was and it is not answered so."""
    delivery = milestone.deliveries.first()
    if delivery is not None and delivery.status != to:
        move(delivery, to, answered_at=timezone.now(), **also)


def _back_or_out(placement: Placement, by: User) -> None:
    application = placement.offer.application
    move(placement.offer, Offer.Status.CANCELLED)
    back_to_shortlist(application)
    if by.kind == User.Kind.STUDENT:
        step(application, Application.Status.WITHDRAWN, decided_at=timezone.now())


def free_the_place(placement: Placement) -> None:
    """Nobody called it off, and nothing is done: whoever had the place is out of the race, and it
    can be offered to somebody else. The caller holds the listing.
    """
    application = placement.offer.application
    move(placement.offer, Offer.Status.CANCELLED)
    why = Application.ClosedFor.ENDED
    step(application, Application.Status.NOT_SELECTED, decided_at=timezone.now(), closed_for=why)
    reopen(application.listing)

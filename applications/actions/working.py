"""From an accepted offer to paid work. Money itself moves in `payments`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Student, User
from applications import emails
from applications.actions import checking_in, extending
from applications.actions.closing import end_placement
from applications.actions.history import step
from applications.actions.locks import hold_listing, hold_milestone, speaks_for
from applications.actions.offering import back_to_shortlist, reopen
from applications.models import (
    Application,
    Delivery,
    DeliveryFile,
    Milestone,
    Offer,
    Placement,
)
from applications.paying_in import pay_in_by
from marketplace import uploads
from marketplace.clocks import end_of_day
from marketplace.states import WrongState, move

Status = Milestone.Status


@transaction.atomic
def fund(milestone: Milestone) -> None:
    """The employer's money for it is held: the student may start.

    Paid in later than the part was to begin, it is due so much later: nobody works before, and
    they have as many days as was agreed. Called by `payments` in the transaction that writes the
    money.

    Raises:
        WrongState: it is paid in already, or the placement was cancelled.
    """
    now = timezone.now()
    day = max(milestone.hand_in_by, milestone.today + _time_agreed(milestone))
    later = {"extended_to": day} if day > milestone.hand_in_by else {}
    move(milestone, Status.FUNDED, funded_at=now, work_by=end_of_work(milestone, day), **later)
    placement = _hold_placement(milestone)
    if placement.status == Placement.Status.ACCEPTED:
        half = checking_in.half_time(placement, now)
        move(placement, Placement.Status.ACTIVE, started_at=now, check_in_at=half)
    emails.funded(milestone)


def _time_agreed(milestone: Milestone) -> timedelta:
    """From the day the part before it is due, or the work starts, by its terms."""
    before = Milestone.objects.filter(offer=milestone.offer_id, position__lt=milestone.position)
    starts = before.values_list("due_on", flat=True).last() or milestone.offer.starts_on
    return max(milestone.due_on - starts, timedelta(days=1))


class PaymentUnderWay(WrongState):
    """A bank is working on a payment: what it is for is not cancelled now."""


@transaction.atomic
def payment_with_bank(milestone: Milestone, *, working: bool) -> None:
    """A debit has begun, or it has arrived or been refused. The caller holds the milestone."""
    if milestone.with_bank != working:
        milestone.with_bank = working
        milestone.save(update_fields=["with_bank"])


@transaction.atomic
def extend_funding(milestone: Milestone, until: datetime) -> datetime | None:
    """The employer has until then to pay in, if not longer. Returns by when they have to now.

    None for a part whose turn has not come: it has no clock yet. The caller holds the milestone.
    """
    placement = _hold_placement(milestone)
    clock: Milestone | Placement = milestone
    if placement.status == Placement.Status.ACCEPTED:
        clock = placement
    if clock.fund_by is not None and clock.fund_by < until:
        clock.fund_by = until
        clock.save(update_fields=["fund_by"])
    return clock.fund_by


@transaction.atomic
def deliver(
    milestone: Milestone,
    note: str,
    links: Iterable[str],
    files: Iterable[uploads.Given],
    by: User | None = None,
) -> Delivery:
    """Hand in a version; the employer then has the format's `review_hours` to answer.

    `files` have passed `uploads.check`, `links` are https.

    Raises:
        WrongState: nothing is to be handed in now.
    """
    now = timezone.now()
    hold_milestone(milestone, *Milestone.WAITS_FOR_STUDENT)
    milestone.refresh_from_db(fields=["stopped_at"])
    if milestone.stopped_at:
        raise WrongState(f"Milestone {milestone.pk} stands still since {milestone.stopped_at}")
    hours = _placement(milestone).listing.format.review_hours
    move(milestone, Status.DELIVERED, delivered_at=now, review_by=now + timedelta(hours=hours))
    delivery = Delivery.objects.create(
        milestone=milestone,
        version=milestone.deliveries.count() + 1,
        note=note,
        links=list(links),
        by=by,
    )
    for upload in files:
        DeliveryFile.objects.create(delivery=delivery, **uploads.facts(upload))
    extending.no_longer_needed(milestone)
    emails.delivered(delivery)
    return delivery


@transaction.atomic
def ask_for_changes(milestone: Milestone, answer: str, by_date: date) -> None:
    """Send the work back, with what should change and the day it is wanted.

    Raises:
        WrongState: it is not handed in, or both rounds are used.
    """
    hold_milestone(milestone, Status.DELIVERED)
    rounds = milestone.changes_asked
    if rounds >= Milestone.MAX_CHANGES:
        raise WrongState(f"Milestone {milestone.pk} had {rounds} rounds of changes")
    move(
        milestone,
        Status.CHANGES,
        changes_asked=rounds + 1,
        changes_by=by_date,
        work_by=end_of_work(milestone, by_date),
        review_by=None,
    )
    delivery = milestone.deliveries.get(status=Delivery.Status.WAITING)
    move(delivery, Delivery.Status.CHANGES, answer=answer, answered_at=timezone.now())
    emails.changes_asked(delivery)


def approve(milestone: Milestone, by: User | None) -> None:
    """The work is accepted; `by` is None when the clock did it.

    Called by `payments`, which holds it as it is now, in the transaction that owes the student
    their share.

    Raises:
        WrongState: it is not handed in, or was approved already.
    """
    now = timezone.now()
    if milestone.status != Status.DELIVERED:
        raise WrongState(f"Milestone {milestone.pk} is {milestone.status}")
    move(milestone, Status.APPROVED, approved_at=now, approved_by=by)
    waiting = milestone.deliveries.filter(status=Delivery.Status.WAITING)
    if waiting.update(status=Delivery.Status.APPROVED, answered_at=now) != 1:
        raise WrongState(f"Milestone {milestone.pk} has no delivery that waits")
    emails.approved(milestone, call_for_the_next(milestone, now))


def call_for_the_next(milestone: Milestone, now: datetime) -> Milestone | None:
    """The part whose turn to be paid in has come now, with its clock."""
    placement = _placement(milestone)
    rows = list(Milestone.objects.filter(placement=placement))
    following = next((each for each in rows if each.is_next_to_fund(rows)), None)
    if following is None:
        return None
    fund_by = pay_in_by(following.due_at, placement.listing.format)
    fresh = Milestone.objects.filter(pk=following.pk, status=Status.AGREED, fund_by=None)
    fresh.update(fund_by=fund_by)
    following.refresh_from_db(fields=["fund_by"])
    return following


@transaction.atomic
def pay(milestone: Milestone) -> None:
    """The student's share has left for their bank; the last one completes the placement.

    One that ended before its time stays ended: what was approved in it is paid all the same.
    Called by `payments` in the transaction that records the payout.

    Raises:
        WrongState: it is not approved, or was paid already.
    """
    now = timezone.now()
    move(milestone, Status.PAID, paid_at=now)
    placement = _hold_placement(milestone)
    goes_on = placement.status == Placement.Status.ACTIVE
    if goes_on and not placement.milestones.exclude(status__in=Milestone.OVER).exists():
        end_placement(placement, Placement.Status.COMPLETED, completed_at=now)
    emails.paid(milestone)


def tell_paid(milestone: Milestone, student: Student, minor: int) -> None:
    """Their own share has left for this student's bank, in the milestone's currency.

    Of a team each hears it when it is so, whoever still waits. Called by `payments`.
    """
    emails.paid_to(milestone, student, minor)


@transaction.atomic
def cancel(placement: Placement, by: User, reason: str, note: str = "") -> None:
    """Either side, before anything is paid in. A student who cancels has left the race.

    The other side reads the `reason`, a `Placement.CancelReason`, and the `note`.

    Raises:
        PaymentUnderWay: a payment is with the bank.
        WrongState: money is in already, or it was cancelled.
    """
    if not speaks_for(placement, by):
        raise WrongState("Who applied for a team may cancel, nobody else of it")
    words = {"cancelled_by": by, "cancel_reason": reason, "cancel_note": note}
    application = end_unfunded(placement, **words)
    if placement.milestones.filter(with_bank=True).exists():
        raise PaymentUnderWay(f"Placement {placement.pk} has a payment with the bank")
    if by.kind == User.Kind.STUDENT:
        step(application, Application.Status.WITHDRAWN, decided_at=timezone.now())
    emails.cancelled(placement, by)


@transaction.atomic
def cancel_unfunded(placement: Placement) -> None:
    """The employer's time to pay in is up. The caller knows that no payment is on its way.

    Raises:
        WrongState: money is in already, or it was cancelled.
    """
    end_unfunded(placement)
    emails.never_funded(placement)


@transaction.atomic
def end_early(placement: Placement) -> None:
    """The time to pay in for the next part is up: what was not paid in is not done any more.

    What is approved stays approved, and is paid. The place is not free again: work was done on
    it. The caller knows that no payment is on its way.

    Raises:
        WrongState: there is time left, or a part that is paid in is still being worked on.
    """
    rows = list(placement.milestones.select_for_update(no_key=True))
    late = next((each for each in rows if each.is_next_to_fund(rows)), None)
    if late is None or late.fund_by is None or late.fund_by > timezone.now():
        raise WrongState(f"Placement {placement.pk} has no part that is late to be paid in")
    rest = [each for each in rows if each.status == Status.AGREED]
    if any(each.status not in Milestone.SETTLED for each in rows if each not in rest):
        raise WrongState(f"Placement {placement.pk} has work going on")
    for milestone in rest:
        move(milestone, Status.CANCELLED)
    end_placement(placement, Placement.Status.CANCELLED, cancelled_at=timezone.now())
    emails.ended_early(placement, late)


def end_unfunded(placement: Placement, **words: Any) -> Application:
    """Cancel the placement and its milestones, free the place, and go back to the shortlist."""
    application = placement.offer.application
    listing = hold_listing(application)
    # Milestones before the placement, as `fund` does: two orders could wait for each other.
    milestones = list(placement.milestones.select_for_update(no_key=True))
    for milestone in milestones:
        move(milestone, Status.CANCELLED)
    end_placement(placement, Placement.Status.CANCELLED, cancelled_at=timezone.now(), **words)
    move(placement.offer, Offer.Status.CANCELLED)
    back_to_shortlist(application)
    reopen(listing)
    return application


def end_of_work(milestone: Milestone, day: date) -> datetime:
    """The end of the agreed `day` where the student is: until then the work is in time.

    Raises:
        WrongState: it is of an offer that nobody accepted.
    """
    return end_of_day(day, _placement(milestone).student.user.time_zone)


def _placement(milestone: Milestone) -> Placement:
    """Raises WrongState: it is of an offer that nobody accepted."""
    if milestone.placement is None:
        raise WrongState(f"Milestone {milestone.pk} has no placement")
    return milestone.placement


def _hold_placement(milestone: Milestone) -> Placement:
    placement = _placement(milestone)
    milestone.placement = Placement.objects.select_for_update(no_key=True).get(pk=placement.pk)
    return milestone.placement

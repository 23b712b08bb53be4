"""A later day for a milestone: one side asks, the other agrees, refuses, or lets it lapse."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications import emails_together, paying_in
from applications.actions.locks import hold_milestone
from applications.models import Extension, Milestone, Placement
from marketplace.states import WrongState, move

Status = Extension.Status

# Days from the day as it is: work should end.
MAX_DAYS_LATER = 60


class AskedAlready(WrongState):
    """One request for the milestone waits for an answer."""


class DayMoved(WrongState):
    """The day was moved meanwhile, to the one asked for or a later one."""


@transaction.atomic
def ask_for_more_time(milestone: Milestone, by: User, to_day: date, reason: str) -> Extension:
    """Ask the other side; they have the format's `extension_hours` to answer.

    Raises:
        AskedAlready: a request for it is open.
        DayMoved: the milestone is due then or later already.
        WrongState: it is handed in or over, or its placement is.
    """
    _hold(milestone)
    if milestone.hand_in_by >= to_day:
        raise DayMoved(f"Milestone {milestone.pk} is due on {milestone.hand_in_by}")
    if milestone.extensions.filter(status=Status.ASKED).exists():
        raise AskedAlready(f"Milestone {milestone.pk} has an open request")
    assert milestone.placement is not None
    hours = milestone.placement.listing.format.extension_hours
    extension = Extension.objects.create(
        milestone=milestone,
        asked_by=by,
        by_student=by.kind == User.Kind.STUDENT,
        from_day=milestone.hand_in_by,
        to_day=to_day,
        reason=reason,
        answer_by=timezone.now() + timedelta(hours=hours),
    )
    emails_together.more_time_asked(extension)
    return extension


def _hold(milestone: Milestone) -> None:
    hold_milestone(milestone)
    ended = (Placement.Status.COMPLETED, Placement.Status.CANCELLED)
    if milestone.placement is None or milestone.placement.status in ended:
        raise WrongState(f"Milestone {milestone.pk} is of no placement that goes on")
    if not milestone.may_be_extended:
        raise WrongState(f"Milestone {milestone.pk} is {milestone.status}")


@transaction.atomic
def agree_to_more_time(extension: Extension, by: User) -> None:
    """The day moves: of the changes, if changes were asked for, else of the work.

    Raises:
        DayMoved: the day is that one or a later one by now.
        WrongState: it was answered, its time is up, or the work was handed in.
    """
    milestone = extension.milestone
    _hold(milestone)
    _in_time(extension)
    if milestone.hand_in_by >= extension.to_day:
        raise DayMoved(f"Milestone {milestone.pk} is due on {milestone.hand_in_by}")
    move(extension, Status.AGREED, answered_at=timezone.now(), answered_by=by)
    name = "changes_by" if milestone.status == Milestone.Status.CHANGES else "extended_to"
    setattr(milestone, name, extension.to_day)
    milestone.work_by = None
    if milestone.may_be_delivered:
        milestone.work_by = milestone.due_at
    milestone.save(update_fields=[name, "work_by"])
    if milestone.status == Milestone.Status.AGREED:
        paying_in.day_moved(milestone)
    emails_together.more_time_answered(extension)


@transaction.atomic
def refuse_more_time(extension: Extension, by: User) -> None:
    """Raises WrongState: it was answered, or its time is up."""
    _in_time(extension)
    move(extension, Status.REFUSED, answered_at=timezone.now(), answered_by=by)
    emails_together.more_time_answered(extension)


def _in_time(extension: Extension) -> None:
    """The clock may not have turned yet."""
    if extension.answer_by <= timezone.now():
        raise WrongState(f"Extension {extension.pk} was to be answered by {extension.answer_by}")


def take_back_extension(extension: Extension, by: User) -> None:
    """Raises WrongState: it was answered."""
    move(extension, Status.TAKEN_BACK, answered_at=timezone.now(), answered_by=by)


@transaction.atomic
def lapse(extension: Extension) -> None:
    """Nobody answered in time: the day stays as it was, and both hear of it.

    Raises:
        WrongState: it was answered first.
    """
    hold_milestone(extension.milestone)
    if not extension.milestone.may_be_extended:
        move(extension, Status.NOT_NEEDED, answered_at=timezone.now())
        return
    move(extension, Status.LAPSED, answered_at=timezone.now())
    emails_together.more_time_answered(extension)


def no_longer_needed(milestone: Milestone) -> None:
    """The work is handed in, or there is a dispute about it: what was asked is off the table.
    The caller holds the milestone.
    """
    for extension in milestone.extensions.filter(status=Status.ASKED):
        move(extension, Status.NOT_NEEDED, answered_at=timezone.now())

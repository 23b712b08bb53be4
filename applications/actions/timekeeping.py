"""The hours that a student logs, within what the format allows."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4, uuid5

from django.db import transaction

from accounts.models import Student
from applications.actions.locks import hold_placement
from applications.models import Hours, Placement

# Of a day, where the format sets no limit.
DAY_HOURS = 24


class TooManyHours(Exception):
    """More than the format allows for a day, or for a week from Monday to Sunday.

    `most` in hours, `logged` in minutes without what was refused.
    """

    def __init__(self, span: str, most: int, logged: int) -> None:
        super().__init__(f"{logged} minutes are logged of {most} hours a {span}")
        self.span, self.most, self.logged = span, most, logged


@transaction.atomic
def log_hours(
    placement: Placement,
    student: Student,
    day: date,
    minutes: int,
    note: str,
    key: UUID | None = None,
) -> Hours:
    """Keep that the student worked so long on that day. In a team the limits are each one's own.
    The same again with the same `key` is one entry: a button pressed twice.

    Raises:
        TooManyHours: with it, the day or the week has more than the format allows.
        WrongState: the placement has not started, or is over.
    """
    hold_placement(placement, Placement.Status.ACTIVE)
    same = f"{placement.pk} {student.pk} {day} {minutes} {note}"
    pk = uuid5(key, same) if key else uuid4()
    if known := Hours.objects.filter(pk=pk).first():
        return known
    kind = placement.listing.format
    rows = Hours.objects.filter(placement=placement, student=student)
    _check("day", kind.max_logged_a_day or DAY_HOURS, rows.filter(day=day).minutes(), minutes)
    if kind.max_logged_a_week:
        _check("week", kind.max_logged_a_week, rows.in_week_of(day).minutes(), minutes)
    return Hours.objects.create(
        pk=pk, placement=placement, student=student, day=day, minutes=minutes, note=note
    )


def _check(span: str, most: int, logged: int, minutes: int) -> None:
    if logged + minutes > most * 60:
        raise TooManyHours(span, most, logged)


@transaction.atomic
def remove_hours(hours: Hours) -> None:
    """Raises WrongState: the placement is over."""
    hold_placement(hours.placement, Placement.Status.ACTIVE)
    hours.delete()

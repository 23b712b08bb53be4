"""Days on which a student cannot work, against the days that work is due: said, never refused."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Blackout, Student, User
from applications.models import Milestone

type Due = tuple[str, date]


def clashes(student: Student, side: str, dues: Iterable[Due], unnamed: str = "") -> list[str]:
    """A sentence for each (what, when it is due) that falls on a day the student cannot work.

    `unnamed`: what to call a student who may not be known yet. Their own words are left out then.
    """
    rows = list(student.blackouts.all())
    return [
        _clash(title, day, row, student, side, unnamed)
        for title, day in dues
        for row in rows
        if row.holds(day)
    ]


def still_due(milestones: Iterable[Milestone]) -> list[Due]:
    return [(row.title, row.hand_in_by) for row in milestones if row.may_be_extended]


def _clash(title: str, day: date, row: Blackout, student: Student, side: str, unnamed: str) -> str:
    words = {
        "part": title,
        "day": date_format(day, "D j M Y"),
        "student": unnamed or student,
        "days": _days(row) if unnamed else in_words(row),
    }
    if side == User.Kind.STUDENT:
        return _("“%(part)s” is due on %(day)s, when you cannot work: %(days)s.") % words
    return _("“%(part)s” is due on %(day)s, when %(student)s cannot work: %(days)s.") % words


def in_words(row: Blackout) -> str:
    """7 Dec 2026 to 18 Dec 2026 (Exams)."""
    return f"{_days(row)} ({row.reason})" if row.reason else _days(row)


def _days(row: Blackout) -> str:
    first, last = (date_format(day, "j M Y") for day in (row.first_day, row.last_day))
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}

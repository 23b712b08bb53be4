"""Days on which a student cannot work, against the days that work is due: said, never refused."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Blackout, Student, User
from applications.models import Milestone
from marketplace.templatetags.days import in_words_there

# What, its day, and the zone of that day.
type Due = tuple[str, date, str]


def clashes(
    students: Iterable[Student], reader: User, dues: Iterable[Due], hidden: str = ""
) -> list[str]:
    """A sentence for each (what, when it is due) that falls on a day one of them cannot work.

    `hidden`: what each is called where names are not known yet. Their own words are left out then.
    """
    rows = Blackout.objects.filter(student__in=students).select_related("student__user")
    return said(rows, reader, dues, hidden)


def said(
    blackouts: Iterable[Blackout], reader: User, dues: Iterable[Due], hidden: str = ""
) -> list[str]:
    rows = list(blackouts)
    return [
        _clash((title, day, zone), row, reader, hidden)
        for title, day, zone in dues
        for row in rows
        if row.holds(day)
    ]


def still_due(milestones: Iterable[Milestone]) -> list[Due]:
    return [(row.title, row.hand_in_by, row.zone) for row in milestones if row.may_be_extended]


def _clash(due: Due, row: Blackout, reader: User, hidden: str) -> str:
    title, day, zone = due
    words = {
        "part": title,
        "day": in_words_there(day, zone),
        "student": hidden or row.student,
        "days": _days(row) if hidden else in_words(row),
    }
    if row.student.user_id == reader.pk:
        return _("“%(part)s” is due on %(day)s, when you cannot work: %(days)s.") % words
    return _("“%(part)s” is due on %(day)s, when %(student)s cannot work: %(days)s.") % words


def in_words(row: Blackout) -> str:
    """7 Dec 2026 to 18 Dec 2026 (Exams)."""
    return f"{_days(row)} ({row.reason})" if row.reason else _days(row)


def _days(row: Blackout) -> str:
    first, last = (date_format(day, "j M Y") for day in (row.first_day, row.last_day))
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}

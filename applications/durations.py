"""Logged time in words."""

from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.actions import TooManyHours
from applications.models import Hours
from listings.models import Format


def in_words(minutes: int) -> str:
    """1 h 30 min, 2 h, 45 min."""
    hours, rest = divmod(minutes, 60)
    if hours and rest:
        return _("%(hours)d h %(rest)d min") % {"hours": hours, "rest": rest}
    if rest:
        return _("%(rest)d min") % {"rest": rest}
    return _("%(hours)d h") % {"hours": hours}


def monday_of(row: Hours) -> date:
    return row.day - timedelta(days=row.day.weekday())


def caps(kind: Format) -> list[str]:
    """What the format allows."""
    day, week = kind.max_logged_a_day, kind.max_logged_a_week
    said = []
    if day:
        said.append(ngettext("%(n)d hour a day", "%(n)d hours a day", day) % {"n": day})
    if week:
        said.append(ngettext("%(n)d hour a week", "%(n)d hours a week", week) % {"n": week})
    return said


def too_many(problem: TooManyHours) -> str:
    words = {
        "most": problem.most,
        "logged": in_words(problem.logged),
        "left": in_words(max(problem.most * 60 - problem.logged, 0)),
    }
    if problem.span == "day":
        return (
            _(
                "At most %(most)d hours can be logged for one day, and you have %(logged)s for "
                "that day: %(left)s are left."
            )
            % words
        )
    return (
        _(
            "This format allows %(most)d hours from Monday to Sunday, and you have %(logged)s in "
            "that week: %(left)s are left. If the work needs more, talk to them first."
        )
        % words
    )

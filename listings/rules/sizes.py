"""Hours, days and parts: the format's limits, and whether they add up."""

from collections.abc import Iterator
from math import ceil
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.models import Format, Section
from listings.rules.problem import Problem

# Between hours a week times weeks and the hours in all: weeks are not all alike. In hundredths of
# the former.
TOLERANCE = 25


def limits_in_words(format: Format) -> str:
    """5 to 40 hours in all, 7 to 31 days."""
    parts = [
        between(format.min_hours, format.max_hours, _("hours in all")),
        between(format.min_hours_per_week, format.max_hours_per_week, _("hours a week")),
        between(format.min_days, format.max_days, _("days")),
    ]
    if format.min_milestones > 1:
        parts.append(
            ngettext("at least %(n)d part", "at least %(n)d parts", format.min_milestones)
            % {"n": format.min_milestones}
        )
    words = ", ".join(filter(None, parts))
    return words[:1].upper() + words[1:]


def between(least: int | None, most: int | None, what: str) -> str:
    given = {"least": least, "most": most, "what": what}
    if least and most:
        return _("%(least)d to %(most)d %(what)s") % given
    if most:
        return _("up to %(most)d %(what)s") % given
    return _("at least %(least)d %(what)s") % given if least else ""


def within_format(given: dict[str, Any], format: Format) -> Iterator[Problem]:
    limits = [
        ("total_hours", format.min_hours, format.max_hours, _("hours in all")),
        ("hours_per_week", format.min_hours_per_week, format.max_hours_per_week, _("hours a week")),
        ("length_days", format.min_days, format.max_days, _("days")),
    ]
    for name, least, most, what in limits:
        value = given.get(name)
        if value and ((least and value < least) or (most and value > most)):
            yield (
                name,
                _("%(format)s: %(range)s. You wrote %(value)d.")
                % {"format": format, "range": between(least, most, what), "value": value},
            )
    if len(given.get("questions") or []) > format.max_questions:
        yield (
            "questions",
            ngettext(
                "%(format)s: one question at most.",
                "%(format)s: %(n)d questions at most.",
                format.max_questions,
            )
            % {"format": format, "n": format.max_questions},
        )


def hours_add_up(given: dict[str, Any]) -> Iterator[Problem]:
    total, weekly = given.get("total_hours"), given.get("hours_per_week")
    days = given.get("length_days")
    if not total or not days:
        return
    if not weekly:
        if days > 7:
            yield "hours_per_week", _("Say how many hours a week: it takes longer than a week.")
        return
    # Work of a few days is not spread over a week.
    weeks = max(days / 7, 1)
    about = weekly * weeks
    if abs(about - total) * 100 > about * TOLERANCE:
        yield (
            "total_hours",
            _(
                "%(weekly)d hours a week for %(length)s are about %(about)d hours, and you wrote "
                "%(total)d in all. Change one of the three."
            )
            % {
                "weekly": weekly,
                "length": length_in_words(days),
                "about": round(about),
                "total": total,
            },
        )


def most_hours(weekly: int, weeks: int) -> int:
    """The most hours in all that still are `weekly` hours a week, for offers as for listings."""
    return weekly * weeks * (100 + TOLERANCE) // 100


def length_in_words(days: int) -> str:
    if days % 7:
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    weeks = ceil(days / 7)
    return ngettext("%(n)d week", "%(n)d weeks", weeks) % {"n": weeks}


def days_within(given: dict[str, Any], format: Format) -> Iterator[Problem]:
    """The programme's days are days of the work, and its group is not larger than it is small."""
    days, length = given.get("itinerary") or [], given.get("length_days")
    last = max((to_day for _first, to_day, _what in days), default=0)
    asked = Section.ITINERARY in format.uses and not given.get("open_ended")
    if asked and length and last > length:
        yield (
            "itinerary",
            _("Day %(last)d is after the end: you wrote %(length)d days in all.")
            % {"last": last, "length": length},
        )
    least, most = given.get("group_min"), given.get("group_max")
    if Section.GROUP in format.uses and least and most and most < least:
        yield "group_max", _("The largest group cannot be smaller than the smallest one.")

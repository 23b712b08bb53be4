"""Until when students apply, and when they start."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from listings.models import Format
from listings.rules.problem import Problem
from marketplace.clocks import working_days_after

# What students have at least, once the universities have had their time.
LEAST_DAYS_OPEN = 3
MOST_DAYS_OPEN = 180


def dates_in_order(given: dict[str, Any], today: date) -> Iterator[Problem]:
    apply_by, first, last = (given.get(name) for name in ("apply_by", "starts_from", "starts_by"))
    if first and first < today:
        yield "starts_from", _("Choose a day that has not passed.")
    elif first and last and apply_by and first <= apply_by:
        yield (
            "starts_from",
            _("Students may apply until %(day)s: choose a day after that.")
            % {"day": day_in_words(apply_by)},
        )
    if first and last and last < first:
        yield "starts_by", _("The latest start cannot be before the earliest one.")
    elif apply_by and (last or first):
        yield from start_in_reach(given, apply_by)


def start_in_reach(given: dict[str, Any], apply_by: date) -> Iterator[Problem]:
    """The latest start leaves everybody their time, and is no later than the format allows."""
    format: Format | None = given.get("format")
    if format is None:
        return
    name = "starts_by" if given.get("starts_by") else "starts_from"
    latest: date = given[name]
    soonest = apply_by + days_to_settle(format)
    if latest < soonest:
        said = _("The latest start has to be %(day)s or later: %(why)s")
        if name == "starts_from":
            said = _("The work has to start on %(day)s or later: %(why)s")
        why = _("after the deadline you choose, the student answers, and you pay in.")
        yield name, said % {"day": day_in_words(soonest), "why": why}
    if format.max_days_to_start:
        by = apply_by + timedelta(days=format.max_days_to_start)
        if latest > by:
            yield (
                name,
                _("%(format)s: it starts by %(day)s at the latest.")
                % {"format": format, "day": day_in_words(by)},
            )


def days_to_settle(format: Format) -> timedelta:
    """From the last day to apply to the soonest start: chosen, answered, paid in."""
    hours = format.decision_hours + format.offer_hours + format.funding_hours
    return timedelta(days=ceil(hours / 24))


def time_to_apply(given: dict[str, Any], now: datetime, zone: str) -> Iterator[Problem]:
    apply_by = given.get("apply_by")
    if not apply_by:
        return
    chosen = [each.time_zone for each in given.get("universities") or []]
    earliest = read_by(now, chosen or [zone]) + timedelta(days=LEAST_DAYS_OPEN)
    if apply_by < earliest:
        yield (
            "apply_by",
            _(
                "Choose %(day)s or later: universities have two working days to read it, and then "
                "students need three days to apply."
            )
            % {"day": day_in_words(earliest)},
        )
    latest = now.astimezone(ZoneInfo(zone)).date() + timedelta(days=MOST_DAYS_OPEN)
    if apply_by > latest:
        yield (
            "apply_by",
            _("Choose a day within six months: %(day)s at the latest.")
            % {"day": day_in_words(latest)},
        )


def read_by(now: datetime, zones: Iterable[str]) -> date:
    """The day, where it is latest, by which universities in `zones` answer what is sent now."""
    days = settings.MODERATION_WORKING_DAYS
    ends = [working_days_after(now, days, zone).astimezone(ZoneInfo(zone)) for zone in zones]
    return max(end.date() for end in ends)


def day_in_words(day: date) -> str:
    return date_format(day, "j F Y")

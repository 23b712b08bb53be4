"""What must be true of a listing before a university reads it."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.models import Format, Listing
from listings.wording import ways_around
from marketplace.clocks import working_days_after
from marketplace.money import display, minimum_pay, per_hour

# The field a problem belongs to, and the problem in words.
type Problem = tuple[str, str]

# Between hours a week times weeks and the hours in all: weeks are not all alike.
TOLERANCE = 0.25
# What students have at least, once the universities have had their time.
LEAST_DAYS_OPEN = 3
MOST_DAYS_OPEN = 180
TEXTS = ["title", "description", "deliverables", "questions", "included", "extras"]
TEXTS += ["good_to_know", "city"]


def problems(given: dict[str, Any], now: datetime, zone: str) -> Iterator[Problem]:
    """Everything that speaks against sending it at `now`; `zone` is the organisation's."""
    format = given.get("format")
    if format is not None:
        yield from within_format(given, format)
    yield from hours_add_up(given)
    yield from enough_pay(given)
    yield from place_known(given)
    yield from dates_in_order(given, now.astimezone(ZoneInfo(zone)).date())
    yield from time_to_apply(given, now, zone)
    yield from no_way_around(given)


# --- The format's limits ---------------------------------------------------


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


# --- Hours, pay, place -----------------------------------------------------


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
    if abs(about - total) > about * TOLERANCE:
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


def length_in_words(days: int) -> str:
    if days % 7:
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    weeks = ceil(days / 7)
    return ngettext("%(n)d week", "%(n)d weeks", weeks) % {"n": weeks}


def enough_pay(given: dict[str, Any]) -> Iterator[Problem]:
    pay, currency = given.get("pay_minor"), given.get("currency")
    if pay is None or not currency:
        return
    if problem := too_little(pay, currency, given.get("total_hours")):
        yield "pay", problem


def too_little(minor: int, currency: str, hours: int | None) -> str:
    if not hours or minor >= minimum_pay(hours, currency):
        return ""
    least = minimum_pay(hours, currency)
    return ngettext(
        "%(hours)d hour is paid at least %(least)s here, which is %(rate)s an hour.",
        "%(hours)d hours are paid at least %(least)s here, which is %(rate)s an hour.",
        hours,
    ) % {
        "hours": hours,
        "least": display(least, currency),
        "rate": display(per_hour(least, hours), currency),
    }


def place_known(given: dict[str, Any]) -> Iterator[Problem]:
    if given.get("arrangement") in (None, "", Listing.Arrangement.REMOTE):
        return
    if not given.get("country"):
        yield "country", _("Choose the country students would work in.")
    if not given.get("city"):
        yield "city", _("Enter the town or city students would come to.")


# --- Dates and words -------------------------------------------------------


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
    hours = format.decision_hours + format.offer_hours + format.funding_hours
    soonest = apply_by + timedelta(days=ceil(hours / 24))
    if latest < soonest:
        yield (
            name,
            _(
                "The latest start has to be %(day)s or later: after the deadline you choose, the "
                "student answers, and you pay in."
            )
            % {"day": day_in_words(soonest)},
        )
    if format.max_days_to_start:
        by = apply_by + timedelta(days=format.max_days_to_start)
        if latest > by:
            yield (
                name,
                _("%(format)s: it starts by %(day)s at the latest.")
                % {"format": format, "day": day_in_words(by)},
            )


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


def no_way_around(given: dict[str, Any]) -> Iterator[Problem]:
    for name in TEXTS:
        value = given.get(name) or ""
        for problem in ways_around(value if isinstance(value, list) else [value]):
            yield name, problem

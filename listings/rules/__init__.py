"""What must be true of a listing before a university reads it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from listings.rules.dates import (
    LEAST_DAYS_OPEN,
    MOST_DAYS_OPEN,
    dates_in_order,
    day_in_words,
    days_to_settle,
    start_in_reach,
    time_to_apply,
)
from listings.rules.money import money_is_right, too_little
from listings.rules.places import MOST_PLACES, place_names, places_known
from listings.rules.problem import Problem
from listings.rules.sizes import (
    days_within,
    hours_add_up,
    length_in_words,
    limits_in_words,
    most_hours,
    within_format,
)
from listings.rules.texts import no_way_around, texts_of

__all__ = [
    "LEAST_DAYS_OPEN",
    "MOST_DAYS_OPEN",
    "MOST_PLACES",
    "Problem",
    "day_in_words",
    "days_to_settle",
    "length_in_words",
    "limits_in_words",
    "most_hours",
    "place_names",
    "problems",
    "start_in_reach",
    "texts_of",
    "too_little",
]


def problems(given: dict[str, Any], now: datetime, zone: str) -> Iterator[Problem]:
    """Everything that speaks against sending it at `now`; `zone` is the organisation's."""
    format = given.get("format")
    if format is not None:
        yield from within_format(given, format)
        yield from days_within(given, format)
    yield from hours_add_up(given)
    yield from money_is_right(given)
    yield from places_known(given)
    yield from dates_in_order(given, now.astimezone(ZoneInfo(zone)).date())
    yield from time_to_apply(given, now, zone)
    yield from no_way_around(given)

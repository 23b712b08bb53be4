"""How long, and how many hours: "3 Months", "1-2 weeks", "10 hrs/week"."""

import re
from dataclasses import dataclass
from decimal import Decimal

from listings.importing import numbers
from listings.importing.tidy import plain
from listings.importing.unclear import Unclear

DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
UNITS = {
    "day": r"days?|d",
    "week": r"weeks?|wks?|w",
    "month": r"months?|mos?|mths?",
    "year": r"years?|yrs?",
}
UNIT = {name: re.compile(rf"(?<![a-z])(?:{words})(?![a-z])") for name, words in UNITS.items()}
SAID = "zero one two three four five six seven eight nine ten eleven twelve"
SAID_AS = {word: str(number) for number, word in enumerate(SAID.split(" "))}
NUMERAL = re.compile(rf"\b(?:{'|'.join(SAID_AS)})\b")
NOW = re.compile(r"(starts? )?(immediate(ly)?|asap|as soon as possible|now|today)")
HOURS = re.compile(r"(?<![a-z])(?:hours?|hrs?|h)\.?(?![a-z])")
PER = re.compile(
    r"(?:/|\bper\b|\ban?\b|\beach\b)\s*(week|wk|day|month)(?![a-z])|\b(weekly|daily)\b"
)


@dataclass(frozen=True)
class Length:
    """Days of the calendar. `unit` is the unit it was written in: a month is 30 of them."""

    low: int
    high: int
    unit: str


@dataclass(frozen=True)
class Hours:
    """`per` is "week", "day", "month" or "": in all."""

    low: int
    high: int
    per: str


def length(cell: str, unit: str = "") -> Length:
    """`unit`: what the column's heading says, for cells that hold a bare number.

    Raises:
        Unclear: no length, a number of nobody knows what, or half a day.
    """
    text = plain(cell)
    if NOW.fullmatch(text):
        raise Unclear("length_start")
    found = [name for name, pattern in UNIT.items() if pattern.search(text)]
    if len(found) > 1:
        raise Unclear("length")
    for pattern in UNIT.values():
        text = pattern.sub(" ", text)
    low, high = _span(text, "length")
    if not found and not unit:
        raise Unclear("length_unit")
    named = found[0] if found else unit
    return Length(_whole(low * DAYS[named], "length"), _whole(high * DAYS[named], "length"), named)


def unit_of(header: str) -> str:
    """ "Duration (weeks)" is "week"; "" when it names no unit, or more than one."""
    text = plain(header)
    found = [name for name, pattern in UNIT.items() if pattern.search(text)]
    return found[0] if len(found) == 1 else ""


def hours(cell: str) -> Hours:
    """Raises Unclear: no number of hours."""
    text = plain(cell)
    found = PER.search(text)
    per = ""
    if found:
        per = {"wk": "week", "weekly": "week", "daily": "day"}.get(
            said := found[1] or found[2], said
        )
        text = PER.sub(" ", text)
    low, high = _span(HOURS.sub(" ", text), "hours")
    return Hours(_whole(low, "hours"), _whole(high, "hours"), per)


def _span(text: str, kind: str) -> tuple[Decimal, Decimal]:
    digits = NUMERAL.sub(lambda found: SAID_AS[found[0]], text)
    try:
        return numbers.span(" ".join(digits.split()))
    except Unclear:
        raise Unclear(kind) from None


def _whole(number: Decimal, kind: str) -> int:
    if number != number.to_integral_value() or number < 1:
        raise Unclear(kind)
    return int(number)

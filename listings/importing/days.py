"""Days of the calendar, as written in many countries."""

import re
from datetime import date

from listings.fields import LAST_DAY
from listings.importing.tidy import plain
from listings.importing.unclear import Unclear

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
FULL = "january february march april may june july august september october november december"
MONTH = {name[:3]: number for number, name in enumerate(MONTHS, 1)}
MONTH |= {name: number for number, name in enumerate(FULL.split(), 1)} | {"sept": 9}
NAMED = "|".join(sorted(MONTH, key=len, reverse=True))
WEEKDAY = re.compile(r"^(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?\.?,?\s+")
CLOCK = re.compile(r"[t ]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?\s*(z|[ap]m|[+-]\d{2}:?\d{2})?$")
ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
YEAR = r"(?:[\s,.'/-]+(\d{4}|\d{2}))?"
DAY_FIRST = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?[\s.-]*(?:of )?({NAMED})\.?{YEAR}")
MONTH_FIRST = re.compile(rf"({NAMED})\.?[\s-]*(\d{{1,2}})(?:st|nd|rd|th)?{YEAR}")
NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})")
NOW = re.compile(r"(starts? )?(immediate(ly)?|asap|as soon as possible|now|today|flexible|rolling)")
SERIAL = re.compile(r"[45]\d{4}(\.\d+)?")


def read(cell: str, order: str = "") -> date:
    """`order` is "dmy" or "mdy", what 12/01/2026 means here; "": nobody has said.

    Raises:
        Unclear: no day, two days at once, or a day without its year.
    """
    text = CLOCK.sub("", WEEKDAY.sub("", plain(cell)))
    if NOW.fullmatch(text):
        raise Unclear("date_words")
    if SERIAL.fullmatch(text):
        raise Unclear("date_serial")
    if found := ISO.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := DAY_FIRST.fullmatch(text):
        return _day(_year(found[3]), MONTH[found[2]], int(found[1]))
    if found := MONTH_FIRST.fullmatch(text):
        return _day(_year(found[3]), MONTH[found[1]], int(found[2]))
    if found := NUMBERS.fullmatch(text):
        return _numbers(int(found[1]), int(found[3]), _year(found[4]), order)
    raise Unclear("date")


def _numbers(first: int, second: int, year: int, order: str) -> date:
    if first > 12 or first == second:
        return _day(year, second, first)
    if second > 12:
        return _day(year, first, second)
    if not order:
        raise Unclear("date_order", one=_day(year, second, first), other=_day(year, first, second))
    return _day(year, second, first) if order == "dmy" else _day(year, first, second)


def _year(text: str | None) -> int:
    if not text:
        raise Unclear("date_year")
    return int(text) if len(text) == 4 else 2000 + int(text)


def _day(year: int, month: int, day: int) -> date:
    # 9999-12-31 is how databases say that there is no end.
    if year > LAST_DAY.year:
        raise Unclear("date")
    try:
        return date(year, month, day)
    except ValueError:
        raise Unclear("date_none") from None

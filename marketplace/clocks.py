"""How long people get. Every moment is an aware datetime in UTC."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

SATURDAY = 5


def working_days_after(moment: datetime, days: int, zone: str) -> datetime:
    """The end of the day, in `zone`, by which `days` whole working days have passed.

    Working days are Monday to Friday: what is sent at a weekend counts from Monday's start.
    Public holidays are not known here; product.md section 4 counts working days only.
    """
    last = moment.astimezone(ZoneInfo(zone)).date()
    left = days
    while left:
        last += timedelta(days=1)
        if last.weekday() < SATURDAY:
            left -= 1
    return end_of_day(last, zone)


def working_days_before(moment: datetime, days: int, zone: str) -> datetime:
    """The end of the day, in `zone`, from which `days` working days are left until `moment`."""
    day = moment.astimezone(ZoneInfo(zone)).date()
    left = days
    while left:
        left -= day.weekday() < SATURDAY
        day -= timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day -= timedelta(days=1)
    return end_of_day(day, zone)


# Pages say the same few days again and again.
@lru_cache(maxsize=4096)
def end_of_day(day: date, zone: str) -> datetime:
    """The last minute of `day` in `zone`, as a moment in UTC: deadlines end at 23:59."""
    return datetime.combine(day, time(23, 59), ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))

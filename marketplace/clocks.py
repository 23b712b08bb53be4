"""How long people get. Every moment is an aware datetime in UTC."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SATURDAY = 5


def working_days_after(moment: datetime, days: int, zone: str) -> datetime:
    """`days` working days (Monday to Friday, in `zone`) after `moment`, same time of day.

    Public holidays are not known here; product.md section 4 counts working days only.
    """
    local = moment.astimezone(ZoneInfo(zone))
    left = days
    while left:
        local += timedelta(days=1)
        if local.weekday() < SATURDAY:
            left -= 1
    return local.astimezone(ZoneInfo("UTC"))


def end_of_day(day: date, zone: str) -> datetime:
    """The last minute of `day` in `zone`, as a moment in UTC: deadlines end at 23:59."""
    return datetime.combine(day, time(23, 59), ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))

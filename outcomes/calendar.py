"""Academic years: which one a moment is in, where the university is."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from accounts.models import University

DAY = timedelta(days=1)


def zone_of(university: University) -> ZoneInfo:
    return ZoneInfo(university.time_zone)


def year_of(day: date) -> date:
    """The first day of the academic year that `day` is in (settings.ACADEMIC_YEAR_FROM)."""
    first = date(day.year, settings.ACADEMIC_YEAR_FROM, 1)
    return first if first <= day else first.replace(year=day.year - 1)


def years_between(since: date, until: date) -> list[date]:
    """The first days of all that touch these days, the oldest first."""
    first = year_of(since)
    last = year_of(until)
    return [first.replace(year=each) for each in range(first.year, last.year + 1)]


def span(begins_on: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From its first moment to the first one after it."""
    after = begins_on.replace(year=begins_on.year + 1)
    return datetime.combine(begins_on, time(), zone), datetime.combine(after, time(), zone)


def months(begins_on: date) -> list[str]:
    """Of a year, as cells are named by them: "2026-08"."""
    first = begins_on.year * 12 + begins_on.month - 1
    return [f"{each // 12}-{each % 12 + 1:02}" for each in range(first, first + 12)]


def today_at(university: University) -> date:
    return timezone.localdate(timezone=zone_of(university))

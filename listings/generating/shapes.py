"""How much work a listing is, and when: within the limits of its format (migration 0004)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from random import Random

from listings.generating.words import Ranked


@dataclass(frozen=True, slots=True)
class Frame:
    """What a format usually asks: hours of work in all, or in a week, and days of calendar."""

    days: tuple[int, int]
    hours: tuple[int, int] | None = None
    per_week: tuple[int, int] | None = None


FRAMES = {
    "micro-internship": Frame((7, 31), hours=(5, 40)),
    "weekly-micro-internship": Frame((14, 42), per_week=(10, 40)),
    "nano-internship": Frame((1, 5), hours=(1, 10)),
    "project-based": Frame((28, 84), hours=(40, 160)),
    "short-burst": Frame((3, 14), hours=(5, 40)),
    "facilitated-programme": Frame((7, 56), per_week=(20, 40)),
}
SHARES = [50, 14, 12, 10, 8, 6]
FORMATS = Ranked(FRAMES, SHARES)


@dataclass(frozen=True, slots=True)
class Shape:
    """`total` hours, `per_week` hours (None within a week), `days` of calendar."""

    total: int
    per_week: int | None
    days: int


def shape(rng: Random, format: str) -> Shape:
    frame = FRAMES[format]
    days = rng.randint(*frame.days)
    weeks = max(1, round(days / 7))
    if frame.per_week:
        per_week = _low(rng, *frame.per_week)
        return Shape(per_week * weeks, per_week, days)
    assert frame.hours
    total = _low(rng, *frame.hours)
    return Shape(total, ceil(total / weeks) if weeks > 1 else None, days)


def _low(rng: Random, least: int, most: int) -> int:
    """More often little than much."""
    return int(rng.triangular(least, most + 1, least + (most - least) / 4))


@dataclass(frozen=True, slots=True)
class Times:
    """When it was sent, published and closed, and when applications end."""

    sent: datetime
    published: datetime
    apply_by: datetime
    closed: datetime | None


def open_times(rng: Random, now: datetime) -> Times:
    """Most were published lately; none ends within two days, so that all stay open for a while."""
    published = now - timedelta(days=min(rng.expovariate(1 / 9), 60), seconds=60)
    ends = now + timedelta(days=2 + min(rng.expovariate(1 / 12), 58))
    return Times(published - timedelta(hours=rng.randint(3, 44)), published, ends, None)


def past_times(rng: Random, now: datetime) -> Times:
    """Ten years of history, the later years busier."""
    published = now - timedelta(days=60 + 3600 * rng.random() ** 2)
    ends = published + timedelta(days=rng.randint(5, 40))
    closed = ends + timedelta(days=rng.randint(1, 9))
    return Times(published - timedelta(hours=rng.randint(3, 44)), published, ends, closed)

"""The one task that turns every clock (product.md section 4)."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from marketplace import turning
from marketplace.table import CLOCKS
from marketplace.waiting import Clock
from notifications import rounds

logger = logging.getLogger(__name__)


@shared_task
def turn_clocks() -> None:
    """What is due by now, by itself; then the reminders. Run twice, or at once, it acts once."""
    now = timezone.now()
    for clock in CLOCKS:
        with _stopping_no_other(clock):
            turning.turn(clock, now)
    _remind(now)


def _remind(now: datetime) -> None:
    """Where each clock stands is read and written once, not by each of them."""
    clocks = [clock for clock in CLOCKS if clock.remind]
    begins, left = rounds.begin([clock.key for clock in clocks], now), rounds.with_untold()
    done: list[str] = []
    try:
        for clock in clocks:
            with _stopping_no_other(clock):
                kept = rounds.kept(clock.key) if clock.key in left else []
                turning.tell(clock, now, begins[clock.key], kept)
                done.append(clock.key)
    finally:  # also of a round that is cut short
        rounds.end(done, now)


@contextmanager
def _stopping_no_other(clock: Clock[Any]) -> Iterator[None]:
    try:
        yield
    except SoftTimeLimitExceeded:
        raise
    except Exception:  # one clock that is broken stops no other
        logger.exception("The clock %s stands still.", clock.key)

"""The one task that turns every clock (product.md section 4)."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from marketplace import turning
from marketplace.table import CLOCKS
from marketplace.waiting import Clock

logger = logging.getLogger(__name__)


@shared_task
def turn_clocks() -> None:
    """What is due by now, by itself; then the reminders. Run twice, or at once, it acts once."""
    now = timezone.now()
    for clock in CLOCKS:
        _try(turning.turn, clock, now)
    for clock in CLOCKS:
        _try(turning.remind, clock, now)


def _try(step: Callable[[Clock[Any], datetime], None], clock: Clock[Any], now: datetime) -> None:
    try:
        step(clock, now)
    except SoftTimeLimitExceeded:
        raise
    except Exception:  # one clock that is broken stops no other
        logger.exception("The clock %s stands still.", clock.key)

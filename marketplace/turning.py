"""Running the table of clocks: what is due is found by index and done once.

An outcome is a `move`, so the second of two loses. A reminder is a mail with a key, so the
second of two finds it written. A worker that dies leaves the rest to the next round.
"""

import logging
import time
from datetime import datetime, timedelta
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction

from marketplace.states import WrongState
from marketplace.waiting import Clock
from notifications import rounds, waits
from notifications.models import Untold

logger = logging.getLogger(__name__)

# Rows of one clock in one round; what is left waits for the next.
MOST_AT_ONCE = 1000
# Seconds of one round that one clock may take, so that the others do not wait for it.
SHARE = 10


def turn(clock: Clock[Any], now: datetime) -> None:
    """Do what happens by itself to every row whose time is up; one that fails stops no other."""
    if clock.act is None:
        return
    stop = time.monotonic() + SHARE
    for (pk,) in list(clock.up(now)[:MOST_AT_ONCE]):
        if time.monotonic() > stop:
            return
        try:
            row = clock.still_up(pk, now)
            if row is not None:
                clock.act(row)
        except WrongState:  # somebody answered first
            continue
        except SoftTimeLimitExceeded:  # the worker is told to stop: the next round goes on
            raise
        except Exception:
            logger.exception("The clock %s could not act on %s.", clock.key, pk)


def remind(clock: Clock[Any], now: datetime) -> None:
    """Tell whoever must act, where a reminder's moment has come since the last round, or where it
    could not be told then."""
    if clock.remind is None:
        return
    tell(clock, now, rounds.begins(clock.key, now), rounds.kept(clock.key))
    rounds.ends(clock.key, now)


def tell(clock: Clock[Any], now: datetime, since: datetime, kept: list[Untold]) -> None:
    """Of the moments since `since`, and of what was `kept` because it could not be told.

    After a standstill each row is told of once, with the latest of its reminders.
    """
    told: set[tuple[str, datetime]] = set()
    for each in _to_tell(clock, since, now, kept):
        too_late = each.before > timedelta() and each.due + clock.grace <= now
        try:
            if not too_late and (each.group, each.due) not in told and _tell(clock, each):
                told.add((each.group, each.due))
            rounds.done(each)
        except SoftTimeLimitExceeded:
            raise
        except Exception:
            rounds.keep(each)
            logger.exception("The clock %s could not remind of %s.", clock.key, each.of)


def _to_tell(clock: Clock[Any], since: datetime, now: datetime, kept: list[Untold]) -> list[Untold]:
    """The latest reminders first: of several of one row, the one nearest its end is told."""
    found = [
        Untold(clock=clock.key, of=str(pk), group=str(group), due=due, before=before)
        for pk, due, group in clock.reminded(since, now)
        for before in clock.reminders
        if since < due + clock.grace - before <= now
    ]
    return sorted([*kept, *found], key=lambda each: each.before)


@transaction.atomic
def _tell(clock: Clock[Any], each: Untold) -> bool:
    """Whether it was told: it still waits, until the same moment, and wants to be told now."""
    rows = clock.waiting().filter(pk=each.of, **{clock.due: each.due})
    row = rows.select_for_update(no_key=True, of=("self",)).first()
    if row is None or clock.remind is None or not clock.wanted(row, each.before):
        return False
    with waits.reminding(clock, each.group, each.due):
        clock.remind(row, each.before)
    return True

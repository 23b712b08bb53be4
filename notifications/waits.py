"""What a mail hangs on: it is asked again when the mail goes, and says how long the mail may wait.

All that a clock's reminder writes hangs on somebody still having to act, by the same moment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from marketplace.rooms import modules

if TYPE_CHECKING:
    from marketplace.waiting import Clock
    from notifications.models import Email

# As `Email.about` keeps it.
type About = dict[str, Any]

_reminding: ContextVar[About | None] = ContextVar("reminding", default=None)


@contextmanager
def reminding(clock: Clock[Any], group: object, due: datetime) -> Iterator[None]:
    """Every mail that is written within reminds of this: what `clock` tells together, which
    is up at `due`."""
    about = {"clock": clock.key, "of": str(group), "due": due.isoformat()}
    token = _reminding.set({**about, "by": (due + clock.grace).isoformat()})
    try:
        yield
    finally:
        _reminding.reset(token)


def reminded_of() -> About:
    return _reminding.get() or {}


def by_when(about: About) -> datetime | None:
    """When the time of its reader is up, if it hangs on that."""
    return datetime.fromisoformat(about["by"]) if "by" in about else None


def latest(by: datetime | None, now: datetime) -> datetime | None:
    """How long a mail may wait for the morning, or for others: its reader is left at least half
    of the time that there was."""
    return now + (by - now) / 2 if by and by > now else None


def still(emails: Sequence[Email]) -> set[int]:
    """Those whose reader's time still runs, until the same moment; one statement for each clock.
    What hangs on no clock is as it was."""
    holds = {email.pk for email in emails if "clock" not in email.about}
    of_clock: defaultdict[str, list[Email]] = defaultdict(list)
    for email in emails:
        if email.pk not in holds:
            of_clock[email.about["clock"]].append(email)
    for key, rows in of_clock.items():
        waiting = _waiting(clocks()[key], rows) if key in clocks() else set()
        holds |= {row.pk for row in rows if (row.about["of"], row.about["due"]) in waiting}
    return holds


def _waiting(clock: Clock[Any], rows: Sequence[Email]) -> set[tuple[str, str]]:
    which = {row.about["of"] for row in rows}
    moments = {datetime.fromisoformat(row.about["due"]) for row in rows}
    asked = {f"{clock.together}__in": which, f"{clock.due}__in": moments}
    found = clock.waiting().filter(**asked).order_by().values_list(clock.together, clock.due)
    return {(str(of), due.isoformat()) for of, due in found}


@cache
def clocks() -> dict[str, Clock[Any]]:
    """Of every room, by their keys."""
    return {clock.key: clock for room in modules("clocks") for clock in room.CLOCKS}

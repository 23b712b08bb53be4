"""How many mails go in a second: as many as our own provider takes from us, and as many as who
receives for a domain does. Both are counted in Redis, for all workers.

Nothing hangs on what is counted there. If it is lost, one more second's worth may go at once.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import cache, reduce
from operator import or_

from django.conf import settings
from django.db.models import Q
from redis import Redis, RedisError

from notifications.models import Email

logger = logging.getLogger(__name__)

KEY = "foothold:mails:"
# Of any other domain than those that the setting names.
ANY = "*"
# Mails of one domain that are put off together.
AT_ONCE = 500
# Milliseconds; KEYS[1] is after which those come that are put off now: past those of before.
AFTER = """
local at = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), tonumber(ARGV[1]))
redis.call('SET', KEYS[1], string.format('%d', at + ARGV[2]), 'PX', at + ARGV[2] - ARGV[1] + 1000)
return at
"""
# Of one process, while Redis is away: the second, and what was counted in it.
_here: tuple[int, Counter[str]] = (0, Counter())


class May(Enum):
    GO = "now"
    NOT_NOW = "nor may any other in this second"
    NOT_THERE = "others may, to another domain"


def may_go(email: Email) -> May:
    """Count `email` in this second. Never waits for the next.

    Who waits for a code is counted and never held up.
    """
    second, urgent = int(time.time()), email.priority == Email.Priority.SECURITY
    to, most = taken_by(email.to)
    if most and _count(f"to:{to}", second) > most and not urgent:
        return May.NOT_THERE
    most = settings.MAILS_PER_SECOND
    if most and _count(settings.MAIL_PROVIDER or "smtp", second) > most and not urgent:
        return May.NOT_NOW
    return May.GO


def taken_by(address: str) -> tuple[str, int]:
    """Who receives for it, by the first of the domains that are counted together, and how many
    mails a second; 0: as many as there are."""
    domain = address.rpartition("@")[2].lower()
    domains, most = _limits().get(domain) or _limits().get(ANY) or ((), 0)
    return (domain if ANY in domains or not domains else domains[0]), most


def put_off(email: Email) -> None:
    """To the seconds in which they may go: it, and those that are as urgent, are due by now and
    go to the same. So the others need not be passed by again and again."""
    to, most = taken_by(email.to)
    if not most:
        return
    domains = next((each for each, _most in _limits().values() if to in each), (to,))
    there = reduce(or_, (Q(to__iendswith=f"@{each}") for each in domains))
    due = Email.objects.to_send().filter(there, priority=email.priority).order_by("due_at")
    rows = list(due.select_for_update(skip_locked=True)[:AT_ONCE])
    apart = timedelta(seconds=1) / most
    after = _after(f"{to}:{email.priority}", len(rows) * apart)
    for number, row in enumerate(rows):
        row.due_at = after + number * apart
    Email.objects.bulk_update(rows, ["due_at"])


def _limits() -> dict[str, tuple[tuple[str, ...], int]]:
    """By domain: those that count together, and how many mails a second they take."""
    return {
        domain: (domains, most)
        for domains, most in settings.MAILS_PER_SECOND_TO.items()
        for domain in domains
    }


def _count(what: str, second: int) -> int:
    key = f"{KEY}{what}:{second}"
    try:
        with _redis().pipeline(transaction=False) as asked:
            asked.incr(key)
            asked.expire(key, 10)
            return int(asked.execute()[0])
    except RedisError as error:
        logger.warning("Mails are counted by this process alone: %r", error)
        return _count_here(what, second)


def _count_here(what: str, second: int) -> int:
    global _here
    if _here[0] != second:
        _here = (second, Counter())
    _here[1][what] += 1
    return _here[1][what]


def _after(lane: str, long: timedelta) -> datetime:
    """When the first of those that take so `long` may go: the next second, or after those of
    before. This is a guess that saves work, and is counted like all others when it goes."""
    soon = (int(time.time()) + 1) * 1000
    try:
        taken = max(1, round(long / timedelta(milliseconds=1)))
        soon = int(_redis().eval(AFTER, 1, f"{KEY}after:{lane}", soon, taken))
    except RedisError as error:
        logger.warning("Mails are put off by one second only: %r", error)
    return datetime.fromtimestamp(soon / 1000, UTC)


@cache
def _redis() -> Redis:
    # Seconds. A limit that cannot be counted is not worth a wait.
    return Redis.from_url(settings.REDIS_URL, socket_connect_timeout=0.5, socket_timeout=0.5)

"""How many mails a second a provider takes from us: counted in Redis, for all workers of whichever
it is."""

from __future__ import annotations

import logging
import time
from functools import cache

from django.conf import settings
from redis import Redis, RedisError

from notifications.models import Email

logger = logging.getLogger(__name__)

KEY = "foothold:mails:"
# Of one process, while Redis is away: the second, and how many in it.
_here = (0, 0)


def may_go(email: Email) -> bool:
    """Count `email` in this second; False when that is one too many. Never waits for the next.

    Who waits for a code is counted and never held up.
    """
    most = settings.MAILS_PER_SECOND
    if not most:
        return True
    return _count(int(time.time())) <= most or email.priority == Email.Priority.SECURITY


def _count(second: int) -> int:
    key = f"{KEY}{settings.MAIL_PROVIDER or 'smtp'}:{second}"
    try:
        with _redis().pipeline(transaction=False) as asked:
            asked.incr(key)
            asked.expire(key, 10)
            return int(asked.execute()[0])
    except RedisError as error:
        logger.warning("Mails are counted by this process alone: %r", error)
        return _count_here(second)


def _count_here(second: int) -> int:
    global _here
    last, n = _here
    _here = (second, n + 1 if last == second else 1)
    return _here[1]


@cache
def _redis() -> Redis:
    # Seconds. A limit that cannot be counted is not worth a wait.
    return Redis.from_url(settings.REDIS_URL, socket_connect_timeout=0.5, socket_timeout=0.5)

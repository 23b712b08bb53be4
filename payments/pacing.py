"""How fast we ask Stripe: it takes 25 requests a second to one address, and refuses more.

Source: https://docs.stripe.com/rate-limits. Counted in Redis for all processes together; without
Redis nobody waits, and what Stripe refuses is sent again later, as ever.
"""

from __future__ import annotations

import logging
import time
from functools import cache
from urllib.parse import urlsplit

import redis
from django.conf import settings

logger = logging.getLogger(__name__)

# 20 a second, in quarters of a second so that two seconds do not meet in one burst.
SPAN, AT_MOST = 0.25, 5
# Somebody may be waiting for a page; then Stripe is asked all the same.
PATIENCE = 3.0  # seconds
QUICK = 0.2  # seconds for an answer of Redis


@cache
def _counter() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=QUICK, socket_connect_timeout=QUICK
    )


def endpoint(method: str, url: str) -> str:
    """Without what names one object: "post /v1/transfers"."""
    parts = urlsplit(url).path.split("/")
    return f"{method.lower()} {'/'.join(parts[:5] if parts[1] == 'v2' else parts[:3])}"


def wait_for_a_turn(at: str) -> None:
    until = time.monotonic() + PATIENCE
    try:
        while not _counted(at) and time.monotonic() < until:
            time.sleep(SPAN - time.time() % SPAN)
    except redis.RedisError as error:
        logger.warning("requests to Stripe are not counted: %s", error)


def _counted(at: str) -> bool:
    """Whether there is room in this quarter of a second."""
    key = f"stripe:{at}:{int(time.time() / SPAN)}"
    pipe = _counter().pipeline(transaction=False)
    pipe.incr(key)
    pipe.expire(key, 5)
    return int(pipe.execute()[0]) <= AT_MOST

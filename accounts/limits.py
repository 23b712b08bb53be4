"""How often somebody may do something, for pages that allauth does not guard."""

import ipaddress
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from math import ceil
from typing import Any

from allauth.account.adapter import get_adapter
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from accounts.models import Counted

logger = logging.getLogger(__name__)

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}

type Guarded = Callable[..., HttpResponseBase]


def limit(name: str, rate: str) -> Callable[[Guarded], Guarded]:
    """Take at most `rate` POSTs ("20/d", "30/30m") from one user, or one address.

    Views that share a `name` share a limit. More is the 429 page, with the time to wait in
    `Retry-After`. The time runs from the first of them. If nothing can be counted, everybody is
    let through.
    """

    def decorate(view: Guarded) -> Guarded:
        @wraps(view)
        def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            refused = too_often(request, name, rate) if request.method == "POST" else None
            return refused or view(request, *args, **kwargs)

        return limited

    return decorate


def too_often(
    request: HttpRequest, name: str, rate: str, *, whose: str = ""
) -> HttpResponse | None:
    """Count once more; the 429 page when that is too much. For views of which only some answers
    count, in place of `limit`. `whose`: instead of who asks, what they ask with."""
    most, seconds = _parse(rate)
    wait = _seconds_to_wait(f"limit:{name}:{whose or _who(request)}", most, seconds)
    return _answer(request, wait) if wait > 0 else None


def _answer(request: HttpRequest, wait: float) -> HttpResponse:
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = str(ceil(wait))
    return response


def _parse(rate: str) -> tuple[int, int]:
    """ "30/30m" is (30, 1800): how many, in how many seconds."""
    most, _, span = rate.partition("/")
    return int(most), int(span[:-1] or 1) * UNITS[span[-1]]


def _who(request: HttpRequest) -> str:
    if request.user.is_authenticated:
        return f"user:{request.user.pk}"
    return _network(get_adapter().get_client_ip(request) or "unknown")


def _network(address: str) -> str:
    """One household has a whole /64 of IPv6 addresses."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network(f"{ip}/64", strict=False)) if ip.version == 6 else str(ip)


# One statement: of requests that race, each gets a number of its own.
COUNT = """
    INSERT INTO accounts_counted AS counted (key, n, until) VALUES (%(key)s, 1, %(over)s)
    ON CONFLICT (key) DO UPDATE SET
        n = CASE WHEN counted.until <= %(now)s THEN 1 ELSE LEAST(counted.n, %(most)s) + 1 END,
        until = CASE WHEN counted.until <= %(now)s THEN %(over)s ELSE counted.until END
    RETURNING n, until
"""


def _seconds_to_wait(key: str, most: int, seconds: int) -> float:
    """0 and counted, or how long until `seconds` have passed since the first of `most`."""
    now = timezone.now()
    over = now + timedelta(seconds=seconds)
    given: dict[str, Any] = {"key": key[:200], "most": most, "now": now, "over": over}
    try:
        with connection.cursor() as cursor:
            cursor.execute(COUNT, given)
            n, until = cursor.fetchone()
        if n == 1:
            _sweep(now)
    except DatabaseError:
        logger.exception("The limit %s could not be counted.", key)
        return 0.0
    return float((until - now).total_seconds()) if n > most else 0.0


def _sweep(now: datetime) -> None:
    """Delete a few rows whose time is over: more than one new row adds, so they never pile up."""
    over = Counted.objects.filter(until__lte=now).order_by("until")
    with transaction.atomic():
        few = list(over.select_for_update(skip_locked=True).values_list("pk", flat=True)[:10])
        Counted.objects.filter(pk__in=few).delete()

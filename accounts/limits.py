"""How often somebody may do something, for pages that allauth does not guard."""

import ipaddress
import logging
import time
from collections.abc import Callable
from functools import wraps
from math import ceil
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

logger = logging.getLogger(__name__)

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}

type Guarded = Callable[..., HttpResponseBase]


def limit(name: str, rate: str) -> Callable[[Guarded], Guarded]:
    """Take at most `rate` POSTs ("20/d", "30/30m") from one user, or one address.

    Views that share a `name` share a limit. More is the 429 page, with the time to wait in
    `Retry-After`. If the counts cannot be read, everybody is let through.
    """
    most, seconds = _parse(rate)

    def decorate(view: Guarded) -> Guarded:
        @wraps(view)
        def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            wait = 0.0
            if request.method == "POST":
                wait = _seconds_to_wait(f"limit:{name}:{_who(request)}", most, seconds)
            return _too_often(request, wait) if wait > 0 else view(request, *args, **kwargs)

        return limited

    return decorate


def _too_often(request: HttpRequest, wait: float) -> HttpResponse:
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


def _seconds_to_wait(key: str, most: int, seconds: int) -> float:
    """0 and counted, or how long until the oldest of `most` is `seconds` ago."""
    now = time.time()
    try:
        recent = [at for at in cache.get(key, []) if at > now - seconds]
        if len(recent) >= most:
            return float(recent[0] + seconds - now)
        cache.set(key, [*recent, now], seconds)
    except DatabaseError:
        logger.exception("The limit %s could not be read.", key)
    return 0.0

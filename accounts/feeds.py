"""The private address of somebody's dates."""

from __future__ import annotations

from hashlib import sha256
from secrets import token_urlsafe

from accounts.models import CalendarFeed, User


def renew(user: User) -> str:
    """The token of a new address; the one there is ends. Nobody can look it up afterwards."""
    token = token_urlsafe(32)
    CalendarFeed.objects.update_or_create(user=user, defaults={"fingerprint": fingerprint(token)})
    return token


def remove(user: User) -> None:
    CalendarFeed.objects.filter(user=user).delete()


def fingerprint(token: str) -> str:
    return sha256(token.encode()).hexdigest()

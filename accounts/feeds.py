"""The private address of somebody's dates."""

from __future__ import annotations

from accounts.models import CalendarFeed, User
from accounts.models.calendars import unguessable


def renew(user: User) -> CalendarFeed:
    """Make one; or another in place of the one there is, which ends."""
    return CalendarFeed.objects.update_or_create(user=user, defaults={"token": unguessable()})[0]


def remove(user: User) -> None:
    CalendarFeed.objects.filter(user=user).delete()

from __future__ import annotations

from django.conf import settings
from django.db import models


class CalendarFeed(models.Model):
    """The address where somebody's calendar asks for their dates. Whoever knows it reads them, so
    that it is not kept: only what it is recognised by."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed"
    )
    # SHA-256 of the token in the address, in hexadecimal.
    fingerprint = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"dates of {self.user}"

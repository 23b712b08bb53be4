from __future__ import annotations

from secrets import token_urlsafe

from django.conf import settings
from django.db import models
from django.urls import reverse


def unguessable() -> str:
    return token_urlsafe(32)


class CalendarFeed(models.Model):
    """The address where somebody's calendar asks for their dates. Whoever knows it reads them."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed"
    )
    token = models.CharField(max_length=43, unique=True, default=unguessable)
    made_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"dates of {self.user}"

    def get_absolute_url(self) -> str:
        return reverse("accounts:dates", args=[self.token])

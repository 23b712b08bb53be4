from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from listings.models.listing import Listing


class SavedListing(models.Model):
    """A listing that a student wants to find again."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    listing = models.ForeignKey(Listing, models.CASCADE, related_name="+")
    saved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-saved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "listing"], name="listing_saved_once")
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} of {self.user_id}"


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def due(self, now: datetime) -> SavedSearchQuerySet:
        """Those whose time to be mailed has come, if there is anything to tell."""
        kinds = SavedSearch.Cadence
        return self.filter(
            Q(cadence=kinds.INSTANTLY)
            | Q(cadence=kinds.DAILY, told_until__lte=now - timedelta(days=1))
            | Q(cadence=kinds.WEEKLY, told_until__lte=now - timedelta(days=7))
        )


class SavedSearch(models.Model):
    """A search to run again, and how often its new results are mailed."""

    class Cadence(models.TextChoices):
        OFF = "off", _("Never")
        INSTANTLY = "instantly", _("As soon as there is one")
        DAILY = "daily", _("Once a day")
        WEEKLY = "weekly", _("Once a week")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    # As the browse page writes it, so that the same search is the same text.
    query = models.CharField(max_length=1500, blank=True)
    cadence = models.CharField(_("mail me"), max_length=9, choices=Cadence, default=Cadence.OFF)
    created_at = models.DateTimeField(auto_now_add=True)
    # What was published before this has been mailed, or was there when the mails were asked for.
    told_until = models.DateTimeField()
    # Approvals just before that which were looked at: `listings.searches.approved_lately`.
    seen: models.JSONField[dict[str, str], Any] = models.JSONField(default=dict)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "query"], name="search_saved_once")]
        indexes = [
            models.Index(fields=["told_until"], condition=~Q(cadence="off"), name="search_to_mail")
        ]

    def __str__(self) -> str:
        return self.name

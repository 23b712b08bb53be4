from __future__ import annotations

from typing import Any, TypedDict

from django.conf import settings
from django.db import models

from listings.models.listing import Listing


class Change(TypedDict):
    """One thing that was changed, as people read it."""

    label: str
    before: str
    after: str


class ListingRevision(models.Model):
    """What an employer changed after the listing was published: rows are added, never changed.

    `told_at` is when those who had applied were told; `material`: the universities read it again.
    """

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="revisions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    changes: models.JSONField[list[Change], Any] = models.JSONField()
    material = models.BooleanField()
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["at"], condition=models.Q(told_at=None), name="revision_to_tell")
        ]

    def __str__(self) -> str:
        return f"{self.listing_id}: " + ", ".join(each["label"] for each in self.changes)

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from notifications.kinds import KINDS


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at=None)

    def told_as(self, role: str) -> NoticeQuerySet:
        """To who has this `User.role`: what was told to somebody of an organisation is of those
        who act for it."""
        return self.filter(role__in={"", role})

    def before(self, other: Notice) -> NoticeQuerySet:
        """In a list of the newest first, those after `other`."""
        same = Q(created_at=other.created_at, pk__lt=other.pk)
        return self.filter(Q(created_at__lt=other.created_at) | same)


class Notice(models.Model):
    """What somebody is told on the site: one of each occasion, written with its mail."""

    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", db_index=False
    )
    # As what they are told; empty: as themselves.
    role = models.CharField(max_length=40, blank=True, db_default="")
    kind = models.CharField(max_length=60)
    # Its mail's.
    key = models.CharField(max_length=150, unique=True)
    text = models.CharField(max_length=200)
    # Where it leads, on this site; empty: nowhere.
    url = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["reader", "-created_at", "-id"], name="notice_list"),
            models.Index(fields=["reader"], condition=Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def called(self) -> str:
        """Its kind in a few words; empty of a kind that is no more."""
        return str(KINDS[self.kind].label) if self.kind in KINDS else ""

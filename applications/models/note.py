from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from accounts.models import User
from applications.models.application import Application


class NoteQuerySet(models.QuerySet["Note"]):
    def for_employer(self, user: User) -> NoteQuerySet:
        return self.filter(application__listing__organisation__memberships__user=user)


class Note(models.Model):
    """What somebody of the organisation writes for colleagues. No student reads it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(max_length=1000)
    at = models.DateTimeField(auto_now_add=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.by}, {self.at:%Y-%m-%d}"

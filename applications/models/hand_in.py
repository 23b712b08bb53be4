"""What is not sent yet: work that somebody is about to hand in, and files given with something
that was wrong.
"""

from __future__ import annotations

import uuid

from django.db import models

from accounts.models import User
from applications.models.milestone import Milestone
from marketplace.uploads import StoredFile


class HandIn(models.Model):
    """What one person has written for a part so far; nobody else sees it. `links` as typed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="+")
    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    note = models.TextField(blank=True)
    links = models.TextField(blank=True)
    # The page of the form that saved it last, and how often that had been sent.
    saved_on = models.CharField(max_length=22, blank=True)
    saved_nth = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["milestone", "by"], name="hand_in_once")]

    def __str__(self) -> str:
        return f"{self.milestone}, not handed in"

    @property
    def version(self) -> str:
        """Another after every saving."""
        return self.updated_at.isoformat()


class KeptFile(StoredFile):
    """A file that was right, until what it was given with is sent. `about`: the key of the part,
    of the application in whose messages it is to go, of the dispute, of what a bank's paper is
    of. Used, another row holds the same.
    """

    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    about = models.UUIDField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at"]
        indexes = [
            models.Index(fields=["by", "about"], name="kept_files_of"),
            models.Index(fields=["created_at"], name="kept_files_by_age"),
        ]

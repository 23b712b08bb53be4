from __future__ import annotations

from django.conf import settings
from django.db import models

from notifications.kinds import How


class Preference(models.Model):
    """How somebody wants the mail of one kind, where that is not the kind's own way."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="preferences", db_index=False
    )
    kind = models.CharField(max_length=60)
    how = models.CharField(max_length=9, choices=How)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="one_preference_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.get_how_display()}"

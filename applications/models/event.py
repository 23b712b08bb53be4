from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application


class ApplicationEvent(models.Model):
    """One thing that happened to an application. Written with what happened, never changed.

    `kind` is the state it came to, or "edited": then `before` holds what was replaced, by the
    name of its column.
    """

    EDITED = "edited"

    application = models.ForeignKey(Application, models.CASCADE, related_name="events")
    kind = models.CharField(
        max_length=12, choices=[*Application.Status.choices, (EDITED, _("Edited"))]
    )
    at = models.DateTimeField(default=timezone.now)
    before = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="edited") & ~Q(before={}) | ~Q(kind="edited") & Q(before={}),
                name="application_edit_says_what_was_before",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.kind}"

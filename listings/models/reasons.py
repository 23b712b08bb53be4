from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import University


class DecisionReason(models.Model):
    """A sentence that a university's staff choose when they decide; its employer reads it.

    A university without rows for a decision has ours (`listings.decisions.REASONS`).
    """

    class Decision(models.TextChoices):
        CHANGES = "changes", _("To ask for changes")
        REJECT = "reject", _("To reject")

    university = models.ForeignKey(University, models.CASCADE, related_name="+")
    decision = models.CharField(max_length=7, choices=Decision)
    text = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["university", "decision", "text"], name="decision_reason_once"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="decision_reason_says_something"),
        ]

    def __str__(self) -> str:
        return self.text

from __future__ import annotations

from django.conf import settings
from django.db import models


class KeptAnswers(models.Model):
    """What somebody answered to “Get matched with five” and wished to keep: to ask again by it."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    asked = models.TextField(help_text="As the page's address has it, after the question mark.")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "kept answers"

    def __str__(self) -> str:
        return f"of {self.user_id}"

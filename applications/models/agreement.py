from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Agreement(models.Model):
    """A text that offers are made with, word for word. `sha256` is of the text in UTF-8.

    The database refuses to change or delete a row: somebody may have agreed to it.
    """

    class Ownership(models.TextChoices):
        EMPLOYER = "employer", _("It is yours; they may describe it")
        PORTFOLIO = "portfolio", _("It is yours; they may show it")
        LICENCE = "licence", _("It is theirs; you may use it in any way")

    class Confidentiality(models.TextChoices):
        MARKED = "marked", _("What is marked, or plainly private")
        ALL = "all", _("Everything about the work")
        OPEN = "open", _("Nothing but personal data")

    class AiUse(models.TextChoices):
        DISCLOSED = "disclosed", _("Yes, if they say so")
        AGREED = "agreed", _("Only what you agreed to in writing")
        NONE = "none", _("No")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.CharField(max_length=12)
    language = models.CharField(max_length=10)
    ownership = models.CharField(max_length=12, choices=Ownership)
    confidentiality = models.CharField(max_length=12, choices=Confidentiality)
    ai_use = models.CharField(max_length=12, choices=AiUse)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sha256", "version", "language", "ownership", "confidentiality", "ai_use"],
                name="one_row_per_agreement",
            )
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.ownership}, {self.confidentiality}, {self.ai_use}"

    @property
    def parts(self) -> list[tuple[str, list[str]]]:
        """Headings with their paragraphs."""
        parts: list[tuple[str, list[str]]] = []
        for block in self.text.strip().split("\n\n"):
            if block.startswith("# "):
                parts.append((block[2:], []))
            else:
                parts[-1][1].append(block)
        return parts

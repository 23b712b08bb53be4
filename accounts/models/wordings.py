from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.universities import University


class Wording(models.Model):
    """What a university says to its own students in one kind of mail: its subject, and a line
    before ours. Rows are added, never changed: the newest counts, and an empty one is ours again.
    """

    SUBJECT, INTRO = 80, 400

    kind = models.CharField(max_length=60)
    university = models.ForeignKey(University, models.CASCADE, related_name="+")
    subject = models.CharField(_("subject"), max_length=SUBJECT, blank=True)
    intro = models.TextField(_("first line"), max_length=INTRO, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["university", "kind", "-at"], name="wording_newest")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.university}"

    @property
    def is_ours(self) -> bool:
        return not (self.subject or self.intro)

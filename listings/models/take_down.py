from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from listings.models.listing import Listing


class TakeDown(models.Model):
    """Who of our staff took a listing off the site, and why: written once, never changed.

    When, and that it stays so, is the listing's own `recalled_at`.
    """

    listing = models.OneToOneField(Listing, models.PROTECT, related_name="take_down")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    words = models.TextField(_("why"), max_length=2000, help_text=_("The employer reads it."))

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="take_down_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id}, {self.at:%Y-%m-%d %H:%M} UTC"

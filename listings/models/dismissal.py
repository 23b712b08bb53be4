from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from listings.models.listing import Listing


class Dismissal(models.Model):
    """“Not for me”: a student is not shown this listing among those that fit them."""

    class Reason(models.TextChoices):
        FIELD = "field", _("Not my line of work")
        SKILLS = "skills", _("I cannot do it")
        TIME = "time", _("The hours or the days")
        PAY = "pay", _("The pay")
        PLACE = "place", _("The place")
        OTHER = "other", _("Something else")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    listing = models.ForeignKey(Listing, models.CASCADE, related_name="+")
    reason = models.CharField(_("why"), max_length=6, choices=Reason, default=Reason.OTHER)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "listing"], name="listing_dismissed_once")
        ]

    def __str__(self) -> str:
        return f"{self.listing_id}, not for {self.user_id}"

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class StoppedAddress(models.Model):
    """An address that gets no mail any more, but for what lets its owner in. Once lifted the row
    stays; if it happens again there is another one."""

    class Why(models.TextChoices):
        BOUNCED = "bounced", _("Mail to it came back")
        COMPLAINED = "complained", _("Our mail was marked as spam")

    # In lower case.
    address = models.CharField(max_length=254)
    why = models.CharField(max_length=10, choices=Why)
    # What the provider said.
    told = models.CharField(max_length=300, blank=True)
    stopped_at = models.DateTimeField(auto_now_add=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    # Nobody of ours: who reads the address has confirmed it.
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-stopped_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["address"], condition=Q(lifted_at=None), name="stopped_once"
            )
        ]

    def __str__(self) -> str:
        return self.address

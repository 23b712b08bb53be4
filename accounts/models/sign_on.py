from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.universities import University


class SignOnQuerySet(models.QuerySet["SignOn"]):
    def on(self) -> SignOnQuerySet:
        """Those that everybody of the university may use."""
        return self.filter(is_on=True)


class SignOn(models.Model):
    """How a university's people sign in with it: one identity provider, by SAML or OIDC."""

    class Kind(models.TextChoices):
        SAML = "saml", _("SAML 2.0")
        OIDC = "openid_connect", _("OpenID Connect")

    university = models.OneToOneField(University, models.CASCADE, related_name="sign_on")
    kind = models.CharField(max_length=14, choices=Kind)
    is_on = models.BooleanField(default=False)
    # Who the provider is: its entity ID, or its issuer.
    issuer = models.CharField(max_length=500)
    # SAML: its metadata as it gave it, where that came from (if not uploaded) and what is in it.
    metadata_url = models.URLField(blank=True, max_length=500)
    read_at = models.DateTimeField(null=True, blank=True)
    idp = models.JSONField(default=dict, blank=True)
    scopes = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    # OIDC. The secret is sealed (accounts.sealing).
    client_id = models.CharField(max_length=191, blank=True)
    secret = models.TextField(blank=True)
    trusts_addresses = models.BooleanField(default=False)
    # What we read → what they call it; only what differs from the usual names.
    names = models.JSONField(default=dict, blank=True)
    all_students = models.BooleanField(default=False)

    objects = SignOnQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="saml") | ~Q(client_id=""), name="oidc_has_a_client"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.university}"

    @property
    def key(self) -> str:
        """In addresses, and of the accounts that people have there."""
        return f"u{self.university_id}"

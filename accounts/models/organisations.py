from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models.users import User
from marketplace.states import Stateful


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def of(self, user: User) -> OrganisationQuerySet:
        """Those `user` acts for."""
        return self.filter(memberships__user=user)

    def visible_to(self, viewer: User | AnonymousUser) -> OrganisationQuerySet:
        """Verified ones are public; the others only to their members and to who checks them."""
        if not viewer.is_authenticated:
            return self.filter(status=Organisation.Status.VERIFIED)
        if viewer.kind in {User.Kind.STAFF, User.Kind.PLATFORM}:
            return self.all()
        mine = Q(pk__in=Membership.objects.filter(user=viewer).values("organisation"))
        return self.filter(Q(status=Organisation.Status.VERIFIED) | mine)


class Organisation(Stateful):
    """An employer. Verified before its first listing is published (product.md section 6)."""

    class Type(models.TextChoices):
        COMPANY = "company", _("Company")
        STARTUP = "startup", _("Start-up")
        NONPROFIT = "nonprofit", _("Non-profit")
        SOCIAL = "social", _("Social enterprise")
        PUBLIC = "public", _("Public body")

    class Status(models.TextChoices):
        UNVERIFIED = "unverified", _("Not verified yet")
        VERIFIED = "verified", _("Verified")
        REFUSED = "refused", _("Refused")

    class Proof(models.TextChoices):
        NONE = "", _("None")
        DOMAIN = "domain", _("E-mail domain")
        STAFF = "staff", _("Staff decision")

    TRANSITIONS = {
        Status.UNVERIFIED: {Status.VERIFIED, Status.REFUSED},
        # Back to unverified when what was proved, name or website, has been changed.
        Status.VERIFIED: {Status.UNVERIFIED, Status.REFUSED},
        Status.REFUSED: {Status.VERIFIED},
    }

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(max_length=140, unique=True)
    type = models.CharField(_("kind of organisation"), max_length=9, choices=Type)
    website = models.URLField(_("website"), blank=True)
    about = models.TextField(_("what you do"), max_length=1000, blank=True)
    country = models.CharField(_("country"), max_length=2, help_text=_("ISO 3166, upper case."))
    city = models.CharField(_("city"), max_length=80, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, default="UTC")
    status = models.CharField(max_length=10, choices=Status, default=Status.UNVERIFIED)
    proof = models.CharField(max_length=6, choices=Proof, default=Proof.NONE, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:organisation", args=[self.slug])

    @property
    def is_verified(self) -> bool:
        return self.status == self.Status.VERIFIED


class Membership(models.Model):
    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        MEMBER = "member", _("Member")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="membership")
    role = models.CharField(max_length=6, choices=Role, default=Role.OWNER)

    def __str__(self) -> str:
        return f"{self.user} of {self.organisation}"

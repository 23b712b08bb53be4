from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Lower
from django.utils.translation import gettext_lazy as _


class University(models.Model):
    """An institution whose career centre decides what its students see."""

    name = models.CharField(max_length=150, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    country = models.CharField(max_length=2, help_text=_("ISO 3166, upper case: country of study."))
    time_zone = models.CharField(max_length=40, default="UTC")
    contact_email = models.EmailField(help_text=_("Where students and employers can ask."))
    posting_policy = models.TextField(
        blank=True, help_text=_("What employers should know before they post here.")
    )
    staff_domains = ArrayField(
        models.CharField(max_length=100),
        verbose_name=_("e-mail domains of staff"),
        default=list,
        blank=True,
        help_text=_("Lower case, without @. Only addresses there are invited; none: any address."),
    )

    class Meta:
        ordering = ["name"]
        verbose_name_plural = _("universities")

    def __str__(self) -> str:
        return self.name


class UniversityDomainQuerySet(models.QuerySet["UniversityDomain"]):
    def covering(self, domain: str) -> UniversityDomainQuerySet:
        """Those that cover e-mail at `domain`, the longest first."""
        labels = domain.lower().split(".")
        suffixes = [".".join(labels[start:]) for start in range(len(labels))]
        return self.filter(domain__in=suffixes).order_by(Length("domain").desc())


class UniversityDomain(models.Model):
    """An e-mail domain that makes its owner a student of the university.

    `students.uni.edu` is covered by `uni.edu`; the longest match wins.
    """

    university = models.ForeignKey(University, models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=100, unique=True, help_text=_("Lower case, without @."))

    objects = UniversityDomainQuerySet.as_manager()

    def __str__(self) -> str:
        return self.domain


class Role(models.TextChoices):
    """What one of a university's staff may do there. One person may have several."""

    MODERATOR = "moderator", _("Moderator")
    FUNDER = "funder", _("Funder")
    ANALYST = "analyst", _("Analyst")
    ADMINISTRATOR = "administrator", _("Administrator")


def in_order(roles: Collection[str]) -> list[str]:
    """Each once, as `Role` lists them."""
    return [role.value for role in Role if role in roles]


class UniversityStaffQuerySet(models.QuerySet["UniversityStaff"]):
    def of(self, university: University) -> UniversityStaffQuerySet:
        return self.filter(university=university)

    def who(self, role: str) -> UniversityStaffQuerySet:
        """Those with that role who can sign in."""
        return self.filter(roles__contains=[role], user__is_active=True)


class UniversityStaff(models.Model):
    """Somebody of a career centre. Without this row a `User` of kind staff opens nothing."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="staff_of")
    university = models.ForeignKey(University, models.CASCADE, related_name="staff")
    roles = ArrayField(
        models.CharField(max_length=13, choices=Role),
        verbose_name=_("roles"),
        default=list,
        help_text=_("What they may do: see docs/universities.md."),
    )

    objects = UniversityStaffQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(roles__len__gt=0), name="staff_have_a_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.university}"


class UniversityRequest(models.Model):
    """Somebody whose e-mail domain we do not know yet, and would like to come in."""

    email = models.EmailField()
    domain = models.CharField(max_length=100)
    university_name = models.CharField(max_length=150)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_university_request_per_email")
        ]

    def __str__(self) -> str:
        return f"{self.university_name} ({self.domain})"

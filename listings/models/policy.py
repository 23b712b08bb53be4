from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import University
from listings.models.formats import Format


class PolicyQuerySet(models.QuerySet["Policy"]):
    def current(self) -> PolicyQuerySet:
        """The newest version of each university that has one."""
        return self.order_by("university_id", "-version").distinct("university_id")

    def whole(self) -> PolicyQuerySet:
        """With all that its rules ask of, in four queries for any number."""
        rows = self.select_related("university", "by")
        return rows.prefetch_related("formats_refused", "terms", "trusted")


class Policy(models.Model):
    """What one university shows its students: a version of it, written once, never changed.

    Without a row everything that the site takes is shown once a person approves it. What each
    column asks of a listing says `listings.policies`. `least_per_hour` is in minor units of
    `currency`, before the fee.
    """

    class Countries(models.TextChoices):
        ANY = "any", _("Work may be in any country")
        ONLY = "only", _("Only in these countries")
        NOT = "not", _("Everywhere but in these countries")

    class Risk(models.TextChoices):
        LOW = "low", _("Low: remote work only")
        MEDIUM = "medium", _("Medium: also at a place in your own country")
        HIGH = "high", _("High: also abroad")

    university = models.ForeignKey(University, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When what it no longer allows went back to be read.")
    )

    unpaid = models.BooleanField(_("unpaid simulations"), default=True)
    expenses_only = models.BooleanField(_("work that pays expenses only"), default=True)
    student_pays = models.BooleanField(_("programmes that the student pays for"), default=True)
    third_parties_abroad = models.BooleanField(
        _("programmes abroad that a provider runs"), default=True
    )
    contractors = models.BooleanField(
        _("work as a contractor: the organisation pays the student and does not employ them"),
        default=True,
    )
    least_per_hour = models.PositiveBigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, default="USD")
    most_hours_per_week = models.PositiveSmallIntegerField(null=True, blank=True)
    most_risk = models.CharField(max_length=6, choices=Risk, default=Risk.HIGH)
    formats_refused = models.ManyToManyField(Format, related_name="+", blank=True)
    countries_are = models.CharField(max_length=4, choices=Countries, default=Countries.ANY)
    countries = ArrayField(models.CharField(max_length=2), default=list, blank=True)

    approves_verified = models.BooleanField(default=False)
    approves_after = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Completed placements of the organisation.")
    )
    trusted = models.ManyToManyField(University, related_name="+", blank=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        verbose_name_plural = _("policies")
        constraints = [
            models.UniqueConstraint(fields=["university", "version"], name="policy_version_once"),
            models.CheckConstraint(
                condition=Q(least_per_hour=None) | Q(least_per_hour__gt=0),
                name="policy_least_is_positive",
            ),
            models.CheckConstraint(
                condition=Q(most_hours_per_week=None) | Q(most_hours_per_week__range=(1, 80)),
                name="policy_hours_of_a_week",
            ),
            models.CheckConstraint(
                condition=Q(approves_after=None) | Q(approves_after__range=(1, 1000)),
                name="policy_placements_to_trust",
            ),
            models.CheckConstraint(
                condition=Q(countries_are="any", countries=[])
                | (~Q(countries_are="any") & ~Q(countries=[])),
                name="policy_names_its_countries",
            ),
        ]
        indexes = [
            models.Index(fields=["at"], condition=Q(applied_at=None), name="policy_to_apply")
        ]

    def __str__(self) -> str:
        return f"{self.university}, {self.version}"

    @property
    def decides(self) -> bool:
        """Some rule of it approves without a person."""
        return bool(self.approves_verified or self.approves_after or self.trusted.all())


class Term(models.Model):
    """Days on which a university teaches: the hours of a week are limited on these."""

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="terms")
    starts = models.DateField()
    ends = models.DateField()

    class Meta:
        ordering = ["starts"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="term_ends_after_start")
        ]

    def __str__(self) -> str:
        return f"{self.starts} to {self.ends}"

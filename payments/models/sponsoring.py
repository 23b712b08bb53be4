"""What a university pays of its students' projects."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import University, User
from applications.models import Milestone, Placement
from listings.models import Listing
from marketplace.states import Stateful
from payments.models.budgets import Budget


class GrantQuerySet(models.QuerySet["Grant"]):
    def standing(self) -> GrantQuerySet:
        return self.filter(ended_at=None)

    def of_staff(self, user: User) -> GrantQuerySet:
        return self.filter(university__staff__user=user)


class Grant(models.Model):
    """A promise: of each project of this listing that a student of the university accepts, the
    budget pays so much; or of one placement.

    `amount_minor` is for the whole project, in the budget's currency; empty: all of its price.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    budget = models.ForeignKey(Budget, models.PROTECT, related_name="grants")
    university = models.ForeignKey(University, models.PROTECT, related_name="+")
    listing = models.ForeignKey(Listing, models.PROTECT, null=True, blank=True, related_name="+")
    placement = models.ForeignKey(
        Placement, models.PROTECT, null=True, blank=True, related_name="+"
    )
    amount_minor = models.PositiveBigIntegerField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "university"],
                condition=Q(ended_at=None, listing__isnull=False),
                name="one_grant_of_a_university_for_a_listing",
            ),
            models.CheckConstraint(
                condition=Q(listing=None, placement__isnull=False)
                | Q(listing__isnull=False, placement=None),
                name="grant_is_for_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(amount_minor=None) | Q(amount_minor__gt=0),
                name="grant_has_an_amount",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.budget} for {self.listing or self.placement}"


class SponsorshipQuerySet(models.QuerySet["Sponsorship"]):
    def of_staff(self, user: User) -> SponsorshipQuerySet:
        return self.filter(budget__university__staff__user=user)

    def live(self) -> SponsorshipQuerySet:
        """Money of the budget is set aside for the part, or was paid in for it."""
        return self.filter(status__in=Sponsorship.LIVE)

    def not_given(self) -> SponsorshipQuerySet:
        """Promised, and not set aside when the student accepted."""
        return self.filter(status__in=Sponsorship.NOT_GIVEN)

    def not_needed(self) -> SponsorshipQuerySet:
        """Still set aside for a part that nobody pays for any more."""
        return self.filter(
            status=Sponsorship.Status.RESERVED, milestone__status=Milestone.Status.CANCELLED
        )

    def for_pages(self) -> SponsorshipQuerySet:
        return self.select_related(
            "budget__university",
            "milestone__placement__listing__organisation",
            "milestone__placement__listing__format",
            "milestone__placement__student__user",
            "milestone__placement__offer__made_by",
        )


class Sponsorship(Stateful):
    """What one budget pays of one part. `back_minor` of it went back when the part ended or was
    paid in part; both in the budget's currency, which is the part's."""

    class Status(models.TextChoices):
        RESERVED = "reserved", _("Reserved")
        HELD = "held", _("Paid in")
        FREED = "freed", _("Not needed")
        MISSED = "missed", _("Too little was left")
        TOO_OLD = "too_old", _("What was left may not be held so long")
        CAPPED = "capped", _("The student has had the most that one gets")

    LIVE = (Status.RESERVED, Status.HELD)
    NOT_GIVEN = (Status.MISSED, Status.TOO_OLD, Status.CAPPED)

    TRANSITIONS = {Status.RESERVED: {Status.HELD, Status.FREED}}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    budget = models.ForeignKey(Budget, models.PROTECT, related_name="sponsorships")
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="sponsorships")
    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="+")
    amount_minor = models.PositiveBigIntegerField()
    back_minor = models.PositiveBigIntegerField(default=0)
    status = models.CharField(max_length=8, choices=Status, default=Status.RESERVED)
    made_at = models.DateTimeField(auto_now_add=True)
    held_at = models.DateTimeField(null=True, blank=True)
    freed_at = models.DateTimeField(null=True, blank=True)

    objects = SponsorshipQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "milestone__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["milestone"],
                condition=Q(status__in=["reserved", "held"]),
                name="milestone_sponsored_once",
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, back_minor__lte=F("amount_minor")),
                name="sponsorship_amounts_make_sense",
            ),
            models.CheckConstraint(
                condition=Q(back_minor=0) | Q(status="held"), name="sponsorship_back_was_held"
            ),
        ]
        indexes = [
            models.Index(
                fields=["milestone"], condition=Q(status="reserved"), name="sponsorship_reserved"
            )
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} of {self.budget} for {self.milestone}"

    @property
    def is_not_given(self) -> bool:
        return self.status in self.NOT_GIVEN

    @property
    def spent_minor(self) -> int:
        return self.amount_minor - self.back_minor

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Resume, Student, User
from listings.models import Listing
from marketplace.states import Stateful
from marketplace.uploads import StoredFile


class ApplicationQuerySet(models.QuerySet["Application"]):
    def of_student(self, user: User) -> ApplicationQuerySet:
        return self.filter(student__user=user).select_related("listing__organisation")

    def for_employer(self, user: User) -> ApplicationQuerySet:
        """Applications `user` may read and answer: sent, to listings of their organisation."""
        return self.filter(listing__organisation__memberships__user=user).exclude(
            status=Application.Status.DRAFT
        )

    def open(self) -> ApplicationQuerySet:
        """Sent and still able to lead to something."""
        return self.filter(status__in=Application.OPEN)

    def undecided(self) -> ApplicationQuerySet:
        """The employer's turn."""
        return self.filter(
            status__in=[Application.Status.SUBMITTED, Application.Status.SHORTLISTED]
        )


class Application(Stateful):
    """A student's answer to a listing."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Sent")
        SHORTLISTED = "shortlisted", _("Shortlisted")
        OFFERED = "offered", _("Offer made")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        NOT_SELECTED = "not_selected", _("Not selected")

    OPEN = (Status.SUBMITTED, Status.SHORTLISTED, Status.OFFERED)

    TRANSITIONS = {
        Status.DRAFT: {Status.SUBMITTED},
        Status.SUBMITTED: {
            Status.SHORTLISTED,
            Status.OFFERED,
            Status.DECLINED,
            Status.WITHDRAWN,
            Status.NOT_SELECTED,
        },
        Status.SHORTLISTED: {
            Status.SUBMITTED,
            Status.OFFERED,
            Status.DECLINED,
            Status.WITHDRAWN,
            Status.NOT_SELECTED,
        },
        Status.OFFERED: {Status.ACCEPTED, Status.SHORTLISTED, Status.WITHDRAWN},
        # Re-applying before the deadline (product.md section 7: written withdraw rules).
        Status.WITHDRAWN: {Status.SUBMITTED},
        # A placement that was never funded frees the student and the opening.
        Status.ACCEPTED: {Status.SHORTLISTED},
    }

    class DeclineReason(models.TextChoices):
        SKILLS = "skills", _("Other applicants had more of the skills we need")
        AVAILABILITY = "availability", _("The hours or dates did not fit")
        PITCH = "pitch", _("The pitch did not say how you would do this project")
        FILLED = "filled", _("We chose somebody else")
        OTHER = "other", _("Another reason")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    listing = models.ForeignKey(Listing, models.PROTECT, related_name="+")
    student = models.ForeignKey(Student, models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    pitch = models.TextField(_("your pitch"), max_length=1000, blank=True)
    answers = ArrayField(models.CharField(max_length=600, blank=True), default=list, blank=True)
    hours_per_week = models.PositiveSmallIntegerField(
        _("hours you can give in a week"), null=True, blank=True
    )
    can_start = models.DateField(_("you can start on"), null=True, blank=True)
    availability_note = models.CharField(_("anything about your time"), max_length=200, blank=True)
    resume = models.ForeignKey(Resume, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decide_by = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(max_length=12, choices=DeclineReason, blank=True)
    decline_note = models.TextField(_("a word to the student"), max_length=600, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "student"], name="one_application_per_listing"
            ),
            models.CheckConstraint(
                condition=Q(status="draft")
                | Q(submitted_at__isnull=False, decide_by__isnull=False),
                name="application_sent_has_a_clock",
            ),
        ]
        indexes = [
            models.Index(
                fields=["decide_by"],
                condition=Q(status__in=["submitted", "shortlisted"]),
                name="application_undecided",
            ),
            models.Index(fields=["listing", "status"], name="application_board"),
        ]

    def __str__(self) -> str:
        return f"{self.student} for {self.listing}"

    def get_absolute_url(self) -> str:
        return reverse("applications:detail", args=[self.pk])


class Offer(Stateful):
    """The employer's terms for one applicant. `pay_minor` is what the employer pays."""

    class Status(models.TextChoices):
        MADE = "made", _("Waiting for the student")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined by the student")
        EXPIRED = "expired", _("Expired")
        WITHDRAWN = "withdrawn", _("Taken back")

    TRANSITIONS = {
        Status.MADE: {Status.ACCEPTED, Status.DECLINED, Status.EXPIRED, Status.WITHDRAWN}
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="offers")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    status = models.CharField(max_length=9, choices=Status, default=Status.MADE)
    pay_minor = models.PositiveBigIntegerField()
    fee_minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    total_hours = models.PositiveSmallIntegerField(_("hours in all"))
    hours_per_week = models.PositiveSmallIntegerField(_("hours a week"))
    note = models.TextField(_("a word to the student"), max_length=1000, blank=True)
    agreement = models.CharField(max_length=12, default="2026-11", help_text="Version agreed to.")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(status__in=["made", "accepted"]),
                name="one_live_offer_per_application",
            ),
            models.CheckConstraint(
                condition=Q(pay_minor__gt=0) & Q(fee_minor__lt=F("pay_minor")),
                name="offer_amounts_make_sense",
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="offer_dates"),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(status="made"), name="offer_unanswered")
        ]

    def __str__(self) -> str:
        return f"Offer to {self.application.student}"

    def get_absolute_url(self) -> str:
        return reverse("applications:offer", args=[self.pk])

    @property
    def student_minor(self) -> int:
        return self.pay_minor - self.fee_minor


class PlacementQuerySet(models.QuerySet["Placement"]):
    def visible_to(self, user: User) -> PlacementQuerySet:
        """The student who does the work, and the organisation it is done for."""
        return self.filter(
            Q(student__user=user) | Q(listing__organisation__memberships__user=user)
        ).distinct()

    def of_student(self, user: User) -> PlacementQuerySet:
        return self.filter(student__user=user)

    def for_employer(self, user: User) -> PlacementQuerySet:
        return self.filter(listing__organisation__memberships__user=user)

    def for_pages(self) -> PlacementQuerySet:
        return self.select_related(
            "offer", "listing__organisation", "listing__format", "student__user"
        ).prefetch_related("milestones")


class Placement(Stateful):
    """An accepted offer: the work itself, from funding to completion. Its terms are the offer's."""

    class Status(models.TextChoices):
        ACCEPTED = "accepted", _("Waiting for payment")
        ACTIVE = "active", _("In progress")
        COMPLETED = "completed", _("Completed")
        CANCELLED = "cancelled", _("Cancelled")

    TRANSITIONS = {
        Status.ACCEPTED: {Status.ACTIVE, Status.CANCELLED},
        Status.ACTIVE: {Status.COMPLETED, Status.CANCELLED},
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    offer = models.OneToOneField(Offer, models.PROTECT, related_name="placement")
    listing = models.ForeignKey(Listing, models.PROTECT, related_name="+")
    student = models.ForeignKey(Student, models.PROTECT, related_name="+")
    status = models.CharField(max_length=9, choices=Status, default=Status.ACCEPTED)
    accepted_at = models.DateTimeField(auto_now_add=True)
    fund_by = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["fund_by"], condition=Q(status="accepted"), name="placement_not_funded"
            )
        ]

    def __str__(self) -> str:
        return f"{self.student} on {self.listing}"

    def get_absolute_url(self) -> str:
        return reverse("applications:placement", args=[self.pk])


class Milestone(Stateful):
    """A part of an offer, then of its placement: a deliverable, a due date, an amount.

    `amount_minor` is what the employer pays for it, `fee_minor` our share of that; both in
    the offer's currency. Frozen once the offer is made: the database refuses a change.
    """

    class Status(models.TextChoices):
        AGREED = "agreed", _("Not paid in yet")
        FUNDED = "funded", _("Paid in, work in progress")
        DELIVERED = "delivered", _("Handed in")
        CHANGES = "changes", _("Changes asked for")
        APPROVED = "approved", _("Approved")
        PAID = "paid", _("Paid")
        CANCELLED = "cancelled", _("Cancelled")

    # Also in the database: migration 0002 refuses every other step.
    TRANSITIONS = {
        Status.AGREED: {Status.FUNDED, Status.CANCELLED},
        Status.FUNDED: {Status.DELIVERED},
        Status.DELIVERED: {Status.CHANGES, Status.APPROVED},
        Status.CHANGES: {Status.DELIVERED},
        Status.APPROVED: {Status.PAID},
    }

    MAX_CHANGES = 2

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="milestones")
    placement = models.ForeignKey(
        Placement, models.PROTECT, null=True, blank=True, related_name="milestones"
    )
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("what is handed in"), max_length=120)
    due_on = models.DateField(_("due on"))
    amount_minor = models.PositiveBigIntegerField()
    fee_minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=9, choices=Status, default=Status.AGREED)
    funded_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    review_by = models.DateTimeField(null=True, blank=True)
    changes_asked = models.PositiveSmallIntegerField(default=0)
    changes_by = models.DateField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty when the clock approved it.",
    )
    paid_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "position"], name="milestone_in_order"),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0) & Q(fee_minor__lt=F("amount_minor")),
                name="milestone_amounts_make_sense",
            ),
        ]
        indexes = [
            models.Index(
                fields=["review_by"],
                condition=Q(status="delivered"),
                name="milestone_to_review",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def student_minor(self) -> int:
        return self.amount_minor - self.fee_minor

    @property
    def may_ask_for_changes(self) -> bool:
        return self.status == self.Status.DELIVERED and self.changes_asked < self.MAX_CHANGES


class Delivery(Stateful):
    """What the student hands in for a milestone: files, links, a note. Versioned, never edited."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting for an answer")
        CHANGES = "changes", _("Changes asked for")
        APPROVED = "approved", _("Approved")

    TRANSITIONS = {Status.WAITING: {Status.CHANGES, Status.APPROVED}}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="deliveries")
    version = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    note = models.TextField(_("a note with it"), max_length=2000, blank=True)
    links = ArrayField(models.URLField(max_length=500), default=list, blank=True)
    delivered_at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(_("what should change"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-version"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["milestone", "version"], name="delivery_versions")
        ]

    def __str__(self) -> str:
        return f"{self.milestone}, version {self.version}"


class DeliveryFile(StoredFile):
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="files")

    class Meta:
        ordering = ["created_at"]

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import University, User
from listings.models.listing import Listing
from marketplace.states import Stateful


class ModerationQuerySet(models.QuerySet["Moderation"]):
    def of(self, user: User) -> ModerationQuerySet:
        """What the university `user` works for has to decide or has decided."""
        return self.filter(university__staff__user=user)

    def sent(self) -> ModerationQuerySet:
        """What the university has been asked: drafts are the employer's alone."""
        return self.filter(status__in=[Moderation.Status.WAITING, *Moderation.DECIDED])

    def waiting(self) -> ModerationQuerySet:
        """The university's turn, the oldest first."""
        return self.filter(status=Moderation.Status.WAITING).order_by("due_at", "pk")

    def approved(self) -> ModerationQuerySet:
        return self.filter(status=Moderation.Status.APPROVED)

    def decided(self) -> ModerationQuerySet:
        """Answered, and still so; the newest first."""
        return self.filter(status__in=Moderation.DECIDED).order_by("-decided_at", "-pk")

    def to_ask(self) -> ModerationQuerySet:
        """Where the listing goes when it is sent."""
        return self.filter(status__in=Moderation.TO_ASK)

    def for_reminders(self) -> ModerationQuerySet:
        return self.select_related("university")

    def unanswered(self) -> ModerationQuerySet:
        """Sent, and neither approved nor refused."""
        return self.filter(status__in=[Moderation.Status.WAITING, Moderation.Status.CHANGES])


class Moderation(Stateful):
    """One university's decision on one listing. Private to that university and the employer."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Not sent yet")
        WAITING = "waiting", _("Waiting for a decision")
        APPROVED = "approved", _("Approved")
        CHANGES = "changes", _("Changes asked for")
        REJECTED = "rejected", _("Not approved")
        DROPPED = "dropped", _("No longer asked")

    TRANSITIONS = {
        Status.DRAFT: {Status.WAITING, Status.DROPPED},
        Status.WAITING: {
            Status.APPROVED,
            Status.CHANGES,
            Status.REJECTED,
            Status.DRAFT,
            Status.DROPPED,
        },
        Status.CHANGES: {Status.WAITING, Status.DRAFT, Status.DROPPED},
        # What it approved has been changed since.
        Status.APPROVED: {Status.WAITING},
        # The employer asks this university again.
        Status.DROPPED: {Status.DRAFT},
    }
    TO_ASK = (Status.DRAFT, Status.CHANGES)
    DECIDED = (Status.APPROVED, Status.CHANGES, Status.REJECTED)

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="moderations")
    university = models.ForeignKey(University, models.PROTECT, related_name="+")
    status = models.CharField(max_length=8, choices=Status, default=Status.DRAFT)
    due_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(max_length=1000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ModerationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "university"], name="one_decision_per_university"
            )
        ]
        indexes = [
            models.Index(
                fields=["university", "due_at"],
                condition=Q(status="waiting"),
                name="moderation_queue",
            ),
            models.Index(
                fields=["due_at"], condition=Q(status="waiting"), name="moderation_by_deadline"
            ),
            models.Index(
                fields=["university", "decided_at"],
                condition=Q(status="approved"),
                name="moderation_newly_approved",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.university}: {self.get_status_display()}"

    @property
    def is_late(self) -> bool:
        return self.due_at is not None and self.due_at < timezone.now()

    @property
    def days_waiting(self) -> int:
        """Whole days since the listing was sent."""
        sent = self.listing.submitted_at
        return (timezone.now() - sent).days if sent else 0


class ModerationEvent(models.Model):
    """What was decided, by whom, why: rows are added, never changed."""

    moderation = models.ForeignKey(Moderation, models.CASCADE, related_name="events")
    status = models.CharField(max_length=8, choices=Moderation.Status)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_status_display()} by {self.by}"

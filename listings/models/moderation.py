from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, University, User
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

    def shown_at(self, university: University) -> ModerationQuerySet:
        """What its students can apply to now, with all that a policy's rules ask of."""
        shown = self.approved().filter(university=university, listing__status=Listing.Status.OPEN)
        shown = shown.filter(listing__apply_by__gt=timezone.now())
        return shown.for_checks()

    def for_checks(self) -> ModerationQuerySet:
        rows = self.select_related("listing__format", "listing__organisation")
        return rows.prefetch_related("listing__places")

    def for_rules(self) -> ModerationQuerySet:
        """What a rule may decide: nobody reads it, and none of the staff has ever decided it."""
        by_person = ModerationEvent.objects.filter(moderation=OuterRef("pk"), by__isnull=False)
        now = timezone.now()
        rows = self.filter(status=Moderation.Status.WAITING, listing__apply_by__gt=now)
        rows = rows.filter(Q(claimed_until=None) | Q(claimed_until__lte=now))
        rows = rows.filter(listing__organisation__status=Organisation.Status.VERIFIED)
        rows = rows.filter(~Exists(by_person)).for_checks()
        return rows.prefetch_related("listing__programme__days")

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

    def free_for(self, user: User) -> ModerationQuerySet:
        """What nobody else is reading at this moment."""
        return self.filter(Moderation.free_for(user))

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
        RECALLED = "recalled", _("Taken back")

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
        # What it approved has been changed since, or it takes it back.
        Status.APPROVED: {Status.WAITING, Status.RECALLED},
        # The employer asks this university again.
        Status.DROPPED: {Status.DRAFT},
    }
    TO_ASK = (Status.DRAFT, Status.CHANGES)
    DECIDED = (Status.APPROVED, Status.CHANGES, Status.REJECTED, Status.RECALLED)
    # So long a listing is kept for who took it to read; then anybody may.
    CLAIM = timedelta(minutes=20)
    # For `move`: whoever had it, it is theirs no more.
    UNCLAIMED = {"claimed_by": None, "claimed_until": None}

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="moderations")
    university = models.ForeignKey(University, models.PROTECT, related_name="+")
    status = models.CharField(max_length=8, choices=Status, default=Status.DRAFT)
    due_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(max_length=1000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    claimed_until = models.DateTimeField(null=True, blank=True)
    excused = ArrayField(
        models.CharField(max_length=20),
        default=list,
        blank=True,
        help_text=_("Rules of the university's policy that it was approved against."),
    )

    objects = ModerationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "university"], name="one_decision_per_university"
            ),
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

    @staticmethod
    def free_for(user: User) -> Q:
        """Taken by nobody, by `user`, or so long ago that it has lapsed."""
        lapsed = Q(claimed_until=None) | Q(claimed_until__lte=timezone.now())
        return lapsed | Q(claimed_by=user)

    @property
    def reader(self) -> User | None:
        """Who has taken it to read, and still has the time for it."""
        held = self.claimed_until is not None and self.claimed_until > timezone.now()
        return self.claimed_by if held else None

    @property
    def days_waiting(self) -> int:
        """Whole days since the listing was sent."""
        sent = self.listing.submitted_at
        return (timezone.now() - sent).days if sent else 0


class Rule(models.TextChoices):
    """What decides where no person did: the name stands in the history."""

    VERIFIED = "verified", _("Rule: the organisation is verified")
    PLACEMENTS = "placements", _("Rule: enough completed placements")
    TRUSTED = "trusted", _("Rule: a university you trust approved it")
    POLICY = "policy", _("Rule: your new policy does not allow it")
    BLOCKED = "blocked", _("Rule: you do not work with the organisation")


class ModerationEvent(models.Model):
    """What was decided, by whom or by which rule, why: rows are added, never changed.

    `excused`: rules of the policy that it was approved against, as `Moderation.excused`.
    """

    moderation = models.ForeignKey(Moderation, models.CASCADE, related_name="events")
    status = models.CharField(max_length=8, choices=Moderation.Status)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    rule = models.CharField(max_length=10, choices=Rule, blank=True)
    excused = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(by__isnull=False, rule="") | (Q(by=None) & ~Q(rule="")),
                name="decided_by_somebody_or_a_rule",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()} by {self.who}"

    @property
    def who(self) -> str:
        return str(self.by) if self.by else str(self.get_rule_display())

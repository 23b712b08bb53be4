from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from applications.models.offer import Offer
from applications.models.placement import Placement
from marketplace.clocks import end_of_day
from marketplace.states import Stateful
from marketplace.uploads import StoredFile

if TYPE_CHECKING:
    from applications.models.extension import Extension


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def of_student(self, user: User) -> MilestoneQuerySet:
        return self.filter(placement__in=Placement.objects.of_student(user).values("pk"))

    def for_employer(self, user: User) -> MilestoneQuerySet:
        return self.filter(placement__listing__organisation__memberships__user=user)

    def visible_to(self, user: User) -> MilestoneQuerySet:
        """The student who does the work, and the organisation it is done for."""
        return self.filter(
            Q(placement__in=Placement.objects.of_student(user).values("pk"))
            | Q(placement__listing__organisation__in=Organisation.objects.of(user))
        )

    def for_pages(self) -> MilestoneQuerySet:
        return self.select_related(
            "placement__offer__application__student__user",
            "placement__listing__organisation",
            "placement__listing__format",
            "placement__student__user",
        )

    def held(self) -> MilestoneQuerySet:
        """The employer's money for these is with us."""
        return self.filter(status__in=Milestone.HELD)

    def disputed(self) -> MilestoneQuerySet:
        return self.filter(status=Milestone.Status.DISPUTED)


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
        DISPUTED = "disputed", _("In dispute")
        REFUNDED = "refunded", _("Refunded")

    # Also in the database: migration 0006 refuses every other step. Cancelled is what was never
    # paid in; refunded is what was, and is not held any more without work being approved.
    TRANSITIONS = {
        Status.AGREED: {Status.FUNDED, Status.CANCELLED},
        Status.FUNDED: {Status.DELIVERED, Status.REFUNDED},
        Status.DELIVERED: {Status.CHANGES, Status.APPROVED, Status.DISPUTED},
        Status.CHANGES: {Status.DELIVERED, Status.DISPUTED, Status.REFUNDED},
        # Back to delivered only when whoever opened the dispute takes it back.
        Status.DISPUTED: {Status.DELIVERED, Status.CHANGES, Status.APPROVED, Status.REFUNDED},
        Status.APPROVED: {Status.PAID},
    }

    MAX_CHANGES = 2
    # After the agreed day, with nothing handed in: then it ends by itself.
    SILENCE = timedelta(days=14)
    SETTLED = (Status.APPROVED, Status.PAID)
    WAITS_FOR_STUDENT = (Status.FUNDED, Status.CHANGES)
    # The employer's money for it is with us.
    HELD = (Status.FUNDED, Status.DELIVERED, Status.CHANGES, Status.DISPUTED)
    OVER = (Status.PAID, Status.CANCELLED, Status.REFUNDED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="milestones")
    placement = models.ForeignKey(
        Placement, models.PROTECT, null=True, blank=True, related_name="milestones"
    )
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("what is handed in"), max_length=400)
    due_on = models.DateField(_("due on"))
    amount_minor = models.PositiveBigIntegerField()
    fee_minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    part_minor = models.PositiveBigIntegerField(
        null=True,
        blank=True,
        help_text=_("What a dispute left of the amount; empty when all of it counts."),
    )
    part_fee_minor = models.PositiveBigIntegerField(null=True, blank=True)
    status = models.CharField(max_length=9, choices=Status, default=Status.AGREED)
    fund_by = models.DateTimeField(
        null=True,
        blank=True,
        help_text=_("Of a later part, from when its turn comes. The first has its placement's."),
    )
    with_bank = models.BooleanField(
        default=False, help_text=_("A debit for it is with the bank. Kept by the payments.")
    )
    stopped_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text=_("The payer’s bank wants the money back: no work until it has decided."),
    )
    frozen_until = models.DateTimeField(
        null=True,
        blank=True,
        help_text=_("Nothing is paid out for it before: somebody looks at the listing."),
    )
    funded_at = models.DateTimeField(null=True, blank=True)
    work_by = models.DateTimeField(
        null=True,
        blank=True,
        help_text=_("While the student works: the end of the agreed day, where the student is."),
    )
    delivered_at = models.DateTimeField(null=True, blank=True)
    review_by = models.DateTimeField(null=True, blank=True)
    changes_asked = models.PositiveSmallIntegerField(default=0)
    changes_by = models.DateField(null=True, blank=True)
    extended_to = models.DateField(
        null=True,
        blank=True,
        help_text=_("Agreed by both, after the terms: see Extension. Or it was paid in late."),
    )
    ended_in_silence = models.BooleanField(
        default=False, help_text=_("Nothing was handed in, and nobody said anything for too long.")
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty when the clock approved it."),
    )
    paid_at = models.DateTimeField(null=True, blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "position"], name="milestone_in_order"),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0) & Q(fee_minor__lt=F("amount_minor")),
                name="milestone_amounts_make_sense",
            ),
            models.CheckConstraint(
                condition=Q(part_minor=None, part_fee_minor=None)
                | Q(
                    part_minor__isnull=False,
                    part_fee_minor__isnull=False,
                    part_minor__gt=0,
                    part_minor__lt=F("amount_minor"),
                    part_fee_minor__gte=0,
                    part_fee_minor__lt=F("part_minor"),
                    status__in=["approved", "paid"],
                ),
                name="milestone_part_of_its_amount",
            ),
        ]
        indexes = [
            models.Index(
                fields=["review_by"],
                condition=Q(status="delivered"),
                name="milestone_to_review",
            ),
            models.Index(
                fields=["fund_by"],
                condition=Q(status="agreed"),
                name="milestone_not_funded",
            ),
            models.Index(
                fields=["work_by"],
                condition=Q(status__in=["funded", "changes"]),
                name="milestone_to_hand_in",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def pays_minor(self) -> int:
        """What the employer pays for it in the end: all of it, unless a dispute left a part."""
        return self.amount_minor if self.part_minor is None else self.part_minor

    @property
    def back_minor(self) -> int:
        """What a dispute gave back to the employer of work that is paid in part."""
        return self.amount_minor - self.pays_minor

    @property
    def our_fee_minor(self) -> int:
        return self.fee_minor if self.part_fee_minor is None else self.part_fee_minor

    @property
    def student_minor(self) -> int:
        return self.pays_minor - self.our_fee_minor

    @property
    def pay_in_by(self) -> datetime | None:
        """UTC. None for a part whose turn has not come."""
        first = self.placement is not None and self.placement.status == Placement.Status.ACCEPTED
        return self.placement.fund_by if self.placement and first else self.fund_by

    @property
    def hand_in_by(self) -> date:
        """The day agreed last: of the changes if there are any, else moved, else of the terms."""
        return self.changes_by or self.extended_to or self.due_on

    @property
    def due_at(self) -> datetime:
        """The end of that day where the student is. UTC."""
        return self.work_by or end_of_day(self.hand_in_by, self.zone)

    @property
    def silent_at(self) -> datetime | None:
        """When late work ends by itself, if nobody acts. UTC; None while nothing is worked on."""
        return self.work_by + self.SILENCE if self.may_be_delivered and self.work_by else None

    @property
    def zone(self) -> str:
        """Where the student is: the days of the work are days there."""
        assert self.placement is not None
        return self.placement.student.user.time_zone

    @property
    def today(self) -> date:
        """Where the student is."""
        return timezone.localdate(timezone=ZoneInfo(self.zone))

    @property
    def is_frozen(self) -> bool:
        """Its pay is held back while somebody looks at what it is paid for."""
        return self.frozen_until is not None and self.frozen_until > timezone.now()

    @property
    def is_over(self) -> bool:
        """Nothing more is done for it, except that money may be on its way."""
        return self.status in {*self.SETTLED, *self.OVER}

    @property
    def is_late(self) -> bool:
        return self.may_be_delivered and self.due_at < timezone.now()

    @property
    def asked_extension(self) -> Extension | None:
        """The one that waits for an answer, while a later day still makes sense."""
        asked = (each for each in self.extensions.all() if each.status == "asked")
        return next(asked, None) if self.may_be_extended else None

    @property
    def may_be_extended(self) -> bool:
        """Nothing is handed in for it that waits, and it is not over."""
        if self.stopped_at:
            return False
        return self.status in {self.Status.AGREED, *self.WAITS_FOR_STUDENT}

    def is_next_to_fund(self, rows: Sequence[Milestone]) -> bool:
        """Not paid in, and no part before it, of all in `rows`, still waits for somebody."""
        before = [each for each in rows if each.position < self.position]
        return self.status == self.Status.AGREED and all(
            each.status in self.SETTLED for each in before
        )

    @property
    def may_be_delivered(self) -> bool:
        return self.status in self.WAITS_FOR_STUDENT and self.stopped_at is None

    @property
    def may_be_added_to(self) -> bool:
        """Handed in, and nobody has answered."""
        return self.status == self.Status.DELIVERED

    def may_be_disputed(self, side: str) -> bool:
        """The employer about work that is handed in, or changes that are late; the student about
        changes asked for. About what was handed in last each of them once: the pay cannot be kept
        waiting by opening it again, and what is decided stays so. What is late is another matter,
        and the only way for an employer to end it.
        """
        if side == User.Kind.EMPLOYER and self.status == self.Status.CHANGES:
            return self.is_late
        opens = {User.Kind.EMPLOYER: self.Status.DELIVERED, User.Kind.STUDENT: self.Status.CHANGES}
        return opens.get(User.Kind(side)) == self.status and not self.was_disputed(side)

    def was_disputed(self, side: str) -> bool:
        """What was handed in last: by `side`, or by either and it is decided."""
        since = self.delivered_at
        return any(
            since is not None and each.opened_at >= since and (each.side == side or each.decided_at)
            for each in self.disputes.all()
        )

    @property
    def may_ask_for_changes(self) -> bool:
        return self.status == self.Status.DELIVERED and self.changes_asked < self.MAX_CHANGES


class Delivery(Stateful):
    """What the student hands in for a milestone: files, links, a note. Versioned, never edited."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting for an answer")
        CHANGES = "changes", _("Changes asked for")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Not paid for")

    TRANSITIONS = {
        Status.WAITING: {Status.CHANGES, Status.APPROVED, Status.REFUSED},
        # A dispute may be about the changes that were asked for.
        Status.CHANGES: {Status.APPROVED, Status.REFUSED},
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="deliveries")
    version = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    note = models.TextField(_("a note with it"), max_length=2000, blank=True)
    links = ArrayField(models.URLField(max_length=500), default=list, blank=True)
    delivered_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.TextField(_("what should change"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-version"]
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["milestone", "version"], name="delivery_versions")
        ]

    def __str__(self) -> str:
        return f"{self.milestone}, version {self.version}"


class DeliveryFileQuerySet(models.QuerySet["DeliveryFile"]):
    def visible_to(self, user: User) -> DeliveryFileQuerySet:
        """Both sides; our staff once there is a dispute about it."""
        if user.is_platform_staff:
            return self.filter(delivery__milestone__disputes__isnull=False).distinct()
        organisations = Organisation.objects.of(user)
        return self.filter(
            Q(delivery__milestone__placement__in=Placement.objects.of_student(user).values("pk"))
            | Q(delivery__milestone__placement__listing__organisation__in=organisations)
        )


class DeliveryFile(StoredFile):
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="files")

    objects = DeliveryFileQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]

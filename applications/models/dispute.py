"""A disagreement about one milestone: opened, answered, decided; and what both say of it."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from applications.models.milestone import Milestone
from applications.models.placement import Placement
from marketplace.money import platform_fee
from marketplace.states import Stateful
from marketplace.uploads import StoredFile


class DisputeQuerySet(models.QuerySet["Dispute"]):
    def visible_to(self, user: User) -> DisputeQuerySet:
        """The student, or all of the team, and the organisation whose work it is about."""
        return self.filter(
            Q(milestone__placement__in=Placement.objects.of_student(user).values("pk"))
            | Q(milestone__placement__listing__organisation__in=Organisation.objects.of(user))
        )

    def going_on(self) -> DisputeQuerySet:
        return self.filter(status__in=Dispute.GOING_ON)

    def for_staff(self) -> DisputeQuerySet:
        """Answered: our staff decide."""
        return self.filter(status=Dispute.Status.ANSWERED)

    def for_pages(self) -> DisputeQuerySet:
        return self.select_related(
            "opened_by",
            "decided_by",
            "milestone__offer__application__listing__organisation",
            "milestone__offer__application__listing__format",
            "milestone__offer__application__listing__created_by",
            "milestone__offer__application__student__user",
            "milestone__placement__listing__organisation",
            "milestone__placement__listing__format",
            "milestone__placement__student__user",
            "milestone__placement__offer__application__student__user",
        )


class Dispute(Stateful):
    """About work that was handed in, or about changes that were asked for. Free, and final.

    Amounts in minor units of the milestone's currency. While it goes on, the milestone's own
    clocks stand still.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Waits for an answer")
        ANSWERED = "answered", _("Waits for our decision")
        DECIDED = "decided", _("Decided")
        WITHDRAWN = "withdrawn", _("Taken back")

    GOING_ON = (Status.OPEN, Status.ANSWERED)

    TRANSITIONS = {
        Status.OPEN: {Status.ANSWERED, Status.DECIDED, Status.WITHDRAWN},
        # Once both have spoken it is not for one of them to stop it.
        Status.ANSWERED: {Status.DECIDED},
    }

    class Reason(models.TextChoices):
        NOT_AGREED = "not_agreed", _("It is not what was agreed")
        NOT_WHOLE = "not_whole", _("Something that was agreed is missing")
        NOT_USABLE = "not_usable", _("It cannot be used as it is")
        NOT_OWN = "not_own", _("It is not the student’s own work")
        BEYOND = "beyond", _("The changes go beyond what was agreed")
        UNFAIR = "unfair", _("The work is as agreed, and is not accepted")
        OTHER = "other", _("Something else")

    EMPLOYERS_REASONS = (
        Reason.NOT_AGREED,
        Reason.NOT_WHOLE,
        Reason.NOT_USABLE,
        Reason.NOT_OWN,
        Reason.OTHER,
    )
    STUDENTS_REASONS = (Reason.BEYOND, Reason.UNFAIR, Reason.OTHER)

    class Outcome(models.TextChoices):
        FULL = "full", _("Pay in full")
        PART = "part", _("Pay a part")
        REDO = "redo", _("Do it again by a day")
        REFUND = "refund", _("Refund")

    EMPLOYERS_WISHES = (Outcome.REDO, Outcome.PART, Outcome.REFUND)
    STUDENTS_WISHES = (Outcome.FULL, Outcome.PART, Outcome.REDO)

    class How(models.TextChoices):
        STAFF = "staff", _("Decided by our staff")
        CLOCK = "clock", _("Decided because nobody answered")
        AGREED = "agreed", _("Agreed by both")
        LIMIT = "limit", _("Decided because the money could be held no longer")

    class Side(models.TextChoices):
        STUDENT = "student", _("The student")
        EMPLOYER = "employer", _("The employer")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="disputes")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    side = models.CharField(max_length=8, choices=Side, help_text=_("Of whoever opened it."))
    status = models.CharField(max_length=9, choices=Status, default=Status.OPEN)
    reason = models.CharField(max_length=10, choices=Reason)
    wanted = models.CharField(max_length=6, choices=Outcome)
    wanted_minor = models.PositiveBigIntegerField(null=True, blank=True)
    wanted_by = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    decide_by = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    how = models.CharField(max_length=6, choices=How, blank=True)
    outcome = models.CharField(max_length=6, choices=Outcome, blank=True)
    part_minor = models.PositiveBigIntegerField(null=True, blank=True)
    redo_by = models.DateField(null=True, blank=True)
    reasons = models.TextField(_("the reasons"), max_length=4000, blank=True)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["milestone"],
                condition=Q(status__in=["open", "answered"]),
                name="one_dispute_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(status="decided", decided_at__isnull=False)
                & ~Q(outcome="")
                & ~Q(how="")
                | ~Q(status="decided") & Q(outcome="", how="", decided_by=None),
                name="dispute_decided_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(how="staff") | Q(decided_by__isnull=False) & ~Q(reasons=""),
                name="dispute_staff_give_reasons",
            ),
            models.CheckConstraint(
                condition=~Q(status="answered")
                | Q(answered_at__isnull=False, decide_by__isnull=False),
                name="dispute_answered_has_a_clock",
            ),
            models.CheckConstraint(
                condition=Q(outcome="part", part_minor__isnull=False, part_minor__gt=0)
                | ~Q(outcome="part") & Q(part_minor=None),
                name="dispute_part_has_an_amount",
            ),
            models.CheckConstraint(
                condition=Q(outcome="redo", redo_by__isnull=False)
                | ~Q(outcome="redo") & Q(redo_by=None),
                name="dispute_redo_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(wanted="part", wanted_minor__isnull=False, wanted_by=None)
                | Q(wanted="redo", wanted_minor=None, wanted_by__isnull=False)
                | Q(wanted__in=["full", "refund"], wanted_minor=None, wanted_by=None),
                name="dispute_wish_is_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["answer_by"], condition=Q(status="open"), name="dispute_to_answer"
            ),
            models.Index(
                fields=["decide_by"], condition=Q(status="answered"), name="dispute_to_decide"
            ),
        ]

    def __str__(self) -> str:
        return f"Dispute about {self.milestone}"

    def get_absolute_url(self) -> str:
        return reverse("applications:dispute", args=[self.pk])

    @property
    def wanted_student_minor(self) -> int:
        """What the student would receive of the part that is wished for."""
        return (self.wanted_minor or 0) - platform_fee(self.wanted_minor or 0)

    @property
    def reference(self) -> str:
        """What people quote to us: D-3F2A9C41."""
        return f"D-{self.pk.hex[:8].upper()}"

    @property
    def waits_until(self) -> datetime | None:
        """When the time of whoever has to act is up. UTC; None once it is over."""
        if not self.is_going_on:
            return None
        return self.decide_by if self.status == self.Status.ANSWERED else self.answer_by

    @property
    def is_going_on(self) -> bool:
        return self.status in self.GOING_ON

    @property
    def other_side(self) -> str:
        return self.Side.EMPLOYER if self.side == self.Side.STUDENT else self.Side.STUDENT


class Statement(models.Model):
    """What one side says, with what shows it. The first is the opening. Never edited."""

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="statements")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    side = models.CharField(max_length=8, choices=Dispute.Side)
    words = models.TextField(_("what happened"), max_length=4000)
    links = ArrayField(models.URLField(max_length=500), default=list, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_side_display()}, {self.dispute}"


class StatementFileQuerySet(models.QuerySet["StatementFile"]):
    def visible_to(self, user: User) -> StatementFileQuerySet:
        """Both sides, and our staff, who decide."""
        if user.is_platform_staff:
            return self.all()
        return self.filter(statement__dispute__in=Dispute.objects.visible_to(user))


class StatementFile(StoredFile):
    statement = models.ForeignKey(Statement, models.CASCADE, related_name="files")

    objects = StatementFileQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]

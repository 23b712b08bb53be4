"""Money that goes back after it was paid out: by a decision of our staff, never by a clock."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models import Milestone
from marketplace.states import Stateful
from payments.models.operations import Operation
from payments.models.payouts import Payout


class Correction(models.Model):
    """So much of what was paid in for approved work goes back to who paid, and why.

    `amount_minor` is `fee_minor` of our fee and `student_minor` of the student's share, which
    the student gives back or which is our loss.
    """

    class Basis(models.TextChoices):
        DISPUTE = "dispute", _("A dispute between the two sides was decided so")
        MISTAKE = "mistake", _("It was paid by a clear mistake")

    class Bearer(models.TextChoices):
        PLATFORM = "platform", _("We do: nothing is taken from the student")
        STUDENT = "student", _("The student does: it is taken back from their account")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="+")
    amount_minor = models.PositiveBigIntegerField()
    fee_minor = models.PositiveBigIntegerField()
    student_minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    basis = models.CharField(max_length=8, choices=Basis)
    bearer = models.CharField(max_length=8, choices=Bearer)
    reasons = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor=models.F("fee_minor") + models.F("student_minor"))
                & Q(amount_minor__gt=0),
                name="correction_adds_up",
            )
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency} of {self.milestone}"


class ReversalQuerySet(models.QuerySet["Reversal"]):
    def owed(self) -> ReversalQuerySet:
        """The student owes it to us still."""
        return self.filter(status__in=Reversal.OWED)

    def due(self) -> ReversalQuerySet:
        """To be asked of Stripe once more."""
        return self.filter(
            status=Reversal.Status.WAITS,
            not_before__lte=timezone.now(),
            made_at__gt=timezone.now() - Reversal.ASKED_FOR,
        )

    def for_pages(self) -> ReversalQuerySet:
        return self.select_related(
            "correction__by", "payout__student__user", "payout__milestone__placement__listing"
        )


class Reversal(Stateful):
    """What a student gives back of one payout: Stripe moves it from their account to ours.

    It waits while there is too little in that account: asked anew once a day for a month, then by
    our staff, who can also give it up.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("Asked of Stripe")
        WAITS = "waits", _("Waits: too little in the account")
        DONE = "done", _("Taken back")
        GIVEN_UP = "given_up", _("Given up: our loss")

    TRANSITIONS = {
        Status.ASKED: {Status.DONE, Status.WAITS},
        Status.WAITS: {Status.ASKED, Status.DONE, Status.GIVEN_UP},
    }
    OWED = (Status.ASKED, Status.WAITS)
    AGAIN = timedelta(days=1)
    ASKED_FOR = timedelta(days=30)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    correction = models.ForeignKey(Correction, models.PROTECT, related_name="reversals")
    payout = models.ForeignKey(Payout, models.PROTECT, related_name="reversals")
    amount_minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=8, choices=Status, default=Status.ASKED)
    operation = models.OneToOneField(Operation, models.PROTECT, related_name="+")
    stripe_reversal_id = models.CharField(max_length=80, unique=True, null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    not_before = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    words = models.TextField(blank=True, help_text=_("Why it was given up."))

    objects = ReversalQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="reversal_has_an_amount"),
            models.UniqueConstraint(
                fields=["correction", "payout"], name="one_reversal_of_a_payout_by_correction"
            ),
            models.CheckConstraint(
                condition=~Q(status="done")
                | Q(stripe_reversal_id__isnull=False, finished_at__isnull=False),
                name="reversal_done_has_proof",
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before"], condition=Q(status="waits"), name="reversal_to_ask_again"
            )
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency} of {self.payout}"

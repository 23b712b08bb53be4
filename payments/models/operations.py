"""What we ask Stripe to do, and what Stripe tells us."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.states import Stateful


class OperationQuerySet(models.QuerySet["Operation"]):
    def waiting(self) -> OperationQuerySet:
        """To be sent, or sent by a worker that has not reported back in time."""
        now = timezone.now()
        return self.filter(
            Q(status=Operation.Status.READY, not_before__lte=now)
            | Q(status=Operation.Status.SENT, lease_until__lt=now)
        )


class Operation(Stateful):
    """One intended write at Stripe. Its id is the idempotency key, its `params` never change.

    `stripe_id` is what came of it. `reconcile` waits for a person: nobody knows whether
    Stripe has done it, and it is too old to be repeated (payments.md F6).
    """

    class Kind(models.TextChoices):
        CHECKOUT = "checkout", _("Open a payment page")
        EXPIRE = "expire", _("Close a payment page")
        ACCOUNT = "account", _("Open a student’s account")
        TRANSFER = "transfer", _("Pay a student")
        REFUND = "refund", _("Pay back")
        REVERSAL = "reversal", _("Take back from a student")
        EVIDENCE = "evidence", _("Send evidence to a bank")
        TOP_UP = "top_up", _("Open a payment page for a budget")

    class Status(models.TextChoices):
        READY = "ready", _("To be sent")
        SENT = "sent", _("Sent, not answered yet")
        DONE = "done", _("Done")
        REJECTED = "rejected", _("Refused")
        RECONCILE = "reconcile", _("Waits for a person")

    TRANSITIONS = {
        Status.READY: {Status.SENT, Status.DONE, Status.REJECTED, Status.RECONCILE},
        # Sent again when the lease ran out: the same key makes it the same request.
        Status.SENT: {
            Status.SENT,
            Status.READY,
            Status.DONE,
            Status.REJECTED,
            Status.RECONCILE,
        },
        Status.RECONCILE: {Status.READY, Status.DONE, Status.REJECTED},
    }
    OPEN = (Status.READY, Status.SENT, Status.RECONCILE)
    # Never repeated blindly: what became of them is looked up first.
    MOVES_MONEY = (Kind.TRANSFER, Kind.REFUND, Kind.REVERSAL)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    subject = models.CharField(max_length=80)
    params = models.JSONField()
    status = models.CharField(max_length=9, choices=Status, default=Status.READY)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    not_before = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    first_sent_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    stripe_id = models.CharField(max_length=80, unique=True, null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)

    objects = OperationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], name="one_operation_per_subject")
        ]
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=Q(status__in=["ready", "sent"]),
                name="operation_to_send",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class StripeEventQuerySet(models.QuerySet["StripeEvent"]):
    def waiting(self) -> StripeEventQuerySet:
        return self.filter(status=StripeEvent.Status.NEW, not_before__lte=timezone.now())


class StripeEvent(Stateful):
    """What Stripe told us, kept as it came: a nudge to go and look, never the truth itself."""

    class Status(models.TextChoices):
        NEW = "new", _("To be read")
        DONE = "done", _("Read")
        IGNORED = "ignored", _("Not about anything we act on")

    TRANSITIONS = {Status.NEW: {Status.DONE, Status.IGNORED}}

    id = models.CharField(primary_key=True, max_length=80)
    kind = models.CharField(max_length=100)
    account = models.CharField(max_length=80, blank=True)
    object_id = models.CharField(max_length=120, blank=True)
    payload = models.JSONField()
    status = models.CharField(max_length=7, choices=Status, default=Status.NEW)
    received_at = models.DateTimeField(auto_now_add=True)
    deliveries = models.PositiveIntegerField(default=1)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    handled_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)

    objects = StripeEventQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at"]
        indexes = [
            models.Index(fields=["not_before"], condition=Q(status="new"), name="event_to_read")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

"""Money going out."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import PayoutRoute, Student, User
from applications.models import Milestone
from marketplace.states import Stateful
from payments.models.credits import CreditUse
from payments.models.fundings import Funding
from payments.models.operations import Operation
from payments.models.reconciling import Break

# How long a payout may wait for the student before our staff look for them.
TIME_TO_SET_UP = timedelta(weeks=3)


def in_three_weeks() -> datetime:
    return timezone.now() + TIME_TO_SET_UP


class Payee(models.Model):
    """A student's account at Stripe, as Stripe last described it."""

    class Transfers(models.TextChoices):
        NONE = "", _("Not asked yet")
        ACTIVE = "active", _("Ready")
        PENDING = "pending", _("Being checked by Stripe")
        RESTRICTED = "restricted", _("Stripe needs something")
        UNSUPPORTED = "unsupported", _("Not possible")

    student = models.OneToOneField(Student, models.PROTECT, related_name="+")
    country = models.CharField(max_length=2, help_text=_("ISO 3166, upper case; never changes."))
    operation = models.OneToOneField(Operation, models.PROTECT, related_name="+")
    stripe_account_id = models.CharField(max_length=80, unique=True, null=True, blank=True)
    # No `choices` check in the database: Stripe may add a word (payments.md 1.5).
    transfers_status = models.CharField(max_length=20, blank=True, choices=Transfers)
    requirements = models.JSONField(default=list, blank=True)
    synced_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.student}, {self.country}"

    @property
    def is_ready(self) -> bool:
        """Stripe takes transfers to it. A status word we do not know is not ready."""
        return bool(self.stripe_account_id) and self.transfers_status == self.Transfers.ACTIVE


class PayoutQuerySet(models.QuerySet["Payout"]):
    def of_student(self, user: User) -> PayoutQuerySet:
        return self.filter(student__user=user)

    def named(self, reference: str) -> PayoutQuerySet:
        """By what people quote; it is the beginning of the key."""
        said = re.fullmatch("W-([0-9A-Fa-f]{8})", reference)
        if said is None:
            return self.none()
        first, last = uuid.UUID(said[1] + "0" * 24), uuid.UUID(said[1] + "f" * 24)
        return self.filter(pk__range=(first, last))

    def waiting(self) -> PayoutQuerySet:
        """Owed, and not yet asked of Stripe."""
        return self.filter(status=Payout.Status.WAITING, rail=PayoutRoute.Rail.CONNECT)

    def due(self) -> PayoutQuerySet:
        """Waiting, though the student's account is ready."""
        rows = self.waiting()._with_account().filter(not_before__lte=timezone.now())
        return rows._not_stopped()

    def stuck(self) -> PayoutQuerySet:
        """Waiting for the student to say where to be paid."""
        return self.waiting().exclude(pk__in=self.waiting()._with_account().values("pk"))

    def reachable(self) -> PayoutQuerySet:
        """Waiting for our staff, though Stripe can pay it by now."""
        by_stripe = PayoutRoute.objects.today().filter(
            country=models.OuterRef("student__payout_country"), rail=PayoutRoute.Rail.CONNECT
        )
        waiting = self.filter(status=Payout.Status.WAITING, rail=PayoutRoute.Rail.MANUAL)
        elsewhere = Funding.objects.applied().settled_elsewhere()
        used = CreditUse.objects.filter(credit__funding__in=elsewhere)
        return (
            waiting._with_account()
            ._not_stopped()
            .filter(models.Exists(by_stripe))
            .exclude(milestone__in=elsewhere.values("milestone"))
            .exclude(milestone__in=used.values("milestone"))
            .exclude(transfers__status="recorded")
            .exclude(sending_until__gt=timezone.now())
        )

    def unreachable(self) -> PayoutQuerySet:
        """Waiting for Stripe, which cannot pay it: no way into the student's country (any more),
        or an account that Stripe says takes no transfers at all."""
        by_stripe = PayoutRoute.objects.today().filter(
            country=models.OuterRef("student__payout_country"), rail=PayoutRoute.Rail.CONNECT
        )
        never = Payee.objects.filter(
            student=models.OuterRef("student"), transfers_status=Payee.Transfers.UNSUPPORTED
        )
        return self.stuck().filter(~models.Exists(by_stripe) | models.Exists(never))

    def refused(self) -> PayoutQuerySet:
        """Refused for the first time a day ago, and still not sent."""
        first = Concat(Cast("pk", models.CharField()), Value(":1"))
        early = Operation.objects.filter(
            kind=Operation.Kind.TRANSFER,
            status=Operation.Status.REJECTED,
            finished_at__lt=timezone.now() - timedelta(days=1),
            subject=models.OuterRef("first_try"),
        )
        return self.waiting()._not_stopped().alias(first_try=first).filter(models.Exists(early))

    def _not_stopped(self) -> PayoutQuerySet:
        """Stripe's book and ours say the same of this currency, or a person has said why not."""
        return self.exclude(currency__in=Break.objects.stopping().values("currency"))

    def _with_account(self) -> PayoutQuerySet:
        ready = Payee.objects.filter(
            student=models.OuterRef("student"),
            stripe_account_id__isnull=False,
            transfers_status=Payee.Transfers.ACTIVE,
        )
        return self.filter(models.Exists(ready))

    def with_received(self) -> PayoutQuerySet:
        """`received_minor`: what was sent, less what was taken back of it since."""
        back = models.OuterRef("pk")
        model = self.model._meta.apps.get_model("payments", "Reversal")._default_manager
        rows = model.filter(payout=back, status="done").order_by().values("payout")
        minor = rows.annotate(sum=models.Sum("amount_minor")).values("sum")
        return self.annotate(
            received_minor=models.F("amount_minor") - Coalesce(models.Subquery(minor), 0)
        )

    def to_send_by_hand(self) -> PayoutQuerySet:
        """Waiting for our staff, and recorded by none of them yet."""
        waiting = self.filter(status=Payout.Status.WAITING, rail=PayoutRoute.Rail.MANUAL)
        return waiting.exclude(transfers__status="recorded")

    def for_hand(self) -> PayoutQuerySet:
        """Our staff send it, or began to before Stripe took it over."""
        return self.filter(Q(rail=PayoutRoute.Rail.MANUAL) | Q(sending_by__isnull=False))

    def for_pages(self) -> PayoutQuerySet:
        return self.select_related(
            "student__user",
            "sending_by",
            "milestone__offer",
            "milestone__placement__listing__organisation",
        )


class Payout(Stateful):
    """What we owe one student for one approved milestone, and how it was paid."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        QUEUED = "queued", _("Being sent")
        SENT = "sent", _("Sent")

    TRANSITIONS = {
        Status.WAITING: {Status.QUEUED, Status.SENT},
        # Refused by Stripe: still owed, and asked again by a new operation (payments.md F8).
        Status.QUEUED: {Status.SENT, Status.WAITING},
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="+")
    student = models.ForeignKey(Student, models.PROTECT, related_name="+")
    amount_minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    rail = models.CharField(max_length=7, choices=PayoutRoute.Rail)
    status = models.CharField(max_length=7, choices=Status, default=Status.WAITING)
    operation = models.OneToOneField(
        Operation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    stripe_transfer_id = models.CharField(max_length=80, unique=True, null=True, blank=True)
    held_back = models.BooleanField(
        default=False, help_text=_("Until a difference with Stripe is explained.")
    )
    manual_reference = models.CharField(_("bank reference"), max_length=80, blank=True)
    sending_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Who of our staff sends it from the bank, or did so last."),
    )
    sending_until = models.DateTimeField(
        null=True, blank=True, help_text=_("Until then it is theirs, and Stripe is not asked.")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    set_up_by = models.DateTimeField(
        default=in_three_weeks,
        help_text=_("By when the student should say where to be paid."),
    )
    not_before = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = PayoutQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["milestone", "student"], name="one_payout_per_work"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payout_has_an_amount"),
            models.CheckConstraint(
                condition=Q(
                    status="sent",
                    rail="connect",
                    stripe_transfer_id__isnull=False,
                    sent_at__isnull=False,
                )
                | Q(status="sent", rail="manual", sent_at__isnull=False) & ~Q(manual_reference="")
                | ~Q(status="sent") & Q(stripe_transfer_id=None, manual_reference=""),
                name="payout_sent_has_proof",
            ),
            models.CheckConstraint(
                condition=~Q(status="queued") | Q(rail="connect", operation__isnull=False),
                name="payout_queued_has_an_operation",
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=~Q(status="sent"),
                name="payout_owed",
            ),
            models.Index(
                fields=["set_up_by"],
                condition=Q(status="waiting"),
                name="payout_to_set_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} to {self.student}"

    def get_absolute_url(self) -> str:
        return reverse("payments:payslip", args=[self.pk])

    @property
    def is_stuck(self) -> bool:
        """Approved, and Stripe cannot be asked yet: the student's account is not ready.

        One that Stripe refused though it is ready is asked for again at `not_before`.
        """
        waits = self.status == self.Status.WAITING and not self.held_back
        due = self.not_before <= timezone.now()
        return waits and due and self.rail == PayoutRoute.Rail.CONNECT

    @property
    def is_being_sent(self) -> bool:
        """One of our staff sends it from the bank at this moment: `sending_by`."""
        return self.sending_until is not None and self.sending_until > timezone.now()

    @property
    def is_with_staff(self) -> bool:
        """Our staff have to send it by bank transfer."""
        return self.status == self.Status.WAITING and self.rail == PayoutRoute.Rail.MANUAL

    @property
    def taken_back_minor(self) -> int:
        """What was taken back of it since, by a correction."""
        done = self.reversals.filter(status="done")
        return done.aggregate(sum=models.Sum("amount_minor"))["sum"] or 0

    @property
    def reference(self) -> str:
        """What people quote to us: W-3F2A9C41."""
        return f"W-{self.pk.hex[:8].upper()}"

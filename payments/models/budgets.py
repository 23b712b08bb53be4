"""Money that a university has set aside for its students' projects, and how it gets there."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import University, User
from listings.models import Format
from marketplace.states import Stateful
from marketplace.uploads import StoredFile
from payments.models.ledger import LedgerAccount
from payments.models.operations import Operation


class BudgetQuerySet(models.QuerySet["Budget"]):
    def of_staff(self, user: User) -> BudgetQuerySet:
        """Of the university that `user` works for."""
        return self.filter(university__staff__user=user)

    def covering(self, format: Format) -> BudgetQuerySet:
        """Those that pay for projects of this format."""
        return self.filter(
            models.Q(pk__in=self.filter(formats=format).values("pk")) | models.Q(formats=None)
        )

    def with_amounts(self) -> BudgetQuerySet:
        """`left` and `reserved`: what is there now, minor units."""

        def there(kind: LedgerAccount.Kind) -> models.functions.Coalesce:
            rows = LedgerAccount.objects.filter(kind=kind, budget=models.OuterRef("pk"))
            owed = rows.order_by().values("budget").annotate(sum=-models.Sum("balance"))
            return models.functions.Coalesce(
                models.Subquery(owed.values("sum")), 0, output_field=models.BigIntegerField()
            )

        return self.annotate(
            left=there(LedgerAccount.Kind.BUDGET), reserved=there(LedgerAccount.Kind.RESERVED)
        )


class Budget(models.Model):
    """What a university pays its students' projects from.

    How much is in it is not said here but in the ledger, on its guarded account: the database
    lets nobody give it out twice. `starts_on` and `ends_on` are days where the university is, both
    within: students who accept on them are paid for.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    university = models.ForeignKey(University, models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    currency = models.CharField(_("currency"), max_length=3)
    cap_minor = models.PositiveBigIntegerField(
        null=True, blank=True, help_text=_("The most that one project gets; empty: no limit.")
    )
    student_cap_minor = models.PositiveBigIntegerField(
        null=True,
        blank=True,
        help_text=_("The most that one student gets of it, in all projects; empty: no limit."),
    )
    formats = models.ManyToManyField(
        Format,
        related_name="+",
        blank=True,
        help_text=_("It pays for projects of these; none chosen: of all."),
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = BudgetQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["university", "name"],
                name="budget_has_a_name_of_its_own",
                violation_error_message=_("There is a budget of this name already."),
            ),
            models.CheckConstraint(
                condition=Q(cap_minor=None) | Q(cap_minor__gt=0), name="budget_cap_is_something"
            ),
            models.CheckConstraint(
                condition=Q(student_cap_minor=None) | Q(student_cap_minor__gt=0),
                name="budget_cap_of_a_student_is_something",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="budget_days",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("payments:budget", args=[self.pk])

    @property
    def today(self) -> date:
        """Where the university is."""
        return timezone.localdate(timezone=ZoneInfo(self.university.time_zone))

    @property
    def is_current(self) -> bool:
        """A student who accepts today is paid for."""
        begun = self.starts_on is None or self.starts_on <= self.today
        return begun and (self.ends_on is None or self.today <= self.ends_on)


class TopUpQuerySet(models.QuerySet["TopUp"]):
    def of_staff(self, user: User) -> TopUpQuerySet:
        return self.filter(budget__university__staff__user=user)

    def live(self) -> TopUpQuerySet:
        """A payment page that could still bring money in."""
        return self.filter(rail=TopUp.Rail.STRIPE, status__in=TopUp.LIVE)

    def announced(self) -> TopUpQuerySet:
        """A bank transfer is to arrive in our bank."""
        return self.filter(status=TopUp.Status.ANNOUNCED)

    def for_pages(self) -> TopUpQuerySet:
        return self.select_related("budget__university", "by")


class TopUp(Stateful):
    """One payment into a budget. `amount_minor` was asked for, `came_minor` is what arrived."""

    class Rail(models.TextChoices):
        STRIPE = "stripe", _("Card, wallet or bank debit, on Stripe’s page")
        BANK = "bank", _("Bank transfer to our account")

    class Status(models.TextChoices):
        CREATED = "created", _("Not started")
        OPEN = "open", _("Payment page open")
        PROCESSING = "processing", _("With the bank")
        ANNOUNCED = "announced", _("Waits for your bank transfer")
        SUCCEEDED = "succeeded", _("In the budget")
        FAILED = "failed", _("Not paid")
        EXPIRED = "expired", _("Not paid in time")

    LIVE = (Status.CREATED, Status.OPEN, Status.PROCESSING)

    TRANSITIONS = {
        # An event may arrive before the answer that opened the page (payments.md F12).
        Status.CREATED: {
            Status.OPEN,
            Status.PROCESSING,
            Status.SUCCEEDED,
            Status.FAILED,
            Status.EXPIRED,
        },
        Status.OPEN: {Status.PROCESSING, Status.SUCCEEDED, Status.FAILED, Status.EXPIRED},
        Status.PROCESSING: {Status.SUCCEEDED, Status.FAILED},
        Status.ANNOUNCED: {Status.SUCCEEDED, Status.FAILED},
        # We gave up on a page that did open after all: money that came is written down.
        Status.FAILED: {Status.SUCCEEDED},
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    budget = models.ForeignKey(Budget, models.PROTECT, related_name="top_ups")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    rail = models.CharField(max_length=6, choices=Rail)
    amount_minor = models.PositiveBigIntegerField()
    came_minor = models.PositiveBigIntegerField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.CREATED)
    operation = models.OneToOneField(
        Operation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    paid_at = models.DateTimeField(null=True, blank=True)
    leave_by = models.DateTimeField(
        null=True,
        blank=True,
        help_text=_("What is left of it then goes back: it may be held no longer."),
    )
    checked_at = models.DateTimeField(null=True, blank=True, help_text=_("When Stripe was asked."))
    checkout_url = models.URLField(max_length=2000, blank=True)
    stripe_session_id = models.CharField(max_length=80, unique=True, null=True, blank=True)
    stripe_intent_id = models.CharField(max_length=80, unique=True, null=True, blank=True)
    stripe_charge_id = models.CharField(max_length=80, unique=True, null=True, blank=True)
    stripe_txn_id = models.CharField(max_length=80, unique=True, null=True, blank=True)
    method = models.CharField(max_length=40, blank=True, help_text=_("As on a receipt: Visa 4242."))

    objects = TopUpQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="top_up_has_an_amount"),
            models.CheckConstraint(
                condition=Q(rail="stripe", operation__isnull=False)
                | Q(rail="bank", operation=None, status__in=["announced", "succeeded", "failed"]),
                name="top_up_of_stripe_has_an_operation",
            ),
            models.CheckConstraint(
                condition=Q(status="succeeded", came_minor__gt=0, paid_at__isnull=False)
                | ~Q(status="succeeded") & Q(came_minor=None),
                name="top_up_that_came_has_an_amount",
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=Q(status__in=["created", "open", "processing", "announced"]),
                name="top_up_live",
            ),
            models.Index(
                fields=["leave_by"], condition=Q(status="succeeded"), name="top_up_to_leave"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} for {self.budget}"

    def get_absolute_url(self) -> str:
        return reverse("payments:top_up_done", args=[self.pk])

    @property
    def currency(self) -> str:
        return self.budget.currency

    @property
    def is_looked_at(self) -> bool:
        """It was paid in another currency: a person finds out what becomes of it."""
        return self.status in self.LIVE and bool(self.stripe_charge_id)

    @property
    def reference(self) -> str:
        """What people quote to us, and write into a bank transfer: B-3F2A9C41."""
        return f"B-{self.pk.hex[:8].upper()}"


class BankReceiptQuerySet(models.QuerySet["BankReceipt"]):
    def to_confirm(self) -> BankReceiptQuerySet:
        return self.filter(status=BankReceipt.Status.RECORDED)

    def for_pages(self) -> BankReceiptQuerySet:
        return self.select_related("recorded_by", "decided_by", "top_up__budget__university")


class BankReceipt(Stateful, StoredFile):
    """One person's record that a university's transfer is in our bank, with the bank's paper.

    Nothing is in the budget by our books until a second person has looked at it. `came_on` is a
    day in UTC, `amount_minor` in the budget's currency what our bank says has come.
    """

    class Status(models.TextChoices):
        RECORDED = "recorded", _("Waits for a second person")
        CONFIRMED = "confirmed", _("Confirmed")
        REFUSED = "refused", _("Not so")

    TRANSITIONS = {Status.RECORDED: {Status.CONFIRMED, Status.REFUSED}}

    CONFIRM_WITHIN = timedelta(days=2)

    top_up = models.ForeignKey(TopUp, models.PROTECT, related_name="receipts")
    status = models.CharField(max_length=9, choices=Status, default=Status.RECORDED)
    amount_minor = models.PositiveBigIntegerField()
    reference = models.CharField(_("bank reference"), max_length=80)
    came_on = models.DateField(_("came on"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirm_by = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(_("why not"), max_length=500, blank=True)

    objects = BankReceiptQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["top_up"], condition=~Q(status="refused"), name="top_up_received_once"
            ),
            models.CheckConstraint(
                condition=~Q(status="confirmed") | ~Q(decided_by=F("recorded_by")),
                name="receipt_confirmed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(status="recorded", decided_by=None, decided_at=None)
                | ~Q(status="recorded") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="receipt_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status="refused") | ~Q(why=""), name="refused_receipt_says_why"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="receipt_has_an_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} for {self.top_up}"

    def get_absolute_url(self) -> str:
        return reverse("payments:receive", args=[self.top_up_id])

"""Money that leaves a budget for the university: sent back by us, or taken by a bank."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from marketplace.states import Stateful
from marketplace.uploads import StoredFile
from payments.models.budgets import Budget, TopUp


class BudgetReturnQuerySet(models.QuerySet["BudgetReturn"]):
    def of_staff(self, user: User) -> BudgetReturnQuerySet:
        return self.filter(budget__university__staff__user=user)

    def to_send(self) -> BudgetReturnQuerySet:
        return self.filter(status=BudgetReturn.Status.TO_SEND)

    def for_pages(self) -> BudgetReturnQuerySet:
        return self.select_related("budget__university", "asked_by")


class BudgetReturn(Stateful):
    """What a university gets back of its budget, by bank transfer: out of the budget from the
    moment it is asked for. `amount_minor` in the budget's currency."""

    class Why(models.TextChoices):
        ASKED = "asked", _("The university asked for it")
        LIMIT = "limit", _("It may be held no longer")

    class Status(models.TextChoices):
        TO_SEND = "to_send", _("On its way back")
        RETURNED = "returned", _("Sent back")
        DROPPED = "dropped", _("Kept in the budget after all")

    TRANSITIONS = {Status.TO_SEND: {Status.RETURNED, Status.DROPPED}}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    budget = models.ForeignKey(Budget, models.PROTECT, related_name="returns")
    why = models.CharField(max_length=5, choices=Why)
    amount_minor = models.PositiveBigIntegerField()
    status = models.CharField(max_length=8, choices=Status, default=Status.TO_SEND)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = BudgetReturnQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="return_has_an_amount"),
            models.CheckConstraint(
                condition=Q(why="asked", asked_by__isnull=False) | Q(why="limit", asked_by=None),
                name="return_was_asked_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(status="to_send", ended_at=None)
                | ~Q(status="to_send") & Q(ended_at__isnull=False),
                name="return_ended_when_over",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} from {self.budget}"

    def get_absolute_url(self) -> str:
        """For our staff."""
        return reverse("payments:send_back", args=[self.pk])

    @property
    def reference(self) -> str:
        """What we write into the bank transfer: R-3F2A9C41."""
        return f"R-{self.pk.hex[:8].upper()}"


class ReturnTransferQuerySet(models.QuerySet["ReturnTransfer"]):
    def to_confirm(self) -> ReturnTransferQuerySet:
        return self.filter(status=ReturnTransfer.Status.RECORDED)

    def for_pages(self) -> ReturnTransferQuerySet:
        return self.select_related("recorded_by", "decided_by", "of__budget__university")


class ReturnTransfer(Stateful, StoredFile):
    """One person's record that it was sent, with the bank's paper. By our books it is not until a
    second person has looked at it. `sent_on` is a day in UTC."""

    class Status(models.TextChoices):
        RECORDED = "recorded", _("Waits for a second person")
        CONFIRMED = "confirmed", _("Confirmed")
        REFUSED = "refused", _("Not so")

    TRANSITIONS = {Status.RECORDED: {Status.CONFIRMED, Status.REFUSED}}

    CONFIRM_WITHIN = timedelta(days=2)

    of = models.ForeignKey(BudgetReturn, models.PROTECT, related_name="transfers")
    status = models.CharField(max_length=9, choices=Status, default=Status.RECORDED)
    reference = models.CharField(_("bank reference"), max_length=80)
    sent_on = models.DateField(_("sent on"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirm_by = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(_("why not"), max_length=500, blank=True)

    objects = ReturnTransferQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["of"], condition=~Q(status="refused"), name="sent_back_once"
            ),
            models.CheckConstraint(
                condition=~Q(status="confirmed") | ~Q(decided_by=F("recorded_by")),
                name="sent_back_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(status="recorded", decided_by=None, decided_at=None)
                | ~Q(status="recorded") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="sending_back_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status="refused") | ~Q(why=""), name="not_sent_back_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} for {self.of}"

    def get_absolute_url(self) -> str:
        return reverse("payments:send_back", args=[self.of_id])


class TopUpChargebackQuerySet(models.QuerySet["TopUpChargeback"]):
    def open(self) -> TopUpChargebackQuerySet:
        return self.filter(status=TopUpChargeback.Status.OPEN)

    def for_pages(self) -> TopUpChargebackQuerySet:
        return self.select_related("top_up__budget__university")


class TopUpChargeback(Stateful):
    """A bank takes back what a university has paid into its budget, and somebody decides.

    `apart_minor` was taken out of the budget because of it; what it had spent already, and the
    bank keeps, is our loss: `lost_minor`. Both in the budget's currency. `word`: Stripe's.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Not decided yet")
        WON = "won", _("The money came back to us")
        LOST = "lost", _("The bank has kept it")

    TRANSITIONS = {Status.OPEN: {Status.WON, Status.LOST}}

    top_up = models.ForeignKey(TopUp, models.PROTECT, related_name="chargebacks")
    stripe_dispute_id = models.CharField(max_length=80, unique=True)
    amount_minor = models.PositiveBigIntegerField()
    apart_minor = models.PositiveBigIntegerField(default=0)
    lost_minor = models.BigIntegerField(default=0)
    status = models.CharField(max_length=4, choices=Status, default=Status.OPEN)
    word = models.CharField(max_length=40)
    reason = models.CharField(max_length=60, blank=True)
    opened_at = models.DateTimeField()
    answer_by = models.DateTimeField(
        null=True, blank=True, help_text=_("For the evidence, at Stripe.")
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = TopUpChargebackQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="open", closed_at=None)
                | ~Q(status="open") & Q(closed_at__isnull=False),
                name="top_up_chargeback_closed_when_decided",
            ),
            models.CheckConstraint(
                condition=Q(status="lost") | Q(lost_minor=0), name="top_up_lost_when_decided"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stripe_dispute_id} of {self.top_up.reference}"

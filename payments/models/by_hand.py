"""Payouts that our staff make from the platform's bank: what one says, and another has checked."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.states import Stateful
from marketplace.uploads import StoredFile
from payments.models.payouts import Payout


class BankTransferQuerySet(models.QuerySet["BankTransfer"]):
    def to_confirm(self) -> BankTransferQuerySet:
        return self.filter(status=BankTransfer.Status.RECORDED)

    def for_pages(self) -> BankTransferQuerySet:
        return self.select_related(
            "recorded_by",
            "decided_by",
            "payout__student__user",
            "payout__milestone__offer",
            "payout__milestone__placement__listing__organisation",
        )


class BankTransfer(Stateful, StoredFile):
    """One person's record that a payout was sent, with the bank's paper. Nothing is paid by our
    books until a second person has looked at it. `sent_on` is a day in UTC."""

    class Status(models.TextChoices):
        RECORDED = "recorded", _("Waits for a second person")
        CONFIRMED = "confirmed", _("Confirmed")
        REFUSED = "refused", _("Not so")

    TRANSITIONS = {Status.RECORDED: {Status.CONFIRMED, Status.REFUSED}}

    # A student waits for it.
    CONFIRM_WITHIN = timedelta(days=2)

    payout = models.ForeignKey(Payout, models.PROTECT, related_name="transfers")
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

    objects = BankTransferQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["payout"], condition=~Q(status="refused"), name="transferred_once"
            ),
            models.CheckConstraint(
                condition=~Q(status="confirmed") | ~Q(decided_by=F("recorded_by")),
                name="confirmed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(status="recorded", decided_by=None, decided_at=None)
                | ~Q(status="recorded") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="transfer_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status="refused") | ~Q(why=""), name="refused_transfer_says_why"
            ),
        ]
        indexes = [
            models.Index(
                fields=["confirm_by"],
                condition=Q(status="recorded"),
                name="transfer_to_confirm",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reference} for {self.payout}"

    def get_absolute_url(self) -> str:
        return reverse("payments:transfer", args=[self.payout_id])

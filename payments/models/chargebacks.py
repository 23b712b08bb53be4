"""A payer's bank takes a payment back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.states import Stateful
from payments.models.fundings import Funding


class ChargebackQuerySet(models.QuerySet["Chargeback"]):
    def open(self) -> ChargebackQuerySet:
        return self.filter(status=Chargeback.Status.OPEN)


class Chargeback(Stateful):
    """A card dispute: the bank has taken `amount_minor` of a payment back, and somebody decides.

    Another thing than a `Dispute` between the two sides of a placement. `word` is Stripe's own
    for how it stands.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Not decided yet")
        WON = "won", _("The money came back to us")
        LOST = "lost", _("The money is lost")

    TRANSITIONS = {Status.OPEN: {Status.WON, Status.LOST}}

    funding = models.ForeignKey(Funding, models.PROTECT, related_name="chargebacks")
    stripe_dispute_id = models.CharField(max_length=80, unique=True)
    amount_minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=4, choices=Status, default=Status.OPEN)
    word = models.CharField(max_length=40)
    reason = models.CharField(max_length=60, blank=True)
    opened_at = models.DateTimeField()
    answer_by = models.DateTimeField(
        null=True, blank=True, help_text=_("For the evidence, at Stripe.")
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ChargebackQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="open", closed_at=None)
                | ~Q(status="open") & Q(closed_at__isnull=False),
                name="chargeback_closed_when_decided",
            )
        ]

    def __str__(self) -> str:
        return f"{self.stripe_dispute_id} of {self.funding.reference}"

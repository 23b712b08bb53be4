"""A payer's bank takes a payment back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.states import Stateful
from marketplace.uploads import StoredFile
from payments.models.fundings import Funding
from payments.models.operations import Operation


class ChargebackQuerySet(models.QuerySet["Chargeback"]):
    def open(self) -> ChargebackQuerySet:
        return self.filter(status=Chargeback.Status.OPEN)

    def not_won(self) -> ChargebackQuerySet:
        """The bank has the money, or has kept it."""
        return self.exclude(status=Chargeback.Status.WON)

    def for_pages(self) -> ChargebackQuerySet:
        return self.select_related(
            "sent_by",
            "funding__payer",
            "funding__milestone__offer__made_by",
            "funding__milestone__offer__agreement",
            "funding__milestone__approved_by",
            "funding__organisation",
            "funding__milestone__offer__application__student__user",
            "funding__milestone__offer__application__listing",
            "funding__milestone__placement__student__user",
            "funding__milestone__placement__listing__organisation",
        )


class Chargeback(Stateful):
    """A card dispute: the bank has taken `amount_minor` of a payment back, and somebody decides.

    Another thing than a `Dispute` between the two sides of a placement. `word` is Stripe's own
    for how it stands. `told_at`: when we have learnt of it.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Not decided yet")
        WON = "won", _("The money came back to us")
        LOST = "lost", _("The money is lost")

    TRANSITIONS = {Status.OPEN: {Status.WON, Status.LOST}}

    funding = models.ForeignKey(Funding, models.PROTECT, related_name="chargebacks")
    stripe_dispute_id = models.CharField(max_length=80, unique=True)
    amount_minor = models.PositiveBigIntegerField()
    lost_minor = models.BigIntegerField(
        default=0, help_text=_("What the bank has kept, once it is lost.")
    )
    covered_minor = models.PositiveBigIntegerField(
        default=0, help_text=_("How much of that came out of what was held; the rest is our loss.")
    )
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=4, choices=Status, default=Status.OPEN)
    word = models.CharField(max_length=40)
    reason = models.CharField(max_length=60, blank=True)
    opened_at = models.DateTimeField()
    told_at = models.DateTimeField(default=timezone.now)
    answer_by = models.DateTimeField(
        null=True, blank=True, help_text=_("For the evidence, at Stripe.")
    )
    operation = models.OneToOneField(
        Operation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(null=True, blank=True, help_text=_("The evidence."))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
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
            ),
            models.CheckConstraint(
                condition=Q(covered_minor=0) | Q(status="lost", covered_minor__lte=F("lost_minor")),
                name="chargeback_covers_what_is_lost",
            ),
        ]

        indexes = [
            models.Index(
                fields=["answer_by"], condition=Q(status="open"), name="chargeback_to_answer"
            )
        ]

    def __str__(self) -> str:
        return f"{self.stripe_dispute_id} of {self.funding.reference}"

    def get_absolute_url(self) -> str:
        return reverse("payments:chargeback", args=[self.pk])

    @property
    def may_be_answered(self) -> bool:
        """The bank has not decided, nothing was sent to it yet, and there is time."""
        in_time = self.answer_by is None or self.answer_by > timezone.now()
        return self.status == self.Status.OPEN and self.sent_at is None and in_time


class EvidenceFile(StoredFile):
    """What is sent to the bank as a file, by one operation. `stripe_file_id` is there once Stripe
    has it."""

    class Field(models.TextChoices):
        """The values are Stripe's. Source: https://docs.stripe.com/api/disputes/update"""

        RECEIPT = "receipt", _("Our receipt for the payment")
        SERVICE = "service_documentation", _("What was agreed, and what was done when")
        WRITTEN = "customer_communication", _("What they wrote to each other")
        WORK = "uncategorized_file", _("The work itself, as it was handed in last")

    operation = models.ForeignKey(Operation, models.PROTECT, related_name="evidence_files")
    field = models.CharField(max_length=30, choices=Field)
    stripe_file_id = models.CharField(max_length=80, unique=True, null=True, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["operation", "field"], name="one_file_for_a_field_of_evidence"
            )
        ]

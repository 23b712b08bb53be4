"""Money of a payment whose work was called off, kept for whoever does it instead."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.models import Milestone
from listings.models import Listing
from marketplace.states import Stateful
from payments.models.fundings import Funding
from payments.models.ledger import LedgerAccount


class CreditQuerySet(models.QuerySet["Credit"]):
    def for_employer(self, user: User) -> CreditQuerySet:
        return self.filter(funding__organisation__memberships__user=user)

    def open(self) -> CreditQuerySet:
        """There is money in these."""
        return self.filter(status__in=Credit.OPEN)

    def with_amounts(self) -> CreditQuerySet:
        """`minor`: what is there now, for lists."""
        there = LedgerAccount.objects.filter(
            kind=LedgerAccount.Kind.KEPT, funding=models.OuterRef("funding")
        )
        return self.annotate(minor=-models.Subquery(there.values("balance")[:1]))

    def for_pages(self) -> CreditQuerySet:
        return self.select_related(
            "listing__organisation",
            "funding__payer",
            "funding__organisation",
            "funding__milestone__placement__student__user",
            "funding__milestone__placement__offer__application",
        )


class Credit(Stateful):
    """What is kept of one payment for the next student of its listing.

    How much is not said here but in the ledger, on the guarded account of kind `kept` of this
    payment: the database lets nobody use it twice.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("Waits for the employer to choose")
        KEPT = "kept", _("Kept for the next student")
        CLOSED = "closed", _("Used or paid back")

    OPEN = (Status.ASKED, Status.KEPT)

    TRANSITIONS = {
        Status.ASKED: {Status.KEPT, Status.CLOSED},
        Status.KEPT: {Status.CLOSED},
        # The next student may drop out too.
        Status.CLOSED: {Status.ASKED, Status.KEPT},
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    funding = models.OneToOneField(Funding, models.PROTECT, related_name="credit")
    listing = models.ForeignKey(Listing, models.PROTECT, related_name="+")
    status = models.CharField(max_length=6, choices=Status, default=Status.ASKED)
    made_at = models.DateTimeField(default=timezone.now)
    use_by = models.DateTimeField(help_text=_("Then it goes back to the card it came from."))
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CreditQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["use_by"],
                condition=Q(status__in=["asked", "kept"]),
                name="credit_to_give_back",
            ),
            models.Index(
                fields=["listing"], condition=Q(status__in=["asked", "kept"]), name="credit_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.funding.reference}, kept"

    def get_absolute_url(self) -> str:
        return reverse("payments:credit", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN


class CreditUse(models.Model):
    """What kept money paid for. `amount_minor` in the payment's currency."""

    credit = models.ForeignKey(Credit, models.PROTECT, related_name="uses")
    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="+")
    amount_minor = models.PositiveBigIntegerField()
    used_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["credit", "milestone"], name="credit_used_once_for_a_milestone"
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="credit_use_has_an_amount"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} of {self.credit}"

"""Invoices and credit notes: numbered without gaps, and never changed."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from payments.models.fundings import Funding, Refund


class BillingDetails(models.Model):
    """What an organisation wants on its invoices. Those that exist stay as they are."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="billing")
    name = models.CharField(
        _("name on invoices"),
        max_length=160,
        help_text=_("The legal name, as your accounts department writes it."),
    )
    address = models.TextField(_("address"), max_length=500)
    tax_id = models.CharField(
        _("tax number"),
        max_length=40,
        blank=True,
        help_text=_("Such as a VAT, GST or EIN number, if it has to be on the invoice."),
    )
    reference = models.CharField(
        _("your reference"),
        max_length=80,
        blank=True,
        help_text=_("Such as a cost centre or an order number. It is printed on each invoice."),
    )
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name_plural = _("billing details")

    def __str__(self) -> str:
        return self.name


class PaperCounter(models.Model):
    """The last number given in one series. Locked until the paper that has the next is written,
    so that a number is taken back with its paper and none is left out or given twice.
    """

    series = models.CharField(max_length=20)
    kind = models.CharField(max_length=7)
    last = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "kind"], name="one_counter_per_series")
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.kind}: {self.last}"


class PaperQuerySet(models.QuerySet["Paper"]):
    def for_employer(self, user: User) -> PaperQuerySet:
        return self.filter(funding__organisation__memberships__user=user)

    def visible_to(self, user: User) -> PaperQuerySet:
        """Whoever acts for the buyer, and those who run the site."""
        return self.all() if user.is_platform_staff else self.for_employer(user)


class Paper(models.Model):
    """An invoice for a payment that holds work, or a credit note for what goes back of one.

    `content` is what was true when it was issued: seller, buyer, what it is for, tax. Amounts in
    minor units of `currency`; the tax is within the total. The database refuses any change.
    """

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("Invoice")
        CREDIT = "credit", _("Credit note")

    SIGNS = {Kind.INVOICE: "INV", Kind.CREDIT: "CN"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=7, choices=Kind)
    series = models.CharField(max_length=20, help_text=_("Whose numbers these are."))
    number = models.PositiveBigIntegerField()
    funding = models.ForeignKey(Funding, models.PROTECT, related_name="papers")
    refund = models.OneToOneField(
        Refund, models.PROTECT, null=True, blank=True, related_name="paper"
    )
    currency = models.CharField(max_length=3)
    total_minor = models.PositiveBigIntegerField()
    tax_minor = models.PositiveBigIntegerField(default=0)
    content: models.JSONField[Any, Any] = models.JSONField()
    issued_at = models.DateTimeField(default=timezone.now)

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "kind", "number"], name="paper_numbered_once"
            ),
            models.UniqueConstraint(
                fields=["funding"], condition=Q(kind="invoice"), name="one_invoice_per_payment"
            ),
            models.CheckConstraint(
                condition=Q(kind="invoice", refund=None) | Q(kind="credit", refund__isnull=False),
                name="credit_note_is_of_a_refund",
            ),
            models.CheckConstraint(
                condition=Q(total_minor__gt=0, tax_minor__lt=models.F("total_minor"), number__gt=0),
                name="paper_amounts_make_sense",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("payments:paper", args=[self.pk])

    @property
    def reference(self) -> str:
        """FH-INV-000012: its number, as people quote it."""
        return f"{self.series}-{self.SIGNS[self.Kind(self.kind)]}-{self.number:06d}"

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PayoutRouteQuerySet(models.QuerySet["PayoutRoute"]):
    def to(self, country: str) -> PayoutRouteQuerySet:
        """The way into `country`, if there is one today."""
        return self.today().filter(country=country)

    def today(self) -> PayoutRouteQuerySet:
        """What is true by now: a row may be written before its day."""
        return self.filter(since__lte=timezone.localdate())


class PayoutRoute(models.Model):
    """Where a student's bank may be, and how money gets there: data, because the rules change.

    No row, no route: the student is told before they apply (payments.md 1.6, product.md 5).
    """

    class Rail(models.TextChoices):
        CONNECT = "connect", _("To their Stripe account, by itself")
        MANUAL = "manual", _("Bank transfer by our staff")

    country = models.CharField(max_length=2, unique=True, help_text=_("ISO 3166, upper case."))
    rail = models.CharField(max_length=7, choices=Rail)
    since = models.DateField()
    source = models.URLField(help_text=_("Where the rule was read."))

    objects = PayoutRouteQuerySet.as_manager()

    class Meta:
        ordering = ["country"]

    def __str__(self) -> str:
        return f"{self.country}: {self.get_rail_display()}"

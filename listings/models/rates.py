from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ExchangeRate(models.Model):
    """What a US dollar was worth on a day: only to compare and sort, never to charge.

    Pages show each listing's own currency. The latest row of a currency counts; a trigger on this
    table writes the open listings in that currency anew.
    """

    currency = models.CharField(max_length=3, help_text=_("ISO 4217, upper case."))
    per_usd = models.DecimalField(
        max_digits=16, decimal_places=6, help_text=_("Units of the currency for one US dollar.")
    )
    on_date = models.DateField()

    class Meta:
        ordering = ["currency", "-on_date"]
        constraints = [
            models.UniqueConstraint(fields=["currency", "on_date"], name="one_rate_a_day"),
            models.CheckConstraint(condition=Q(per_usd__gt=0), name="rate_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.on_date}: 1 USD = {self.per_usd} {self.currency}"

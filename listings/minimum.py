"""The least that work may pay."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings

from listings.models import Direction, ExchangeRate
from marketplace import money


def minimum_pay(hours: int, currency: str, direction: str = Direction.PAID) -> int:
    """For `hours` of work, minor units; 0 where there is none, or no rate to know it by."""
    if direction != Direction.PAID:
        return 0
    return money.minimum_pay(hours, currency, per_usd(currency)) or 0


def per_usd(currency: str) -> Decimal | None:
    """Units for a US dollar by the latest rate; asked for only where no amount is set."""
    if currency in settings.MINIMUM_PER_HOUR:
        return None
    rates = ExchangeRate.objects.filter(currency=currency).order_by("-on_date")
    return rates.values_list("per_usd", flat=True).first()

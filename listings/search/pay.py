"""What a student receives, turned into what employers pay, to compare."""

from __future__ import annotations

from bisect import bisect_left
from decimal import Decimal

from marketplace.money import MAX_MINOR, platform_fee, to_minor


def price_for(received: Decimal, currency: str) -> int:
    """The least price, minor units, of which a student receives `received` (major units)."""
    try:
        wanted = to_minor(received, currency)
    except ValueError:
        wanted = to_minor(received.to_integral_value(), currency)
    prices = range(min(wanted, MAX_MINOR), 2 * MAX_MINOR)
    return prices[bisect_left(prices, wanted, key=lambda price: price - platform_fee(price))]

"""What payments of several currencies come to in one: with the rate of the day of each."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from datetime import date
from decimal import Decimal

from babel.numbers import get_territory_currencies

from accounts.models import University
from listings.models import ExchangeRate
from marketplace.currencies import EXPONENTS
from marketplace.money import converted

BASE = "USD"


def currency_of(university: University) -> str:
    """Of its country, today."""
    found = get_territory_currencies(university.country, tender=True)
    return found[0] if found and found[0] in EXPONENTS else BASE


class Rates:
    """Dollars' rates by day; it remembers which were used, and how often there was none."""

    def __init__(self, into: str) -> None:
        self.into = into
        self.days: dict[str, list[date]] = defaultdict(list)
        self.per_usd: dict[str, list[Decimal]] = defaultdict(list)
        for row in ExchangeRate.objects.order_by("currency", "on_date"):
            self.days[row.currency].append(row.on_date)
            self.per_usd[row.currency].append(row.per_usd)
        self.used: set[date] = set()
        self.missing = 0

    def converted(self, minor: int, currency: str, day: date) -> int:
        """Minor units of `into`; nothing where no rate is known, and that is counted."""
        if currency == self.into:
            return minor
        rates = {each: rate for each in (currency, self.into) if (rate := self._on(each, day))}
        worth = converted(minor, currency, self.into, rates)
        self.missing += worth is None
        return worth or 0

    def _on(self, currency: str, day: date) -> Decimal | None:
        """Of the last day that has one until then, or the first one that is known."""
        if currency == BASE:
            return Decimal(1)
        if not self.days[currency]:
            return None
        at = max(bisect_right(self.days[currency], day) - 1, 0)
        self.used.add(self.days[currency][at])
        return self.per_usd[currency][at]

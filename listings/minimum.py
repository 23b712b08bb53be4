"""The least that work may pay."""

from __future__ import annotations

from listings.models import Direction
from marketplace import money


def minimum_pay(hours: int, currency: str, direction: str = Direction.PAID) -> int:
    """For `hours` of work, minor units; 0 where there is none, or no rate to know it by."""
    if direction != Direction.PAID:
        return 0
    return money.minimum_pay(hours, currency) or 0

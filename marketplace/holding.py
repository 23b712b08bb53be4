"""How long money may be held: from the payment until it has left us.

Source: https://docs.stripe.com/connect/manual-payouts (`HOLD_DAYS`, by the platform's country).
"""

from datetime import datetime, timedelta

from django.conf import settings

# An answer and a decision of 5 working days each, over two weekends.
DISPUTE = timedelta(days=14)
# To act in before the last day.
MARGIN = timedelta(days=14)

# So long before the last day what nobody has approved goes back.
FORCED = timedelta(days=3)


def until(paid_at: datetime) -> datetime:
    """UTC. What was paid in then has to be on its way out."""
    return paid_at + timedelta(days=settings.HOLD_DAYS) - FORCED


def after_the_due_day(review_hours: int) -> timedelta:
    """What may pass from the day a part is due until it is decided."""
    return timedelta(hours=review_hours) + DISPUTE


def at_most() -> timedelta:
    """From the payment to the transfer, the margin left out."""
    return timedelta(days=settings.HOLD_DAYS) - MARGIN


def payable_from(due_at: datetime, review_hours: int) -> datetime:
    """UTC. Paid in earlier, it could still be held when Stripe wants it gone: handed in on the last
    day, then reviewed, then disputed."""
    return due_at + after_the_due_day(review_hours) - at_most()


def longest_part(review_hours: int) -> timedelta:
    """Paid in on the day it begins, it is decided while it may still be held."""
    return at_most() - after_the_due_day(review_hours)

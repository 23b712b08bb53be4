"""Several parts paid in one sitting: which of them may be paid in now.

A charge each, one after another, so that each is released or given back by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from applications.models import Milestone, Placement

# An answer and a decision of 5 working days each, over two weekends.
DISPUTE = timedelta(days=14)
# To act in before the last day (payments.md section 1.2).
MARGIN = timedelta(days=14)


def may_be_held() -> timedelta:
    """From the payment to the transfer, the margin left out."""
    return timedelta(days=settings.HOLD_DAYS) - MARGIN


def payable_from(milestone: Milestone) -> datetime:
    """UTC. Paid in earlier, it could still be held when Stripe wants it gone: handed in on the last
    day, then reviewed, then disputed."""
    assert milestone.placement is not None
    review = timedelta(hours=milestone.placement.listing.format.review_hours)
    return milestone.due_at + review + DISPUTE - may_be_held()


def next_part(placement: Placement) -> Milestone | None:
    """The first part that nobody has paid in, if it may be paid in now."""
    return first_of(Milestone.objects.for_pages().filter(placement=placement).order_by("position"))


def first_of(parts: Iterable[Milestone]) -> Milestone | None:
    """The same of all parts of a placement, in their order."""
    for part in parts:
        if part.status == Milestone.Status.AGREED and not part.with_bank:
            return part if payable_from(part) <= timezone.now() else None
    return None

"""Several parts paid in one sitting: which of them may be paid in now.

A charge each, one after another, so that each is released or given back by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from applications.models import Milestone, Placement
from marketplace import holding


def payable_from(milestone: Milestone) -> datetime:
    """UTC."""
    assert milestone.placement is not None
    hours = milestone.placement.listing.format.review_hours
    return holding.payable_from(milestone.due_at, hours)


def next_part(placement: Placement) -> Milestone | None:
    """The first part that nobody has paid in, if it may be paid in now."""
    return first_of(Milestone.objects.for_pages().filter(placement=placement).order_by("position"))


def first_of(parts: Iterable[Milestone]) -> Milestone | None:
    """The same of all parts of a placement, in their order."""
    for part in parts:
        if part.status == Milestone.Status.AGREED and not part.with_bank:
            return part if payable_from(part) <= timezone.now() else None
    return None

"""From when a part may be paid in, until when it has to be, and to which day it may be moved."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from applications.models import Milestone, Placement
from listings.models import Format
from marketplace import holding


def pay_in_by(due_at: datetime, kind: Format) -> datetime:
    """UTC. The clock begins when the payment is possible: `due_at` may be too far away for now."""
    from_then = max(timezone.now(), holding.payable_from(due_at, kind.review_hours))
    return from_then + timedelta(hours=kind.funding_hours)


def day_moved(milestone: Milestone) -> None:
    """Not paid in yet, and due later now: the employer has longer where we take the money later.

    The caller holds the milestone.
    """
    placement = milestone.placement
    assert placement is not None
    by = pay_in_by(milestone.due_at, placement.listing.format)
    rows = Placement.objects.filter(status=Placement.Status.ACCEPTED, fund_by__lt=by)
    if milestone.position == 1:
        rows.filter(pk=placement.pk).update(fund_by=by)
    Milestone.objects.filter(pk=milestone.pk, fund_by__lt=by).update(fund_by=by)


def last_day(milestone: Milestone, *, disputed: bool = False) -> date | None:
    """To which it may be moved while its money is held; None if it is not.

    It is still reviewed after that day, and decided where it was not `disputed` already.
    """
    if milestone.funded_at is None:
        return None
    assert milestone.placement is not None
    hours = milestone.placement.listing.format.review_hours
    after = timedelta(hours=hours) if disputed else holding.after_the_due_day(hours)
    moment = holding.until(milestone.funded_at) - after
    return timezone.localdate(moment, ZoneInfo(milestone.zone)) - timedelta(days=1)

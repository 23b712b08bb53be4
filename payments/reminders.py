"""What we write to an employer who has to pay in, or to answer work, while there is time."""

from datetime import datetime, timedelta
from typing import Any

from applications.models import Milestone, Placement
from notifications import outbox
from payments import actions, emails
from payments.models import Credit


def pay_in_first(placement: Placement, before: timedelta) -> None:
    first = placement.milestones.select_related("offer__application").first()
    assert first is not None
    first.placement = placement
    _pay_in(first, placement.fund_by, before)


def pay_in(milestone: Milestone, before: timedelta) -> None:
    """For a later part."""
    assert milestone.fund_by is not None
    _pay_in(milestone, milestone.fund_by, before)


def _pay_in(milestone: Milestone, due: datetime, before: timedelta) -> None:
    # A debit that the bank works on needs nothing from anybody.
    if not milestone.with_bank:
        _post("remind_pay_in", milestone, due, before)


def review(milestone: Milestone, before: timedelta) -> None:
    assert milestone.review_by is not None
    _post("remind_review", milestone, milestone.review_by, before)


def use_kept(credit: Credit, before: timedelta) -> None:
    emails.kept_reminder(credit, actions.kept(credit))


def _post(template: str, milestone: Milestone, due: datetime, before: timedelta) -> None:
    placement = milestone.placement
    assert placement is not None
    to = placement.listing.created_by
    hours = f"{before.total_seconds() / 3600:g}h"
    context: dict[str, Any] = {
        "reader": to,
        "milestone": milestone,
        "placement": placement,
        "listing": placement.listing,
        "student": placement.student,
        "due": due,
    }
    key = f"{template}:{milestone.pk}:{due:%Y%m%d%H%M%S%f}:{hours}"
    outbox.post(key, to.email, f"payments/{template}", **context)

"""Work that is long late while nobody says anything: both are told before it ends, and when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from accounts.models import User
from applications.models import Milestone
from applications.teams import users_of
from listings.people import of_employer
from notifications import outbox


def remind(milestone: Milestone, before: timedelta) -> None:
    """To both: what happens by itself, and when."""
    days = before // timedelta(days=1)
    moment = f"{milestone.work_by:%Y%m%d%H%M%S%f}"
    _both(f"remind-silence:{milestone.pk}:{moment}:{days}d", "remind_silence", milestone)


def ended(milestone: Milestone) -> None:
    """Of the money the payer hears from `payments`."""
    _both(f"ended-in-silence:{milestone.pk}", "ended_in_silence", milestone)


def _both(key: str, template: str, milestone: Milestone) -> None:
    application = milestone.offer.application
    for end, to in users_of(application):
        _post(f"{key}:student{end}", to, template, milestone)
    for end, to in of_employer(application.listing):
        _post(f"{key}:employer{end}", to, template, milestone)


def _post(key: str, to: User, template: str, milestone: Milestone, **context: Any) -> None:
    placement = milestone.placement
    assert placement is not None
    outbox.post(
        key,
        to,
        f"applications/{template}",
        student_side=to.kind == User.Kind.STUDENT,
        milestone=milestone,
        placement=placement,
        listing=placement.listing,
        who=placement.who,
        organisation=placement.listing.organisation,
        due=milestone.work_by,
        ends=milestone.silent_at,
        changes=milestone.status == Milestone.Status.CHANGES,
        **context,
    )

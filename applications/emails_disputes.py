"""One function per event of a dispute. Both sides hear of each; our staff of what is theirs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.models import User
from applications.models import Dispute, Milestone
from notifications import outbox


def opened(dispute: Dispute) -> None:
    opening = dispute.statements.get()
    _both(f"dispute-opened:{dispute.pk}", "dispute_opened", dispute, opening=opening)


def answered(dispute: Dispute) -> None:
    """Both have said what they have to: our staff decide by a day."""
    _both(f"dispute-answered:{dispute.pk}", "dispute_answered", dispute)


def taken_back(dispute: Dispute) -> None:
    _both(f"dispute-taken-back:{dispute.pk}", "dispute_taken_back", dispute)


def decided(dispute: Dispute, following: Milestone | None) -> None:
    """`following`: the part that is to be paid in next, with its clock."""
    key = f"dispute-decided:{dispute.pk}"
    _both(key, "dispute_decided", dispute, following=following)


def remind_to_answer(dispute: Dispute, hours: str) -> None:
    student, employer = people(dispute)
    to = student if dispute.other_side == Dispute.Side.STUDENT else employer
    key = f"remind-dispute:{dispute.pk}:{hours}"
    _post(key, to, "remind_dispute", dispute, due=dispute.answer_by)


def remind_to_decide(dispute: Dispute, hours: str, *, late: bool) -> None:
    """To each of our staff."""
    for user in User.objects.filter(kind=User.Kind.PLATFORM, is_staff=True, is_active=True):
        key = f"remind-decide-dispute:{dispute.pk}:{hours}:{user.pk}"
        _post(key, user, "remind_decision", dispute, due=dispute.decide_by, late=late)


def people(dispute: Dispute) -> tuple[User, User]:
    """The student; whoever posted the listing."""
    application = dispute.milestone.offer.application
    return application.student.user, application.listing.created_by


def _both(key: str, template: str, dispute: Dispute, **context: Any) -> None:
    student, employer = people(dispute)
    for side, to in (("student", student), ("employer", employer)):
        _post(f"{key}:{side}", to, template, dispute, side=side, **context)


def _post(
    key: str,
    to: User,
    template: str,
    dispute: Dispute,
    due: datetime | None = None,
    **context: Any,
) -> None:
    milestone = dispute.milestone
    application = milestone.offer.application
    outbox.post(
        key,
        to.email,
        f"applications/{template}",
        reader=to,
        dispute=dispute,
        milestone=milestone,
        listing=application.listing,
        student=application.student,
        who=application.called,
        organisation=application.listing.organisation,
        due=due,
        **context,
    )

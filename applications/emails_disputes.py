"""One function per event of a dispute. Both sides hear of each; our staff of what is theirs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.models import User
from applications import moments
from applications.models import Dispute, Milestone
from applications.sharing import received
from applications.teams import users_of
from listings.people import of_employer
from notifications import outbox
from notifications.calendars import Date, done


def opened(dispute: Dispute) -> None:
    opening = dispute.statements.get()
    key, date = f"dispute-opened:{dispute.pk}", moments.answer_dispute(dispute)
    _both(key, "dispute_opened", dispute, date, opening=opening)


def answered(dispute: Dispute) -> None:
    """Both have said what they have to: our staff decide by a day."""
    date = done(moments.answer_dispute(dispute))
    _both(f"dispute-answered:{dispute.pk}", "dispute_answered", dispute, date)


def taken_back(dispute: Dispute) -> None:
    date = done(moments.answer_dispute(dispute))
    _both(f"dispute-taken-back:{dispute.pk}", "dispute_taken_back", dispute, date)


def decided(dispute: Dispute, following: Milestone | None) -> None:
    """`following`: the part that is to be paid in next, with its clock."""
    key = f"dispute-decided:{dispute.pk}"
    date = done(moments.answer_dispute(dispute))
    _both(key, "dispute_decided", dispute, date, following=following)


def remind_to_answer(dispute: Dispute, hours: str) -> None:
    key = f"remind-dispute:{dispute.pk}:{hours}"
    for end, to in _people(dispute, dispute.other_side):
        _post(f"{key}{end}", to, "remind_dispute", dispute, due=dispute.answer_by)


def remind_to_decide(dispute: Dispute, hours: str, *, late: bool) -> None:
    """To each of our staff."""
    for user in User.objects.filter(kind=User.Kind.PLATFORM, is_staff=True, is_active=True):
        key = f"remind-decide-dispute:{dispute.pk}:{hours}:{user.pk}"
        _post(key, user, "remind_decision", dispute, due=dispute.decide_by, late=late)


def _people(dispute: Dispute, side: str) -> list[tuple[str, User]]:
    """The student or everybody of the team; the employer's side. Each with an end for the
    key of their mail.
    """
    application = dispute.milestone.offer.application
    if side == Dispute.Side.STUDENT:
        return users_of(application)
    return of_employer(application.listing)


def _both(key: str, template: str, dispute: Dispute, date: Date | None, **context: Any) -> None:
    """`date`: of the side that has to answer."""
    for side in Dispute.Side:
        theirs = date if side == dispute.other_side else None
        for end, to in _people(dispute, side):
            about = {"side": side, **received(dispute.milestone, to), **context}
            _post(f"{key}:{side}{end}", to, template, dispute, date=theirs, **about)


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
        to,
        f"applications/{template}",
        dispute=dispute,
        milestone=milestone,
        listing=application.listing,
        student=application.student,
        who=application.called,
        organisation=application.listing.organisation,
        due=due,
        **context,
    )

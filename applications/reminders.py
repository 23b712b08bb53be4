"""What we write to whoever has to act, while there is time and when it is up."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from applications import emails
from applications.actions.agreeing import missing
from applications.models import Application, Milestone, Offer, TeamMember
from notifications import outbox

NOW = timedelta()


def decide(application: Application, before: timedelta) -> None:
    """To whoever posted the listing: how many applications wait for an answer until then."""
    listing, due = application.listing, application.decide_by
    same = Application.objects.undecided().filter(listing=listing, decide_by=due)
    _post(
        f"remind-decide:{listing.pk}:{_at(due)}:{_hours(before)}",
        listing.created_by,
        "remind_decide",
        application,
        n=same.count(),
        due=due,
    )


def answer_offer(offer: Offer, before: timedelta) -> None:
    key = f"remind-offer:{offer.pk}:{_at(offer.expires_at)}:{_hours(before)}"
    _post(key, offer.application.student.user, "remind_offer", offer.application, offer=offer)
    for member in missing(offer):
        if member.student and not member.is_first:
            to = member.student.user
            _post(f"{key}:{member.pk}", to, "remind_offer", offer.application, offer=offer)


def answer_team(member: TeamMember, before: timedelta) -> None:
    emails.team_asked(member, f"{_at(member.answer_by)}:{_hours(before)}")


def hand_in(milestone: Milestone, before: timedelta) -> None:
    """To the student while there is time; to both when there is none left."""
    key = f"remind-work:{milestone.pk}:{_at(milestone.work_by)}:{_hours(before)}"
    application = milestone.offer.application
    about = {"milestone": milestone, "placement": milestone.placement, "due": milestone.work_by}
    student, employer = application.student.user, application.listing.created_by
    if before > NOW:
        _post(key, student, "remind_work", application, **about)
        return
    _post(f"{key}:student", student, "overdue_student", application, **about)
    _post(f"{key}:employer", employer, "overdue_employer", application, **about)


def nudge(milestone: Milestone) -> bool:
    """From the employer to the student: it is late. False if that was said less than a day ago."""
    days = (timezone.now() - milestone.due_at).days
    key = f"nudge:{milestone.pk}:{_at(milestone.due_at)}:{days}"
    if outbox.posted(key):
        return False
    application = milestone.offer.application
    about = {"milestone": milestone, "placement": milestone.placement, "due": milestone.due_at}
    _post(key, application.student.user, "nudged", application, **about)
    return True


def _at(due: datetime | None) -> str:
    assert due is not None
    return f"{due:%Y%m%d%H%M%S%f}"


def _hours(before: timedelta) -> str:
    return f"{before.total_seconds() / 3600:g}h"


def _post(key: str, to: User, template: str, application: Application, **context: Any) -> None:
    outbox.post(
        key,
        to.email,
        f"applications/{template}",
        reader=to,
        application=application,
        listing=application.listing,
        student=application.student,
        organisation=application.listing.organisation,
        **context,
    )

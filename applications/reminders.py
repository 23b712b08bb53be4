"""What we write to whoever has to act, while there is time and when it is up."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from accounts.models import User
from applications import emails, moments
from applications.actions.agreeing import missing
from applications.models import Application, Milestone, Offer, TeamMember
from applications.sharing import received
from applications.teams import users_of
from listings.models import Listing
from listings.people import of_employer
from notifications import outbox

NOW = timedelta()


def decide(application: Application, before: timedelta) -> None:
    """To the employer's side: how many applications wait for an answer until then."""
    listing, due = application.listing, application.decide_by
    same = Application.objects.undecided().filter(listing=listing, decide_by=due)
    key, n = f"remind-decide:{listing.pk}:{_at(due)}:{_hours(before)}", same.count()
    for end, to in of_employer(listing):
        _post(f"{key}{end}", to, "remind_decide", application, n=n, due=due)


def answer_offer(offer: Offer, before: timedelta) -> None:
    key = f"remind-offer:{offer.pk}:{_at(offer.expires_at)}:{_hours(before)}"
    waited_for = missing(offer)
    for end, to in users_of(offer.application):
        if not waited_for or any(each.student and each.student.user == to for each in waited_for):
            own = received(offer, to)
            about = {"offer": offer, "date": moments.answer(offer), **own}
            _post(f"{key}{end}", to, "remind_offer", offer.application, **about)


def answer_team(member: TeamMember, before: timedelta) -> None:
    emails.team_asked(member, f"{_at(member.answer_by)}:{_hours(before)}")


def may_still_join(member: TeamMember) -> bool:
    """By the day that the reminder names: a deadline that was moved is reminded of in its time."""
    rows = TeamMember.objects.waiting().filter(pk=member.pk)
    return rows.exclude(answer_by__lt=F("application__listing__apply_by")).exists()


def may_be_sent_now(member: TeamMember) -> bool:
    """All have joined (while somebody has not, they are the ones to be reminded), and the listing
    takes applications until the day that the reminder names.
    """
    listings = Listing.objects.open().filter(pk=member.application.listing_id)
    if not listings.filter(apply_by__lte=member.send_by).exists():
        return False
    team = member.application.members.select_related("application")
    joined = TeamMember.Status.CONFIRMED
    return all(each.status == joined and not each.is_to_be_asked_again for each in team)


def send_for_team(member: TeamMember, before: timedelta) -> None:
    """To who applies, once for all of them."""
    assert member.send_by is not None
    emails.team_to_send(member, f"{_at(member.send_by)}:{_hours(before)}")


def hand_in(milestone: Milestone, before: timedelta) -> None:
    """To the student, or all of the team, while there is time; to both sides when none is left."""
    key = f"remind-work:{milestone.pk}:{_at(milestone.work_by)}:{_hours(before)}"
    application = milestone.offer.application
    about = {"milestone": milestone, "placement": milestone.placement, "due": milestone.work_by}
    if before > NOW:
        _students(key, "remind_work", application, date=moments.hand_in(milestone), **about)
        return
    _students(f"{key}:student", "overdue_student", application, **about)
    for end, to in of_employer(application.listing):
        _post(f"{key}:employer{end}", to, "overdue_employer", application, **about)


def nudge(milestone: Milestone) -> bool:
    """From the employer to the student: it is late. False if that was said less than a day ago."""
    days = (timezone.now() - milestone.due_at).days
    key = f"nudge:{milestone.pk}:{_at(milestone.due_at)}:{days}"
    if outbox.posted(key):
        return False
    application = milestone.offer.application
    about = {"milestone": milestone, "placement": milestone.placement, "due": milestone.due_at}
    _students(key, "nudged", application, **about)
    return True


def _at(due: datetime | None) -> str:
    assert due is not None
    return f"{due:%Y%m%d%H%M%S%f}"


def _hours(before: timedelta) -> str:
    return f"{before.total_seconds() / 3600:g}h"


def _students(key: str, template: str, application: Application, **context: Any) -> None:
    for end, to in users_of(application):
        _post(f"{key}{end}", to, template, application, **context)


def _post(key: str, to: User, template: str, application: Application, **context: Any) -> None:
    outbox.post(
        key,
        to,
        f"applications/{template}",
        application=application,
        listing=application.listing,
        student=application.student,
        who=application.called,
        organisation=application.listing.organisation,
        **context,
    )

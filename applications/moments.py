"""One date each of what waits: in the calendar of whoever it waits for, and beside a mail."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Milestone, Offer, Placement, TeamMember
from notifications.calendars import Date


def answer(offer: Offer) -> Date:
    title = _("Answer the offer: %(title)s") % {"title": offer.application.listing.title}
    path = offer.get_absolute_url()
    return Date(f"offer-{offer.pk}", offer.expires_at, title, path, offer.made_at)


def join(member: TeamMember) -> Date:
    title = _("Join the team, or say no: %(title)s") % {"title": member.application.listing.title}
    path = member.get_absolute_url()
    return Date(f"team-{member.pk}", member.answer_by, title, path, member.asked_at)


def send(member: TeamMember) -> Date:
    """Of who has joined, for who applies: once for the team."""
    application, due = member.application, member.send_by
    assert due is not None
    assert member.answered_at is not None
    title = _("Send the application of your team: %(title)s") % {"title": application.listing.title}
    path = reverse("applications:team", args=[application.listing.slug])
    return Date(f"team-send-{application.pk}", due, title, path, member.answered_at)


def hand_in(part: Milestone) -> Date:
    """Once for what was agreed, and once for each round of changes: each only moves to later."""
    assert part.placement is not None
    title = _("Hand in “%(part)s”") % {"part": part.title}
    uid = f"work-{part.pk}-{part.changes_asked}"
    return at_work(uid, part.due_at, title, part.placement, part.offer.made_at)


def review(part: Milestone) -> Date:
    """Once for each time that it is handed in."""
    assert part.placement is not None
    assert part.review_by is not None
    title = _("Look at the work: %(part)s") % {"part": part.title}
    uid = f"review-{part.pk}-{part.changes_asked}"
    return at_work(uid, part.review_by, title, part.placement, part.offer.made_at)


def pay_in(part: Milestone) -> Date:
    assert part.placement is not None
    assert part.pay_in_by is not None
    title = _("Pay in for “%(part)s”") % {"part": part.title}
    return at_work(f"pay-in-{part.pk}", part.pay_in_by, title, part.placement, part.offer.made_at)


def at_work(uid: str, due: datetime, title: str, placement: Placement, since: datetime) -> Date:
    return Date(uid, due, title, placement.get_absolute_url(), since, placement.listing.title)

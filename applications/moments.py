"""One date each of what waits: in the calendar of whoever it waits for, and beside a mail."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Dispute, Milestone, Offer, Placement, TeamMember
from notifications.calendars import Date


def answer(offer: Offer) -> Date:
    title = _("Answer the offer: %(title)s") % {"title": offer.application.listing.title}
    path = offer.get_absolute_url()
    return Date(f"offer-{offer.pk}", offer.expires_at, title, path)


def board(pk: int, slug: str, title: str, due: datetime) -> Date:
    """Of a listing, the first answer that is due."""
    words = _("Answer who applied for “%(title)s”") % {"title": title}
    return Date(f"board-{pk}", due, words, reverse("applications:inbox", args=[slug]))


def join(member: TeamMember) -> Date:
    title = _("Join the team, or say no: %(title)s") % {"title": member.application.listing.title}
    path = member.get_absolute_url()
    return Date(f"team-{member.pk}", member.answer_by, title, path)


def send(member: TeamMember) -> Date:
    """Of who has joined, for who applies: once for the team."""
    application, due = member.application, member.send_by
    assert due is not None
    assert member.answered_at is not None
    title = _("Send the application of your team: %(title)s") % {"title": application.listing.title}
    path = reverse("applications:team", args=[application.listing.slug])
    return Date(f"team-send-{application.pk}", due, title, path)


def hand_in(part: Milestone) -> Date:
    """One for what was agreed and all rounds of changes; within each it only moves to later."""
    assert part.placement is not None
    title = _("Hand in “%(part)s”") % {"part": part.title}
    return at_work(f"work-{part.pk}", part.due_at, title, part.placement, part.changes_asked)


def review(part: Milestone) -> Date:
    """One for all times that it is handed in."""
    assert part.placement is not None
    assert part.review_by is not None
    title = _("Look at the work: %(part)s") % {"part": part.title}
    return at_work(f"review-{part.pk}", part.review_by, title, part.placement, part.changes_asked)


def pay_in(part: Milestone) -> Date:
    """Also of a first part that is not to be paid in any more."""
    assert part.placement is not None
    due = part.pay_in_by or part.placement.fund_by
    assert due is not None
    title = _("Pay in for “%(part)s”") % {"part": part.title}
    return at_work(f"pay-in-{part.pk}", due, title, part.placement)


def answer_dispute(dispute: Dispute) -> Date:
    title = _("Answer the dispute about “%(part)s”") % {"part": dispute.milestone.title}
    return Date(f"dispute-{dispute.pk}", dispute.answer_by, title, dispute.get_absolute_url())


def at_work(uid: str, due: datetime, title: str, placement: Placement, again: int = 0) -> Date:
    path, about = placement.get_absolute_url(), placement.listing.title
    return Date(uid, due, title, path, about, again)

"""Rows for dashboards: what it is, whose turn, by when. For `applications/_rows.html`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from applications import threads, turns
from applications.models import Application, Offer, Placement, TeamMember

# On a dashboard; the rest stands on the page of all messages.
MOST_THREADS = 5


@dataclass(frozen=True)
class Row:
    """`title` links to `url`; `by` is the other side.

    `mine`: it is the reader's turn, and `url` is where they take it, `more_url` the whole.
    """

    title: str
    url: str
    by: str
    text: str
    due: date | None = None
    mine: bool = False
    state: str = ""
    tone: str = "plain"
    action: str = ""
    more_url: str = ""


def of_offer(offer: Offer) -> Row:
    """As its student sees it."""
    return Row(
        title=offer.application.listing.title,
        url=offer.get_absolute_url(),
        by=str(offer.application.listing.organisation),
        text=_("Answer the offer"),
        due=offer.expires_at,
        mine=True,
        action=_("Read the offer"),
    )


def of_ask(member: TeamMember) -> Row:
    """A team that the reader is asked into."""
    return Row(
        title=member.application.listing.title,
        url=member.get_absolute_url(),
        by=str(member.application.student),
        text=_("Join the team, or say no"),
        due=member.application.listing.apply_by,
        mine=True,
        action=_("Read it"),
    )


def of_joined(application: Application) -> Row:
    """A team that the reader has joined, which somebody else sends."""
    first = str(application.student)
    return Row(
        title=application.listing.title,
        url=application.get_absolute_url(),
        by=first,
        text=_("%(name)s sends the team's application") % {"name": first},
        due=application.listing.apply_by,
        state=_("Joined"),
    )


def of_board(board: dict[str, Any]) -> Row:
    """A listing with undecided ones, as its employer sees it."""
    return Row(
        title=board["listing__title"],
        url=reverse("applications:inbox", args=[board["listing__slug"]]),
        by="",
        text=turns.of_board(board["n"], board["first"]).heading,
        due=board["first"],
        mine=True,
        action=_("Read them"),
    )


def of_questions(asked: dict[str, Any]) -> Row:
    """A listing whose students wait for an answer, as its employer sees it."""
    return Row(
        title=asked["listing__title"],
        url=reverse("listings:questions", args=[asked["listing__slug"]]),
        by="",
        text=ngettext("Answer %(n)d question", "Answer %(n)d questions", asked["n"])
        % {"n": asked["n"]},
        due=asked["first"],
        mine=True,
        action=_("Answer"),
    )


def of_threads(user: User) -> list[Row]:
    """What was written to them and not read. No query for who has read everything."""
    if not user.unread_threads:
        return []
    readers = threads.whole(threads.of(user).filter(unread__gt=0)[:MOST_THREADS])
    return [
        Row(
            title=row.title,
            url=reverse("applications:messages", args=[row.application.pk]),
            by=row.about,
            text=row.excerpt,
            state=ngettext("%(n)d new", "%(n)d new", row.unread) % {"n": row.unread},
            tone="due",
        )
        for row in threads.rows(readers, user)
    ]


def of_placement(placement: Placement, side: str) -> Row:
    """With whose turn it is while it goes on, with how it ended when it is over."""
    turn = turns.of_placement(placement, side)
    return _at_work(placement, turn, side) if turn else _ended(placement, side)


def _at_work(placement: Placement, turn: turns.Turn, side: str) -> Row:
    # A row leads to a page: what is a button there, or nobody's turn here, is reached through it.
    pages = [each for each in turn.actions if not turn.waiting and "method" not in each]
    first = pages[0] if pages else {}
    return Row(
        title=placement.listing.title,
        url=first.get("url") or placement.get_absolute_url(),
        by=_other(placement, side),
        text=turn.heading,
        due=turn.due,
        mine=not turn.waiting,
        state=str(Placement.Status(placement.status).label),
        action=first.get("label", "" if turn.waiting else _("Open")),
        more_url=placement.get_absolute_url(),
    )


def _ended(placement: Placement, side: str) -> Row:
    return Row(
        title=placement.listing.title,
        url=placement.get_absolute_url(),
        by=_other(placement, side),
        text="",
        state=str(Placement.Status(placement.status).label),
        tone="ok" if placement.status == Placement.Status.COMPLETED else "plain",
    )


def of_application(application: Application) -> Row:
    """As its student sees it: undecided, not sent yet, or over."""
    if application.status == Application.Status.DRAFT:
        return _draft(application)
    waits = application.is_undecided
    return Row(
        title=application.listing.title,
        url=application.get_absolute_url(),
        by=str(application.listing.organisation),
        text=_("They answer") if waits else "",
        due=application.decide_by if waits else None,
        state=str(Application.Status(application.status).label),
        tone="ok" if application.status == Application.Status.SHORTLISTED else "plain",
    )


def _draft(application: Application) -> Row:
    open_now = application.listing.takes_applications
    return Row(
        title=application.listing.title,
        url=reverse("applications:apply", args=[application.listing.slug]),
        by=str(application.listing.organisation),
        text=_("Apply") if open_now else _("It no longer takes applications"),
        due=application.listing.apply_by if open_now else None,
        state=str(Application.Status(application.status).label),
    )


def _other(placement: Placement, side: str) -> str:
    """The other side's name."""
    return str(placement.listing.organisation if side == turns.STUDENT else placement.who)

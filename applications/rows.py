"""Rows for dashboards: what it is, whose turn, by when. For `applications/_row.html`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from applications import threads, turns
from applications.models import Application, Offer, Placement, TeamMember
from applications.models.application import ApplicationQuerySet
from listings.models import QuestionQuerySet

# On a dashboard; the rest stands on the page of all messages.
MOST_THREADS = 5
ENDED = {Placement.Status.COMPLETED, Placement.Status.CANCELLED}


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


def of_offers(offers: Iterable[Offer], side: str) -> list[Row]:
    return [
        Row(
            title=offer.application.listing.title,
            url=offer.get_absolute_url(),
            by=_other(offer.application, side),
            text=_("Answer the offer") if side == turns.STUDENT else _("Waits for an answer"),
            due=offer.expires_at,
            mine=side == turns.STUDENT,
            action=_("Read the offer"),
        )
        for offer in offers
    ]


def of_asks(members: Iterable[TeamMember]) -> list[Row]:
    """Teams that the reader is asked into."""
    return [
        Row(
            title=member.application.listing.title,
            url=member.get_absolute_url(),
            by=str(member.application.student),
            text=_("Join the team, or say no"),
            due=member.application.listing.apply_by,
            mine=True,
            action=_("Read it"),
        )
        for member in members
    ]


def of_placements(placements: Iterable[Placement], side: str) -> list[Row]:
    """Those that are not over, the earliest deadline first."""
    rows = [
        _at_work(placement, turn, side)
        for placement in placements
        if (turn := turns.of_placement(placement, side))
    ]
    return by_deadline(rows)


def by_deadline(rows: Iterable[Row]) -> list[Row]:
    """The earliest first; what has no deadline last."""
    return sorted(rows, key=lambda row: (row.due is None, _day(row.due)))


def of_boards(applications: ApplicationQuerySet) -> list[Row]:
    """A row for each listing with undecided ones, as its employer sees it."""
    boards = applications.values("listing__slug", "listing__title")
    return [
        Row(
            title=board["listing__title"],
            url=reverse("applications:inbox", args=[board["listing__slug"]]),
            by="",
            text=turns.of_board(board["waiting"], board["first"]).heading,
            due=board["first"],
            mine=True,
            action=_("Read them"),
        )
        for board in boards.annotate(waiting=Count("pk", distinct=True), first=Min("decide_by"))
    ]


def of_questions(questions: QuestionQuerySet) -> list[Row]:
    """A row for each listing whose students wait for an answer, as its employer sees it."""
    listings = questions.order_by().values("listing__slug", "listing__title")
    return [
        Row(
            title=each["listing__title"],
            url=reverse("listings:questions", args=[each["listing__slug"]]),
            by="",
            text=ngettext("Answer %(n)d question", "Answer %(n)d questions", each["n"])
            % {"n": each["n"]},
            due=each["first"],
            mine=True,
            action=_("Answer"),
        )
        for each in listings.annotate(n=Count("pk", distinct=True), first=Min("answer_by"))
    ]


def of_threads(user: User) -> list[Row]:
    """What was written to them and not read. No query for who has read everything."""
    if not user.unread_threads:
        return []
    readers = threads.of(user).filter(unread__gt=0)[:MOST_THREADS]
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


def _day(due: date | None) -> str:
    return due.isoformat() if due else ""


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
        state=placement.get_status_display(),
        action=first.get("label", "" if turn.waiting else _("Open")),
        more_url=placement.get_absolute_url(),
    )


def your_turn(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row.mine]


def not_your_turn(rows: list[Row]) -> list[Row]:
    return [row for row in rows if not row.mine]


def of_applications(applications: Iterable[Application]) -> list[Row]:
    """Undecided ones, as their student sees them."""
    return [
        Row(
            title=application.listing.title,
            url=application.get_absolute_url(),
            by=str(application.listing.organisation),
            text=_("They answer"),
            due=application.decide_by,
            state=application.get_status_display(),
            tone="ok" if application.status == Application.Status.SHORTLISTED else "plain",
        )
        for application in applications
    ]


def of_drafts(applications: Iterable[Application]) -> list[Row]:
    return [
        Row(
            title=application.listing.title,
            url=reverse("applications:apply", args=[application.listing.slug]),
            by=str(application.listing.organisation),
            text=_("Apply")
            if application.listing.takes_applications
            else _("It no longer takes applications"),
            due=application.listing.apply_by if application.listing.takes_applications else None,
            state=application.get_status_display(),
        )
        for application in applications
    ]


def of_finished(placements: Iterable[Placement]) -> list[Row]:
    return [
        Row(
            title=placement.listing.title,
            url=placement.get_absolute_url(),
            by=str(placement.listing.organisation),
            text="",
            state=placement.get_status_display(),
            tone="ok" if placement.status == Placement.Status.COMPLETED else "plain",
        )
        for placement in placements
        if placement.status in ENDED
    ]


def of_closed(applications: Iterable[Application]) -> list[Row]:
    return [
        Row(
            title=application.listing.title,
            url=application.get_absolute_url(),
            by=str(application.listing.organisation),
            text="",
            state=application.get_status_display(),
        )
        for application in applications
    ]


def _other(about: Application | Placement, side: str) -> str:
    """The other side's name."""
    return str(about.listing.organisation if side == turns.STUDENT else about.student)

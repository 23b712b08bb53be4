"""What lies on a student's and on an employer's desk: every row in keys, read when it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Count, Min
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import User
from applications import rows, whose
from applications.models import Application, Offer, Placement, TeamMember
from applications.rows import Row
from applications.sections import (
    Drawers,
    Key,
    Pile,
    Section,
    earliest_first,
    laid_out,
    latest_first,
)
from listings.models import Listing, Question

Status = Application.Status
UNDECIDED = (Status.SUBMITTED, Status.SHORTLISTED)
OVER = (Status.DECLINED, Status.WITHDRAWN, Status.NOT_SELECTED)


# --- A student's -----------------------------------------------------------


def of_student(user: User, show: str = "", number: str | None = None) -> list[Section]:
    mine, at_work = _by_turn(user)
    undecided, drafts, over = _applications(user)
    joined = Application.objects.joined_by(user).filter(listing__in=Listing.objects.open())
    undecided += _keys("joined", joined.values_list("pk", "listing__apply_by"))
    asks = TeamMember.objects.asked_of(user).waiting()
    # Who of a team has accepted waits for the others.
    offers = Offer.objects.of_student(user).open().exclude(acceptances__by=user)
    needs = [
        *_keys("ask", asks.values_list("pk", "application__listing__apply_by")),
        *_keys("offer", offers.values_list("pk", "expires_at")),
        *mine,
    ]
    piles = [
        Pile("needs", _("Needs you"), earliest_first(needs), needs=True),
        Pile("at-work", _("In progress"), at_work),
        Pile("waiting", _("Waiting for an answer"), earliest_first(undecided)),
        Pile("drafts", _("Drafts"), latest_first(drafts)),
        Pile("finished", _("Finished"), latest_first([*_ended(user), *over])),
    ]
    return laid_out(piles, _students_drawers(user), show, number)


def _by_turn(reader: User) -> tuple[list[Key], list[Key]]:
    """The reader's own turns, and those that wait for somebody else."""
    keys = [(row.mine, Key("placement", row.pk, row.due)) for row in whose.turned(reader)]
    return [key for mine, key in keys if mine], [key for mine, key in keys if not mine]


def _applications(user: User) -> tuple[list[Key], list[Key], list[Key]]:
    """Undecided ones, those not sent yet, and those that are over; drafts are one's own."""
    found = Application.objects.of_team(user).filter(status__in=[*UNDECIDED, *OVER, Status.DRAFT])
    columns = ("pk", "status", "student__user", "decide_by", "updated_at", "decided_at")
    undecided, drafts, over = [], [], []
    for pk, status, owner, decide_by, updated_at, decided_at in found.values_list(*columns):
        if status in UNDECIDED:
            undecided.append(Key("application", pk, decide_by))
        elif status in OVER:
            over.append(Key("application", pk, decided_at or updated_at))
        elif owner == user.pk:
            drafts.append(Key("application", pk, updated_at))
    return undecided, drafts, over


def _ended(user: User) -> list[Key]:
    over = Placement.objects.of_student(user).filter(status__in=Placement.ENDED)
    ends = Coalesce("completed_at", "cancelled_at", "accepted_at")
    return _keys("placement", over.values_list("pk", ends))


def _keys(kind: str, found: Iterable[tuple[Any, Any]]) -> list[Key]:
    return [Key(kind, pk, at) for pk, at in found]


def _students_drawers(user: User) -> Drawers:
    return {
        "ask": _drawing(TeamMember.objects.for_rows, rows.of_ask),
        "offer": _drawing(Offer.objects.for_rows, rows.of_offer),
        "joined": _drawing(
            lambda: Application.objects.select_related("listing", "student__user"), rows.of_joined
        ),
        "placement": _drawing(
            Placement.objects.for_rows, lambda row: rows.of_placement(row, user.kind)
        ),
        "application": _drawing(Application.objects.for_rows, rows.of_application),
    }


def _drawing(
    found: Callable[[], Any], draw: Callable[[Any], Row]
) -> Callable[[list[Any]], dict[Any, Row]]:
    """Read those of `found` with these keys, and draw them."""
    return lambda keys: {pk: draw(row) for pk, row in found().in_bulk(keys).items()}


# --- An employer's ---------------------------------------------------------


def of_employer(user: User, show: str = "", number: str | None = None) -> list[Section]:
    mine, at_work = _by_turn(user)
    boards = _by_listing(Application.objects.for_employer(user).undecided(), "decide_by")
    asked = _by_listing(Question.objects.for_employer(user).waiting(), "answer_by")
    needs = [
        *mine,
        *(Key("board", slug, board["first"]) for slug, board in boards.items()),
        *(Key("question", slug, each["first"]) for slug, each in asked.items()),
    ]
    piles = [
        Pile("needs", _("Needs you"), earliest_first(needs), needs=True),
        Pile("at-work", _("In progress"), at_work),
    ]
    drawers: Drawers = {
        "placement": _drawing(
            Placement.objects.for_rows, lambda row: rows.of_placement(row, user.kind)
        ),
        "board": lambda slugs: {slug: rows.of_board(boards[slug]) for slug in slugs},
        "question": lambda slugs: {slug: rows.of_questions(asked[slug]) for slug in slugs},
    }
    return laid_out(piles, drawers, show, number)


def _by_listing(found: Any, deadline: str) -> dict[str, dict[str, Any]]:
    """By slug, how many of `found` its listing has, and the first deadline among them."""
    counted = found.order_by().values("listing__slug", "listing__title")
    counted = counted.annotate(n=Count("pk", distinct=True), first=Min(deadline))
    return {row["listing__slug"]: row for row in counted}

"""A listing's applications, column by column: counted, and the cards of what is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Window
from django.db.models.functions import RowNumber

from accounts.models import User
from applications import board_sql
from applications.board_asked import COLUMNS, Asked
from applications.board_rows import Row, found, in_order
from applications.cards import Card, drawing
from applications.models import Application
from listings.models import Listing

Status = Application.Status

PER_PAGE = 25
# Of a column that is not the one being read.
BESIDE = 6


@dataclass(frozen=True)
class Counts:
    """`sent`, `taken` and `waiting` of all, `shown` by state of those that are as asked."""

    sent: int
    taken: int
    waiting: int
    first_due: datetime | None
    shown: dict[str, int]

    def of(self, tab: str) -> int:
        return sum(self.shown.get(state, 0) for state in COLUMNS[tab][1])


def counts(listing: Listing, asked: Asked, reader: User) -> Counts:
    """Of a listing as `board_sql` reads it."""
    states = board_sql.states_of(listing)

    def number(*statuses: str) -> int:
        return sum(states[each][0] for each in statuses if each in states)

    undecided = (Status.SUBMITTED, Status.SHORTLISTED)
    shown = {state: n for state, (n, _first) in states.items()}
    if asked.narrows:
        narrowed = found(listing, asked, reader).order_by()
        shown = dict(narrowed.values_list("status").annotate(Count("pk")))
    return Counts(
        sent=number(*states),
        taken=number(Status.OFFERED, Status.ACCEPTED),
        waiting=number(*undecided),
        first_due=min((states[each][1] for each in undecided if each in states), default=None),
        shown=shown,
    )


def first_with_any(counted: Counts) -> str:
    return next((key for key in COLUMNS if counted.of(key)), "new")


def cards_of(
    listing: Listing, asked: Asked, reader: User, counted: Counts
) -> tuple[Page[Any], list[Card], dict[str, list[Card]]]:
    """The page of the column that is read, its cards, and the first of every other column."""
    paginator = Paginator(range(counted.of(asked.tab)), PER_PAGE)
    page = paginator.get_page(asked.page)
    after = (page.number - 1) * PER_PAGE
    if not counted.sent:
        return page, [], {}
    rows = (_narrowed if asked.narrows else _all)(listing, asked, reader, counted, after)
    current = {str(state) for state in COLUMNS[asked.tab][1]}
    column = {str(state): tab for tab, (_label, states) in COLUMNS.items() for state in states}
    draw = drawing(listing)
    cards: list[Card] = []
    others: dict[str, list[Card]] = {tab: [] for tab in COLUMNS}
    for row in rows:
        if row.status in current:
            cards.append(draw(row))
        elif len(others[column[row.status]]) < BESIDE:
            others[column[row.status]].append(draw(row))
    return page, cards, others


def _all(listing: Listing, asked: Asked, reader: User, counted: Counts, after: int) -> list[Row]:
    current = COLUMNS[asked.tab][1]
    others = [state for state, n in counted.shown.items() if n and state not in current]
    return board_sql.page_and_beside(listing, asked, others, after, PER_PAGE, BESIDE)


def _narrowed(
    listing: Listing, asked: Asked, reader: User, counted: Counts, after: int
) -> list[Row]:
    current = COLUMNS[asked.tab][1]
    rows = found(listing, asked, reader)
    ordered = in_order(rows.filter(status__in=current), listing, asked.sort)
    place = Window(RowNumber(), partition_by=["status"], order_by=["submitted_at", "pk"])
    first = rows.exclude(status__in=current).annotate(place=place).filter(place__lte=BESIDE)
    keys = [
        *ordered.values_list("pk", flat=True)[after : after + PER_PAGE],
        *first.order_by("submitted_at", "pk").values_list("pk", flat=True),
    ]
    return board_sql.by_key(listing, keys)

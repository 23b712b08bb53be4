"""A listing's applications, column by column: counted, and the cards of what is shown."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from heapq import nsmallest
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator

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
    """`sent`, `taken` and `waiting` of all, `shown` by state of those that are as asked.

    `found`: these, where not all are shown: state, when sent and key, in the order that was asked.
    """

    sent: int
    taken: int
    waiting: int
    first_due: datetime | None
    shown: dict[str, int]
    found: list[tuple[str, datetime, UUID]]

    def of(self, tab: str) -> int:
        return sum(self.shown.get(state, 0) for state in COLUMNS[tab][1])


def counts(listing: Listing, asked: Asked, reader: User) -> Counts:
    """Of a listing as `board_sql` reads it."""
    states = board_sql.states_of(listing)

    def number(*statuses: str) -> int:
        return sum(states[each][0] for each in statuses if each in states)

    undecided = (Status.SUBMITTED, Status.SHORTLISTED)
    shown = {state: n for state, (n, _first) in states.items()}
    narrowed: list[tuple[str, datetime, UUID]] = []
    if asked.narrows:
        # To look for words takes longer than to read who has them: they are looked for once.
        rows: Any = in_order(found(listing, asked, reader), listing, asked.sort)
        narrowed = list(rows.values_list("status", "submitted_at", "pk"))
        shown = Counter(status for status, _at, _pk in narrowed)
    return Counts(
        sent=number(*states),
        taken=number(Status.OFFERED, Status.ACCEPTED),
        waiting=number(*undecided),
        first_due=min((states[each][1] for each in undecided if each in states), default=None),
        shown=shown,
        found=narrowed,
    )


def first_with_any(counted: Counts) -> str:
    return next((key for key in COLUMNS if counted.of(key)), "new")


def cards_of(
    listing: Listing, asked: Asked, counted: Counts
) -> tuple[Page[Any], list[Card], dict[str, list[Card]]]:
    """The page of the column that is read, its cards, and the first of every other column."""
    paginator = Paginator(range(counted.of(asked.tab)), PER_PAGE)
    page = paginator.get_page(asked.page)
    after = (page.number - 1) * PER_PAGE
    if not counted.sent:
        return page, [], {}
    rows = (_narrowed if asked.narrows else _all)(listing, asked, counted, after)
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


def _all(listing: Listing, asked: Asked, counted: Counts, after: int) -> list[Row]:
    current = COLUMNS[asked.tab][1]
    others = [state for state, n in counted.shown.items() if n and state not in current]
    return board_sql.page_and_beside(listing, asked, others, after, PER_PAGE, BESIDE)


def _narrowed(listing: Listing, asked: Asked, counted: Counts, after: int) -> list[Row]:
    current = COLUMNS[asked.tab][1]
    page = [pk for status, _at, pk in counted.found if status in current]
    beside = [
        row
        for state in counted.shown.keys() - set(current)
        for row in nsmallest(
            BESIDE, ((at, pk) for status, at, pk in counted.found if status == state)
        )
    ]
    keys = [*page[after : after + PER_PAGE], *(pk for _at, pk in sorted(beside))]
    return board_sql.by_key(listing, keys)

"""A listing's applications, column by column: counted, and the keys of what is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Min, QuerySet, Window
from django.db.models.functions import RowNumber

from accounts.models import User
from applications.board_asked import COLUMNS, Asked
from applications.board_rows import found, in_order
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
    first_due: Any
    shown: dict[str, int]

    def of(self, tab: str) -> int:
        return sum(self.shown.get(state, 0) for state in COLUMNS[tab][1])


def counts(listing: Listing, asked: Asked, reader: User) -> Counts:
    every = found(listing, Asked(), reader)
    states = {
        row["status"]: row
        for row in every.values("status").annotate(n=Count("pk"), first=Min("decide_by")).order_by()
    }

    def number(*statuses: str) -> int:
        return sum(states[each]["n"] for each in statuses if each in states)

    undecided = [states[each]["first"] for each in _undecided() if each in states]
    shown = {state: row["n"] for state, row in states.items()}
    if asked.narrows:
        narrowed = found(listing, asked, reader).order_by()
        shown = dict(narrowed.values_list("status").annotate(Count("pk")))
    return Counts(
        sent=number(*states),
        taken=number(Status.OFFERED, Status.ACCEPTED),
        waiting=number(*_undecided()),
        first_due=min(undecided, default=None),
        shown=shown,
    )


def _undecided() -> list[str]:
    return [Status.SUBMITTED, Status.SHORTLISTED]


def first_with_any(counted: Counts) -> str:
    return next((key for key in COLUMNS if counted.of(key)), "new")


def page_of(listing: Listing, asked: Asked, reader: User, total: int) -> Page[Any]:
    """The keys of the column's page."""
    rows = found(listing, asked, reader).filter(status__in=COLUMNS[asked.tab][1])
    keys: QuerySet[Any] = in_order(rows, listing, asked.sort).values_list("pk", flat=True)
    paginator = Paginator(keys, PER_PAGE)
    paginator.count = total  # counted already
    return paginator.get_page(asked.page)


def beside(listing: Listing, asked: Asked, reader: User) -> dict[str, list[Any]]:
    """The first keys of every other column, in one query."""
    rows = found(listing, asked, reader).exclude(status__in=COLUMNS[asked.tab][1])
    place = Window(RowNumber(), partition_by=["status"], order_by=["submitted_at", "pk"])
    first = rows.annotate(place=place).filter(place__lte=BESIDE).order_by("submitted_at", "pk")
    keys: dict[str, list[Any]] = {tab: [] for tab in COLUMNS}
    column = {str(s): tab for tab, (_label, states) in COLUMNS.items() for s in states}
    for pk, status in first.values_list("pk", "status"):
        if len(keys[column[status]]) < BESIDE:
            keys[column[status]].append(pk)
    return keys

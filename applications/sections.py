"""A dashboard in sections: which rows there are is found in keys, drawn is only what is shown.

A section shows its first few; the rest is behind `?show=SECTION`, page by page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator

from applications.rows import Row

# On the dashboard. What needs the reader has a button each, and the most pressing stands first.
FEW = 10
FEW_NEEDS = 20
PER_PAGE = 25


class Key(NamedTuple):
    """One row of a dashboard before it is drawn: of which kind, which one, and its moment."""

    kind: str
    pk: Any
    at: datetime | None = None


@dataclass(frozen=True)
class Pile:
    """Everything of one section, in order. `needs`: it is the reader's turn."""

    key: str
    heading: str
    found: Sequence[Key]
    needs: bool = False


@dataclass(frozen=True)
class Section:
    """For `applications/_section.html`. `page` where it is shown alone."""

    key: str
    heading: str
    count: int
    needs: bool
    rows: list[Row] = field(default_factory=list)
    page: Page[Key] | None = None

    @property
    def more(self) -> int:
        return 0 if self.page else self.count - len(self.rows)


# By kind, rows of what has these keys.
type Drawers = dict[str, Callable[[list[Any]], dict[Any, Row]]]


def earliest_first(keys: Iterable[Key]) -> list[Key]:
    """By deadline; what has none last, in the order it came."""
    return sorted(keys, key=lambda key: (key.at is None, key.at.timestamp() if key.at else 0))


def latest_first(keys: Iterable[Key]) -> list[Key]:
    return sorted(keys, key=lambda key: -key.at.timestamp() if key.at else 0)


def laid_out(
    piles: Iterable[Pile], drawers: Drawers, show: str = "", number: str | None = None
) -> list[Section]:
    """Sections with anything in them; only the one to `show`, page by page, where there is one."""
    filled = [pile for pile in piles if pile.found]
    alone = [pile for pile in filled if pile.key == show]
    pages = {
        pile.key: Paginator(pile.found, _length(pile, bool(alone))).get_page(number if alone else 1)
        for pile in alone or filled
    }
    drawn = _drawn([key for page in pages.values() for key in page], drawers)
    return [
        Section(
            key=pile.key,
            heading=pile.heading,
            count=len(pile.found),
            needs=pile.needs,
            rows=[drawn[key] for key in pages[pile.key] if key in drawn],
            page=pages[pile.key] if alone else None,
        )
        for pile in alone or filled
    ]


def _length(pile: Pile, alone: bool) -> int:
    if alone:
        return PER_PAGE
    return FEW_NEEDS if pile.needs else FEW


def _drawn(keys: list[Key], drawers: Drawers) -> dict[Key, Row]:
    """Each kind is read at once, in whatever sections it stands."""
    drawn: dict[Key, Row] = {}
    for kind, draw in drawers.items():
        wanted = {key.pk: key for key in keys if key.kind == kind}
        if wanted:
            drawn |= {wanted[pk]: row for pk, row in draw(list(wanted)).items() if pk in wanted}
    return drawn

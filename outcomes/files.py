"""The tables of a year as rows of a file: figures as numbers, and what is hidden as a word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from marketplace.money import major
from outcomes.figures import Row, Table
from outcomes.models import Year
from payments.views.tables import Cell

NUMBERS = (
    *("published", "applications", "applicants", "offers", "offered", "placements", "placed"),
    *("completions", "completed", "hours", "paid"),
)


def heads(year: Year) -> list[str]:
    return [
        *(_("By"), _("Key"), _("Name"), _("Listings approved"), _("Applications")),
        *(_("Students who applied"), _("Offers"), _("Students with an offer"), _("Placements")),
        *(_("Students placed"), _("Completed"), _("Students who completed"), _("Hours")),
        *(_("Students paid"), _("Paid in %(currency)s") % {"currency": year.currency}),
    ]


def rows(tables: Iterable[Table], currency: str, hidden: str) -> Iterator[list[Cell]]:
    for table in tables:
        for row in table.rows:
            yield [table.by, row.key, row.label, *_cells(row, currency, hidden)]


def _cells(row: Row, currency: str, hidden: str) -> Iterator[Cell]:
    for name in NUMBERS:
        n: int | None = getattr(row.counts, name)
        yield hidden if n is None else n
    minor = row.counts.converted
    yield hidden if minor is None else major(minor, currency)

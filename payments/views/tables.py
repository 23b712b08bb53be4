"""Tables to be read elsewhere: CSV, written line by line."""

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.http import StreamingHttpResponse

from applications.views.exporting import Echo, Writer
from listings.importing.reports import harmless
from marketplace.currencies import EXPONENTS
from marketplace.money import major

type Cell = str | int | Decimal | None


def as_csv(name: str, head: list[str], rows: Iterable[list[Cell]]) -> StreamingHttpResponse:
    """`name` without ".csv". Words a spreadsheet would run are made harmless; numbers stay."""
    response = StreamingHttpResponse(_lines(head, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


def amount(minor: int, currency: str) -> Decimal:
    """In the major unit; of a currency that only Stripe's book has, as it is counted there."""
    return major(minor, currency) if currency in EXPONENTS else Decimal(minor)


def _lines(head: list[str], rows: Iterable[list[Cell]]) -> Iterator[str]:
    writer: Writer = csv.writer(Echo())
    yield "\ufeff" + str(writer.writerow([harmless(cell) for cell in head]))
    for row in rows:
        yield str(writer.writerow([_said(cell) for cell in row]))


def _said(cell: Cell) -> str:
    if cell is None:
        return ""
    return harmless(cell) if isinstance(cell, str) else str(cell)

"""A year on one sheet of paper, for who decides about the career centre's money."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from outcomes.figures import Figures, Row, Table
from outcomes.models import Year
from payments.pdf import pdf

SHEET = Path(__file__).parent / "report.typ"
# Rows of each table that fit.
MOST_ROWS = 6
# Of `Row.texts`: applications, placements, completed, paid.
COLUMNS = (1, 3, 4, 7)


def report(year: Year, figures: Figures) -> bytes:
    return pdf(data(year, figures), SHEET)


def data(year: Year, figures: Figures) -> dict[str, Any]:
    """Everything the sheet says: texts, and how long bars are, of 100."""
    university = str(year.university)
    head = _("Outcomes %(year)s") % {"year": year}
    return {
        "title": f"{head}, {university}",
        "heading": head,
        "university": university,
        "only": _("Only: %(only)s") % {"only": figures.only} if figures.only else "",
        "stats": [[each.label, each.value or _("hidden"), each.note] for each in figures.stats],
        "funnel_head": _("From listing to completed work"),
        "funnel": [
            [row.label, *_said(row.texts[:1]), row.texts[1], row.bar] for row in figures.funnel
        ],
        "month_head": _("Placements by month"),
        "months": [[_month(row), *_said(row.texts[3:4]), row.bar] for row in figures.months.rows],
        "heads": [_("Applications"), _("Placements"), _("Completed"), _("Paid")],
        "tables": [_table(each) for each in figures.tables if each.by in {"field", "organisation"}],
        "answers_head": _("How employers answer"),
        "answers": [
            [label, text]
            for label, text in zip(
                [_("Answered by a person"), _("First reaction"), _("Decision")],
                _said(figures.answers[0].texts[1:]) if figures.answers else [],
                strict=False,
            )
        ],
        "note": _note(year),
    }


def _month(row: Row) -> str:
    return row.label.split(" ")[0]


def _said(texts: tuple[str, ...]) -> list[str]:
    return [each or _("hidden") for each in texts]


def _table(table: Table) -> dict[str, Any]:
    rows = table.rows[:MOST_ROWS]
    return {
        "label": table.label,
        "rows": [[row.label, *_said(tuple(row.texts[n] for n in COLUMNS))] for row in rows],
    }


def _note(year: Year) -> str:
    words = _(
        "Counted on %(day)s. Everything stands in the month in which it happened. A placement is "
        "an offer that was accepted. Pay is what was sent to students, in %(currency)s; other "
        "currencies are converted at the rate that was known on the day of each payment. What "
        "fewer than five people are behind is hidden from all but analysts, and so is "
        "what it would follow from."
    )
    day = date_format(year.counted_at, "DATE_FORMAT")
    return words % {"day": day, "currency": year.currency}

"""One cell as somebody may read it: what is hidden from them is None, everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.money import display, rounded
from outcomes.models import Cell, Hidden
from outcomes.protecting import FEWEST

# By which bit of `Cell.hidden` each column is hidden. What was published is nobody's secret.
BITS = {
    **dict.fromkeys(
        ("applications", "applicants", "due", "answered", "response_hours", "decision_hours"),
        Hidden.APPLIED,
    ),
    **dict.fromkeys(("offers", "offered"), Hidden.OFFERED),
    **dict.fromkeys(("placements", "placed"), Hidden.PLACED),
    **dict.fromkeys(("completions", "completed", "hours"), Hidden.COMPLETED),
    **dict.fromkeys(("payments", "paid", "minor", "converted"), Hidden.PAID),
}
COLUMNS = ("published", *BITS)
TWO_DAYS = 48  # hours


@dataclass(frozen=True)
class Counts:
    """The columns of a `Cell`; None: hidden, or there is none."""

    published: int | None = 0
    applications: int | None = 0
    applicants: int | None = 0
    due: int | None = 0
    answered: int | None = 0
    response_hours: int | None = None
    decision_hours: int | None = None
    offers: int | None = 0
    offered: int | None = 0
    placements: int | None = 0
    placed: int | None = 0
    completions: int | None = 0
    completed: int | None = 0
    hours: int | None = 0
    payments: int | None = 0
    paid: int | None = 0
    minor: int | None = None
    converted: int | None = 0


NOTHING = Counts()


def counts(row: dict[str, Any], sees_all: bool) -> Counts:
    """Of a row of `read`."""
    hidden = 0 if sees_all else row["hidden"]
    shown = {name: None if hidden & BITS.get(name, 0) else row[name] for name in COLUMNS}
    if not sees_all and row["answered"] < FEWEST:
        shown["response_hours"] = shown["decision_hours"] = None
    return Counts(**shown)


def read(year: int, dim: str, value: str) -> dict[tuple[str, str], dict[str, Any]]:
    """By dimension and value; ("", "") is the sum. In one statement."""
    rows = Cell.objects.filter(year=year, dim=dim, value=value).values(
        "by", "key", "hidden", *COLUMNS
    )
    return {(row["by"], row["key"]): row for row in rows}


# --- In words


def number(n: int | None) -> str:
    """Empty: hidden."""
    return "" if n is None else str(number_format(n, force_grouping=True))


def money(minor: int | None, currency: str) -> str:
    return "" if minor is None else display(rounded(minor, currency), currency, cents=False)


def share(part: int | None, whole: int | None) -> str:
    """Of 100; empty where either is hidden, or nothing."""
    if part is None or not whole:
        return ""
    percent = 100 * part / whole
    said = number_format(percent, 0 if percent >= 10 or not part else 1)
    return _("%(n)s %%") % {"n": said}


def span(hours: int | None) -> str:
    if hours is None:
        return ""
    if hours < TWO_DAYS:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    days = round(timedelta(hours=hours) / timedelta(days=1))
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}

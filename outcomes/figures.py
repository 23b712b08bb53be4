"""The figures of a year as the page, the files and the report show them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from outcomes import calendar, charts, naming
from outcomes.counting import DIMENSIONS
from outcomes.models import Year
from outcomes.shown import NOTHING, Counts, counts, money, number, read, share, span

# Tables of these besides that of the months.
TABLES = tuple(each for each in DIMENSIONS if each not in {"month", "currency"})
MONTH = re.compile(r"[12][0-9]{3}-(?:0[1-9]|1[0-2])")
# More rows of a table than this are in its file only.
MOST_ROWS = 12


@dataclass(frozen=True)
class Asked:
    """Only what has `value` in `dim`; all where both are empty."""

    dim: str = ""
    value: str = ""

    @classmethod
    def of(cls, said: str) -> Asked:
        """Of "field:data"; what is nothing of the kind asks for all."""
        dim, _colon, value = said.partition(":")
        known = dim in DIMENSIONS and value and value.isprintable()
        if not known or (dim == "month" and not MONTH.fullmatch(value)):
            return cls()
        return cls(dim, value[:40])

    def __str__(self) -> str:
        return f"{self.dim}:{self.value}" if self.dim else ""


@dataclass(frozen=True)
class Stat:
    label: str
    value: str
    note: str


@dataclass(frozen=True)
class Row:
    """Of a table; texts are empty where they are hidden. `bar`: how long, of charts.BAR."""

    key: str
    label: str
    counts: Counts
    texts: tuple[str, ...]
    bar: int


@dataclass(frozen=True)
class Table:
    by: str
    label: str
    rows: tuple[Row, ...]

    @property
    def heads(self) -> list[str]:
        return heads()

    @property
    def lines(self) -> list[tuple[Row, list[tuple[str, str]]]]:
        """Those that the page shows, each with its texts beside the heads of their columns."""
        shown = self.rows if self.by == "month" else self.rows[:MOST_ROWS]
        return [(row, list(zip(heads(), row.texts, strict=True))) for row in shown]

    @property
    def more(self) -> int:
        return max(len(self.rows) - MOST_ROWS, 0) if self.by != "month" else 0


@dataclass(frozen=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True)
class Choices:
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Figures:
    only: str
    currency: str
    stats: tuple[Stat, ...]
    funnel: tuple[Row, ...]
    charts: tuple[charts.Columns, ...]
    months: Table
    tables: tuple[Table, ...]
    answers: tuple[Row, ...]
    pay: tuple[Row, ...]
    choices: tuple[Choices, ...]
    hides: bool


def heads() -> list[str]:
    """Of the columns of a table, after what it is by."""
    return [
        *(_("Listings approved"), _("Applications"), _("Offers"), _("Placements")),
        *(_("Completed"), _("Students placed"), _("Hours"), _("Paid to students")),
    ]


def figures(year: Year, asked: Asked, sees_all: bool) -> Figures:
    """From memory, as long as nothing was counted since."""
    before = Year.objects.filter(
        university=year.university_id,
        begins_on=year.begins_on.replace(year=year.begins_on.year - 1),
    ).first()
    last = (before.pk, before.counted_at) if before else None
    return _figures(
        _Key(year, (year.pk, year.counted_at, last), before), asked, sees_all, _language()
    )


def _language() -> str:
    return get_language() or "en"


class _Key:
    """A year that is equal to itself only as it was counted."""

    def __init__(self, year: Year, marks: tuple[Any, ...], before: Year | None) -> None:
        self.year, self.marks, self.before = year, marks, before

    def __hash__(self) -> int:
        return hash(self.marks)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.marks == other.marks


@lru_cache(maxsize=256)
def _figures(key: _Key, asked: Asked, sees_all: bool, language: str) -> Figures:
    year, before, formats = key.year, key.before, naming.formats()
    rows = read(year.pk, asked.dim, asked.value)
    all_rows = read(year.pk, "", "") if asked.dim else rows
    past = read(before.pk, asked.dim, asked.value).get(("", "")) if before else None
    hidden = any(row["hidden"] for row in rows.values()) and not sees_all
    found = {place: counts(row, sees_all) for place, row in rows.items()}
    whole = found.get(("", ""), NOTHING)

    def name(dim: str, value: str) -> str:
        return naming.called(dim, value, formats)

    months = _months(year, found, asked)
    return Figures(
        only=name(asked.dim, asked.value) if asked.dim else "",
        currency=year.currency,
        stats=_stats(whole, counts(past, sees_all) if past else None, year, str(before or "")),
        funnel=_funnel(whole),
        charts=_charts(months),
        months=months,
        tables=tuple(_table(by, found, year.currency, name) for by in TABLES if by != asked.dim),
        answers=_answers(found, whole, name),
        pay=_pay(found, year.currency, name),
        choices=_choices(all_rows, name),
        hides=hidden,
    )


type Name = Callable[[str, str], str]
type Found = dict[tuple[str, str], Counts]


def texts(of: Counts, currency: str) -> tuple[str, ...]:
    """In the order of `heads`."""
    columns = (of.published, of.applications, of.offers, of.placements, of.completions, of.placed)
    return (*map(number, columns), number(of.hours), money(of.converted, currency))


def _table(by: str, found: Found, currency: str, name: Name) -> Table:
    """The most placements first. What is hidden comes last: its place would tell of it."""
    kept = [(key, of) for (dim, key), of in found.items() if dim == by]
    most = max((of.placements or 0 for _key, of in kept), default=0)
    rows = [
        Row(key, name(by, key), of, texts(of, currency), charts.bar(of.placements, most))
        for key, of in kept
    ]
    rows.sort(key=lambda row: (-(row.counts.placements or 0), row.label))
    return Table(by, str(naming.LABELS[by]), tuple(rows))


def _months(year: Year, found: Found, asked: Asked) -> Table:
    """All twelve, or as many as have begun; only one where only one is asked for."""
    begun = [
        each
        for each in calendar.months(year.begins_on)
        if each <= f"{year.counted_at:%Y-%m}" or ("month", each) in found
    ]
    kept = (
        []
        if asked.dim == "month"
        else [(each, found.get(("month", each), NOTHING)) for each in begun]
    )
    most = max((of.placements or 0 for _key, of in kept), default=0)
    return Table(
        "month",
        str(naming.LABELS["month"]),
        tuple(
            Row(
                key,
                naming.called("month", key, {}),
                of,
                texts(of, year.currency),
                charts.bar(of.placements, most),
            )
            for key, of in kept
        ),
    )


def _stats(whole: Counts, past: Counts | None, year: Year, before: str) -> tuple[Stat, ...]:
    def compared(text: str) -> str:
        return _("%(year)s: %(n)s") % {"year": before, "n": text} if text and before else ""

    def of_roster(people: int | None) -> str:
        said = share(people, year.students)
        return _("%(share)s of your students here") % {"share": said} if said else ""

    was = past or Counts(*[None] * 18)
    return (
        Stat(_("Students who applied"), number(whole.applicants), of_roster(whole.applicants)),
        Stat(_("Students placed"), number(whole.placed), of_roster(whole.placed)),
        Stat(
            _("Placements completed"), number(whole.completions), compared(number(was.completions))
        ),
        Stat(_("Hours of paid work"), number(whole.hours), compared(number(was.hours))),
        Stat(
            _("Paid to students"),
            money(whole.converted, year.currency),
            compared(money(was.converted, year.currency)),
        ),
    )


def _funnel(whole: Counts) -> tuple[Row, ...]:
    """Each step with its share of the one before."""
    steps = [
        (_("Listings approved"), whole.published),
        (_("Applications"), whole.applications),
        (_("Offers"), whole.offers),
        (_("Placements"), whole.placements),
        (_("Completed"), whole.completions),
    ]
    most = max(n or 0 for _label, n in steps)
    rows = []
    for at, (label, n) in enumerate(steps):
        before = steps[at - 1][1]
        # A listing has any number of applicants, and more can be completed than was begun within
        # the year: no share of it.
        of = share(n, before) if at > 1 and (n or 0) <= (before or 0) else ""
        rows.append(Row(str(at), label, whole, (number(n), of), charts.bar(n, most)))
    return tuple(rows)


def _charts(months: Table) -> tuple[charts.Columns, ...]:
    if not months.rows:
        return ()
    wanted: list[tuple[str, Callable[[Counts], int | None], int]] = [
        (_("Applications"), lambda of: of.applications, 1),
        (_("Placements"), lambda of: of.placements, 3),
        (_("Completed"), lambda of: of.completions, 4),
        (_("Hours of paid work"), lambda of: of.hours, 6),
    ]
    return tuple(_chart(title, months.rows, n, text) for title, n, text in wanted)


def _chart(
    title: str, rows: Iterable[Row], n: Callable[[Counts], int | None], text: int
) -> charts.Columns:
    points = [
        charts.Point(
            label=date_format(naming.month(row.key), pgettext("month, PHP style", "M")),
            n=n(row.counts),
            said=f"{row.label}: {row.texts[text] or _('hidden')}",
        )
        for row in rows
    ]
    highest = max(points, key=lambda each: each.n or 0)
    summary = _("%(title)s by month. The most: %(said)s. All figures are in the table below.")
    return charts.drawn(title, points, summary % {"title": title, "said": highest.said})


def _answers(found: Found, whole: Counts, name: Name) -> tuple[Row, ...]:
    """How employers answered: all, then by kind of organisation."""

    def row(key: str, label: str, of: Counts) -> Row:
        said = (share(of.answered, of.due), span(of.response_hours), span(of.decision_hours))
        # Nothing is hidden where too few have answered to say what is usual.
        shown = said if of.due is None else tuple(each or "–" for each in said)
        return Row(key, label, of, (number(of.due), *shown), 0)

    kinds = [(key, of) for (dim, key), of in found.items() if dim == "organisation" and of.due]
    rows = [row(key, name("organisation", key), of) for key, of in kinds]
    rows.sort(key=lambda each: each.label)
    return (row("", _("All employers"), whole), *rows) if whole.due else ()


def _pay(found: Found, currency: str, name: Name) -> tuple[Row, ...]:
    """By the currency it was paid in, and what that comes to."""
    rows = [
        Row(
            key,
            name("currency", key),
            of,
            (number(of.paid), money(of.minor, key), money(of.converted, currency)),
            0,
        )
        for (dim, key), of in found.items()
        if dim == "currency"
    ]
    return tuple(sorted(rows, key=lambda each: each.label))


def _choices(rows: dict[tuple[str, str], Any], name: Name) -> tuple[Choices, ...]:
    """What can be asked for: whatever something happened in."""
    found = []
    for dim in DIMENSIONS:
        keys = sorted(key for by, key in rows if by == dim)
        choices = [Choice(f"{dim}:{key}", name(dim, key)) for key in keys]
        if dim != "month":
            choices.sort(key=lambda each: each.label)
        if choices:
            found.append(Choices(str(naming.LABELS[dim]), tuple(choices)))
    return tuple(found)

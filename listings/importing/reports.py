"""What became of the rows, for the page and for the file one can download."""

import csv
import json
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.importing.sayings import REPORT, SAYINGS, column_of, said, saying, shown
from listings.models import ImportRow, ListingImport

Outcome = ImportRow.Outcome
TONES = {Outcome.NEW: "ok", Outcome.CHANGE: "ok", Outcome.SAME: "plain", Outcome.PROBLEM: "bad"}
# Which outcomes each view of the report shows.
VIEWS = {
    "problems": [Outcome.PROBLEM],
    "drafts": [Outcome.NEW, Outcome.CHANGE],
    "same": [Outcome.SAME],
}
AT_ONCE = 500
# Spreadsheets run what begins with one of these, also in its wide form or after a blank.
FORMULA = ("=", "+", "-", "@")
BLANK = ("\t", "\r", "\n")


def counts(batch: ListingImport) -> dict[str, int]:
    """Rows by view: "problems", "drafts", "same"; of the drafts, how many are "new", how many
    "change"; of the same, how many are "twins" of another row of the file.
    """
    counted = dict(batch.rows.values_list("outcome").annotate(Count("pk")).order_by())
    by_view = {view: sum(counted.get(each, 0) for each in VIEWS[view]) for view in VIEWS}
    twins = batch.rows.filter(outcome=Outcome.SAME, notes__contains=[{"kind": "twice"}])
    return {
        **by_view,
        "new": counted.get(Outcome.NEW, 0),
        "change": counted.get(Outcome.CHANGE, 0),
        "twins": twins.count() if by_view["same"] else 0,
    }


def rows_of(batch: ListingImport, view: str) -> QuerySet[ImportRow]:
    rows = batch.rows.select_related("listing").defer("values")
    return rows.filter(outcome__in=VIEWS[view]).order_by("number")


def outcome_of(row: ImportRow, imported: bool) -> str:
    if imported and row.outcome == Outcome.NEW:
        return _("New draft")
    if imported and row.outcome == Outcome.CHANGE:
        return _("Draft changed")
    twin = next((note["params"] for note in row.notes if note["kind"] == "twice"), None)
    if twin:
        return _("Same as row %(first)s") % {"first": twin["first"]}
    return row.get_outcome_display()


def row_of(row: ImportRow, batch: ListingImport) -> dict[str, Any]:
    """For `_import_row.html`."""
    headers, imported = batch.headers, batch.status == ListingImport.Status.IMPORTED
    return {
        "number": row.number,
        "title": row.title,
        "outcome": outcome_of(row, imported),
        "tone": TONES[Outcome(row.outcome)],
        "problems": [in_words(found, headers) for found in to_tell(row)],
        "notes": [in_words(found, headers) for found in row.notes],
        "listing": row.listing,
    }


def to_tell(row: ImportRow) -> list[dict[str, Any]]:
    """One advice for a cell: what else is unclear in it is only to be decided for its column."""
    return [found for found in row.problems if not found.get("also")]


def in_words(found: dict[str, Any], headers: list[str]) -> dict[str, str]:
    return {
        "column": column_of(found, headers),
        "read": found["read"],
        "say": said(found["kind"], found["params"]),
    }


# --- What a person can decide for a whole column ---------------------------


@dataclass(frozen=True)
class Decision:
    """One kind of what is unclear: its `example` is the first row of that kind."""

    kind: str
    label: str
    example: str
    chosen: str
    params: dict[str, str]


KINDS = """
    SELECT found ->> 'kind', count(*), (array_agg(number ORDER BY number))[1],
           (array_agg(found ORDER BY number))[1]
      FROM listings_importrow, jsonb_array_elements(problems) found
     WHERE batch_id = %s AND split_part(found ->> 'kind', ':', 1) = ANY(%s)
     GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %s
"""
# Kinds that are asked about at once; of the rest when these are decided.
MOST_DECISIONS = 40


def decisions(batch: ListingImport) -> list[Decision]:
    """The kinds that rows are left out for now, the most frequent first; then what was chosen."""
    kinds = [kind for kind, saying in SAYINGS.items() if saying.options]
    with connection.cursor() as cursor:
        cursor.execute(KINDS, [batch.pk, kinds, MOST_DECISIONS])
        found = [_open(batch, *each) for each in cursor.fetchall()]
    seen = {each.kind for each in found}
    chosen = [
        Decision(kind, _about(kind, params), "", option, params)
        for kind, option in batch.choices.items()
        if kind.partition(":")[0] in kinds and kind not in seen and option != REPORT
        for params in [_words(batch, {"read": _name_of(batch, kind)})]
    ]
    return found + chosen


def _name_of(batch: ListingImport, kind: str) -> str:
    """What rows that were imported by this choice call themselves."""
    note = {"kind": "did_ours", "params": {"decided": kind}}
    row = batch.rows.filter(notes__contains=[note]).order_by("number").first()
    names = (
        [each["read"] for each in row.notes if each["params"].get("decided") == kind] if row else []
    )
    return str(names[0]) if names else "…"


def _about(kind: str, params: dict[str, str]) -> str:
    return str(saying(kind).about) % params


def _open(batch: ListingImport, kind: str, n: int, row: int, found: Any) -> Decision:
    example = json.loads(found) if isinstance(found, str) else found
    what = ngettext("%(n)d row", "%(n)d rows", n) % {"n": n}
    params = _words(batch, example["params"])
    label = f"{_about(kind, params)}: {what}"
    text = _("In row %(row)d stands “%(read)s”. %(say)s") % {
        "row": row,
        "read": example["read"],
        "say": said(kind, example["params"]),
    }
    return Decision(kind, label, text, batch.choices.get(kind, REPORT), params)


def _words(batch: ListingImport, params: dict[str, Any]) -> dict[str, str]:
    return {"standard": "", **shown(params)}


# --- The report as a file --------------------------------------------------


class Echo:
    """What csv writes comes back as it is: nothing is kept."""

    def write(self, line: str) -> str:
        return line


def as_csv(batch: ListingImport) -> Iterator[str]:
    """A line for each problem or note, or one for a row that has none."""
    writer = csv.writer(Echo())
    heading = [_("Row"), _("Title"), _("What happens"), _("Column"), _("What stands there")]
    yield "\ufeff" + str(writer.writerow([*heading, _("What we say of it")]))
    last = 0
    while rows := list(batch.rows.filter(number__gt=last).order_by("number")[:AT_ONCE]):
        for row in rows:
            for line in _lines(row, batch.headers):
                yield str(writer.writerow([harmless(cell) for cell in line]))
        last = rows[-1].number


def _lines(row: ImportRow, headers: list[str]) -> Iterable[list[str]]:
    start = [str(row.number), row.title, outcome_of(row, imported=False)]
    found = [in_words(each, headers) for each in [*to_tell(row), *row.notes]]
    if not found:
        return [[*start, "", "", ""]]
    return [[*start, each["column"], each["read"], each["say"]] for each in found]


def harmless(cell: str) -> str:
    """No spreadsheet takes it for a formula."""
    first = unicodedata.normalize("NFKC", cell.lstrip()[:1])
    return f"'{cell}" if first in FORMULA or cell.startswith(BLANK) else cell

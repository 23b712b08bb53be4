"""What the pages of an import say at their top: how many rows, what happens to them."""

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.importing.reports import counts
from listings.models import ImportRow, ListingImport

Outcome = ImportRow.Outcome


def grouped(n: int) -> str:
    """1,165: as the page's language writes it."""
    return str(number_format(n, force_grouping=True))


def read(batch: ListingImport, counted: dict[str, int]) -> dict[str, str]:
    """For the report: `heading`, `lead`, `action`."""
    ready, problems = counted["drafts"], counted["problems"]
    if not ready and not problems:
        heading = _("Every row is there already")
    elif not ready:
        heading = _("No row can be imported yet")
    else:
        heading = ngettext("%(n)s row can be imported", "%(n)s rows can be imported", ready) % {
            "n": ready
        }
    there, twins = counted["same"] - counted["twins"], counted["twins"]
    parts = [_left_out(problems) if problems else "", _there(there), _twins(twins)]
    lead = " ".join(filter(None, parts)) or _("Look through what we read, then import.")
    return {"heading": heading, "lead": lead, "action": _import(ready)}


def _left_out(n: int) -> str:
    return ngettext(
        "%(n)s row has a problem and is left out: decide below, or correct it in your file and "
        "upload that again.",
        "%(n)s rows have problems and are left out: decide below, or correct them in your file and "
        "upload that again.",
        n,
    ) % {"n": grouped(n)}


def _there(n: int) -> str:
    if not n:
        return ""
    return ngettext(
        "%(n)s row is there already and stays as it is.",
        "%(n)s rows are there already and stay as they are.",
        n,
    ) % {"n": grouped(n)}


def _twins(n: int) -> str:
    if not n:
        return ""
    return ngettext(
        "%(n)s row says the same as another row of this file, which stands for both.",
        "%(n)s rows say the same as another row of this file, which stands for both.",
        n,
    ) % {"n": grouped(n)}


def _import(n: int) -> str:
    return ngettext("Import %(n)s draft", "Import %(n)s drafts", n) % {"n": grouped(n)}


def confirm(batch: ListingImport, counted: dict[str, int]) -> dict[str, Any]:
    """For the last page before: `heading`, `action`, and `summary` for `_summary.html`."""
    n = counted["drafts"]
    rows = [
        (_("New drafts"), counted["new"]),
        (_("Drafts that change"), counted["change"]),
        (_("Already there, not touched"), counted["same"] - counted["twins"]),
        (_("The same as another row of the file"), counted["twins"]),
        (_("Left out, because of problems"), counted["problems"]),
    ]
    summary = [{"label": _("File"), "value": batch.name}]
    summary += [{"label": label, "value": grouped(count)} for label, count in rows]
    heading = ngettext("Import %(n)s draft?", "Import %(n)s drafts?", n) % {"n": grouped(n)}
    return {"heading": heading, "action": _import(n), "summary": summary}


def done(batch: ListingImport, counted: dict[str, int]) -> dict[str, Any]:
    """For the result: `heading`, `text`, and what is `next`."""
    new, changed = counted["new"], counted["change"]
    heading = ngettext("%(n)s draft is made", "%(n)s drafts are made", new) % {"n": grouped(new)}
    parts = [
        ngettext("%(n)s has changed.", "%(n)s have changed.", changed) % {"n": grouped(changed)}
        if changed
        else "",
        _left(counted["problems"]) if counted["problems"] else "",
    ]
    text = " ".join(filter(None, parts))
    steps = [
        _("Open a draft from the list below, and fill in what the file did not say."),
        _("Choose whose students should see it, look at the preview, and send it."),
        _("Each university reads it. Students see it once theirs has approved it."),
    ]
    return {"heading": heading, "text": text, "next": steps}


def _left(n: int) -> str:
    return ngettext(
        "%(n)s row was left out. Correct it in your file and upload that again: the others stay "
        "as they are.",
        "%(n)s rows were left out. Correct them in your file and upload that again: the others "
        "stay as they are.",
        n,
    ) % {"n": grouped(n)}


def running(batch: ListingImport) -> dict[str, int]:
    """`most`: of how many rows `rows_done` is a part."""
    if batch.status == ListingImport.Status.CHECKING:
        return {"most": batch.rows_in_file}
    return {"most": counts(batch)["drafts"]}

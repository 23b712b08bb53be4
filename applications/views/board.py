"""A listing's applications in columns by state: what an employer works through."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, employers_only
from accounts.models import Organisation
from applications import board, turns
from applications.board_asked import COLUMNS, FITS, SCORED, SINCE, SORTS, Asked, asked_in
from applications.board_rows import looked_up, whole
from applications.cards import drawing
from listings.models import Listing


def listing_of(request: SignedInRequest, slug: str) -> Listing:
    """404 as well where we have refused the organisation: who applied is not its to read."""
    mine = Listing.objects.of(request.user).select_related("organisation")
    mine = mine.exclude(organisation__status=Organisation.Status.REFUSED)
    return get_object_or_404(mine.prefetch_related("skills"), slug=slug)


@require_safe
@employers_only
def inbox(request: SignedInRequest, slug: str) -> HttpResponse:
    listing = listing_of(request, slug)
    asked = looked_up(listing, asked_in(request.GET))
    counted = board.counts(listing, asked, request.user)
    if not asked.tab:
        asked = replace(asked, tab=board.first_with_any(counted))
    page = board.page_of(listing, asked, request.user, counted.of(asked.tab))
    keys = list(page.object_list)
    beside = board.beside(listing, asked, request.user) if counted.sent else {}
    rows = whole(listing, keys + [pk for each in beside.values() for pk in each])
    draw = drawing(listing)
    page.object_list = [draw(rows[pk]) for pk in keys if pk in rows]
    others = {tab: [draw(rows[pk]) for pk in each if pk in rows] for tab, each in beside.items()}
    context = {
        "listing": listing,
        "page": page,
        "tab": asked.tab,
        "columns": _columns(asked, counted, others),
        "tabs": _tabs(listing, asked, counted),
        "asked": asked,
        "filters": _filters(asked),
        "query": asked.query(),
        "every": asked.query(tab=""),
        "clear": asked.query() if not asked.narrows else Asked(tab=asked.tab).query(),
        "turn": turns.of_board(counted.waiting, counted.first_due) if counted.waiting else None,
        "total": counted.sent,
        "taken": counted.taken,
        "found": sum(counted.shown.values()),
        "answering": asked.tab in {"new", "shortlist"},
        "may_compare": asked.tab in {"new", "shortlist", "offers"},
    }
    return render(request, "applications/inbox.html", context)


def _tabs(listing: Listing, asked: Asked, counted: board.Counts) -> list[dict[str, Any]]:
    address = reverse("applications:inbox", args=[listing.slug])
    return [
        {
            "key": key,
            "label": label,
            "url": f"{address}?{asked.query(tab=key)}",
            "current": key == asked.tab,
            "count": counted.of(key),
        }
        for key, (label, _states) in COLUMNS.items()
    ]


def _columns(
    asked: Asked, counted: board.Counts, others: dict[str, list[Any]]
) -> list[dict[str, Any]]:
    """The current one has its page; of the others the first few, and how many more there are."""
    return [
        {
            "key": key,
            "label": label,
            "query": asked.query(tab=key),
            "current": key == asked.tab,
            "count": counted.of(key),
            "cards": others.get(key, []),
            "more": counted.of(key) - len(others.get(key, [])),
        }
        for key, (label, _states) in COLUMNS.items()
    ]


def _filters(asked: Asked) -> list[dict[str, Any]]:
    """The selects, each with what is chosen."""
    return [
        _select("sort", _labels(SORTS), asked.sort),
        _select("fit", FITS, asked.fit),
        _select("since", SINCE, asked.since),
        _select("scored", SCORED, asked.scored),
    ]


def _labels(sorts: dict[str, Any]) -> dict[str, Any]:
    return {key: label for key, (label, _order) in sorts.items()}


def _select(name: str, options: dict[str, Any], chosen: str) -> dict[str, Any]:
    rows = [{"value": key, "label": str(each)} for key, each in options.items()]
    return {"name": name, "options": rows, "chosen": chosen}

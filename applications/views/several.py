"""What an employer does with several applications at once."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access import SignedInRequest, employers_only
from accounts.limits import limit
from applications import actions, board_rows
from applications.actions.several import Outcome, each
from applications.board_asked import COLUMNS, asked_in
from applications.forms.choosing import DeclineForm, kind_words_to_all
from applications.models import Application
from applications.views.board import listing_of
from applications.views.going_back import asked_for, to_board, to_compare
from listings.models import Listing

# Each gets a mail of their own, within one request.
MOST = 100


def chosen(request: SignedInRequest, listing: Listing) -> list[Application]:
    """Those that are ticked, or all of the column, as it is filtered and sorted."""
    keys = asked_for(request.POST.getlist("a"))
    if "every" in request.POST:
        asked = asked_in(QueryDict(request.POST.get("at", "")[:500]))
        rows = board_rows.found(listing, asked, request.user)
        rows = rows.filter(status__in=COLUMNS[asked.tab or "new"][1])
        keys = list(
            board_rows.in_order(rows, listing, asked.sort).values_list("pk", flat=True)[:MOST]
        )
    mine = Application.objects.for_employer(request.user).filter(listing=listing).for_pages()
    found = mine.in_bulk(keys[:MOST])
    return [found[pk] for pk in keys if pk in found]


@require_POST
@employers_only
@limit("write", "200/d")
def selected(request: SignedInRequest, slug: str) -> HttpResponse:
    """A button of the board: for one row, or for those that are ticked."""
    listing = listing_of(request, slug)
    do, _sign, key = request.POST.get("do", "").partition(":")
    if key:
        mine = Application.objects.for_employer(request.user).filter(listing=listing).for_pages()
        rows = [get_object_or_404(mine, pk=pk) for pk in asked_for([key])]
    else:
        rows = chosen(request, listing)
    if not rows:
        messages.warning(request, _("Tick at least one application first."))
        return to_board(request, listing)
    if do == "compare":
        return to_compare(listing, [row.pk for row in rows])
    if do in {"shortlist", "unshortlist"}:
        outcome = each(getattr(actions, do), rows)
        _tell(request, outcome, _words_of(do, outcome))
    return to_board(request, listing)


def _words_of(do: str, outcome: Outcome) -> str:
    n = len(outcome.done)
    if n == 1 and do == "shortlist":
        return _("%(student)s is on your shortlist.") % {"student": outcome.done[0].who}
    if n == 1:
        return _("%(student)s is off your shortlist.") % {"student": outcome.done[0].who}
    if do == "shortlist":
        return ngettext("%(n)d is on your shortlist.", "%(n)d are on your shortlist.", n) % {"n": n}
    return ngettext("%(n)d is off your shortlist.", "%(n)d are off your shortlist.", n) % {"n": n}


def _tell(request: SignedInRequest, outcome: Outcome, done: str) -> None:
    """What was done, what was not, and why; each by name."""
    if outcome.done:
        messages.success(request, done)
    if outcome.moved_on:
        names = {"names": _names(outcome.moved_on)}
        messages.warning(
            request, _("These had moved on, and nothing was changed: %(names)s") % names
        )
    if outcome.failed:
        names = {"names": _names(outcome.failed)}
        messages.error(
            request, _("These did not work, and nobody was told. Try again: %(names)s") % names
        )


def _names(rows: list[Application]) -> str:
    return ", ".join(row.who for row in rows) + "."


@require_POST
@employers_only
@limit("write", "200/d")
def decline_several(request: SignedInRequest, slug: str) -> HttpResponse:
    """The reason and the words, then a look at who gets which, then all of them."""
    listing = listing_of(request, slug)
    rows = chosen(request, listing)
    undecided = [row for row in rows if row.is_undecided]
    if not undecided:
        messages.warning(request, _("Tick at least one application that waits for an answer."))
        return to_board(request, listing)
    step = next((each for each in ("send", "check") if each in request.POST), "")
    begun = None if step else _begun(request, listing)
    form = DeclineForm(request.POST if step else None, initial=begun, listing=listing)
    context: dict[str, Any] = {
        "listing": listing,
        "rows": undecided,
        "left_out": [row for row in rows if not row.is_undecided],
        "form": form,
        "most": MOST,
        "at": request.POST.get("at", ""),
    }
    if not step or not form.is_valid():
        return render(request, "applications/decline_several.html", context)
    if step == "check":
        note = form.cleaned_data["note"]
        reason = Application.DeclineReason(form.cleaned_data["reason"])
        context["reason"] = "" if reason == reason.OTHER else reason.label
        context["letters"] = [{"who": row.who, "words": row.words_of(note)} for row in undecided]
        return render(request, "applications/check_declines.html", context)
    outcome = each(partial(actions.decline, **form.cleaned_data), rows)
    n = len(outcome.done)
    words = ngettext(
        "%(n)d is declined, and has your answer by e-mail.",
        "%(n)d are declined. Each has your answer by e-mail.",
        n,
    )
    _tell(request, outcome, words % {"n": n})
    return to_board(request, listing)


def _begun(request: SignedInRequest, listing: Listing) -> dict[str, str]:
    """What was written before somebody went back to change it."""
    if "change" in request.POST:
        return {name: request.POST.get(name, "") for name in ("reason", "note")}
    return {"note": kind_words_to_all(listing)}

"""What waits for a career centre: the list, who reads what, and several approved at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest
from accounts.limits import limit
from listings import actions, drafts, policies
from listings.deciders import deciders_only
from listings.models import Moderation
from listings.queueing import QueueForm, filtered, readable, row, why_not_at_once
from marketplace.states import WrongState

PER_PAGE = 25
MINUTES = Moderation.CLAIM // timedelta(minutes=1)


def tabs(here: str, waiting: int) -> list[dict[str, Any]]:
    """Of the pages where a career centre decides."""
    queue = reverse("listings:queue")
    pages = [
        ("waiting", _("Waiting"), queue),
        ("decided", _("Decided"), f"{queue}?show=decided"),
        ("organisations", _("Organisations"), reverse("applications:here_organisations")),
        ("reports", _("Reports"), reverse("applications:here_reports")),
        ("policy", _("Policy"), reverse("listings:policy")),
        ("reasons", _("Reasons"), reverse("listings:reasons")),
    ]
    shown: list[dict[str, Any]] = [
        {"label": label, "url": url, "current": key == here} for key, label, url in pages
    ]
    shown[0]["count"] = waiting
    return shown


@require_safe
@deciders_only
def queue(request: SignedInRequest) -> HttpResponse:
    decided = request.GET.get("show") == "decided"
    rows, user = readable(request.user), request.user
    waiting = rows.waiting()
    form = QueueForm(request.GET, waiting)
    book = policies.rulebook(policies.current(user.staff_of.university))
    found = rows.decided() if decided else filtered(waiting, form.asked, user, book)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    n = page.paginator.count if not decided and not form.asked else waiting.count()
    query = request.GET.copy()
    query.pop("page", None)
    shown = {
        "university": user.staff_of.university,
        "decided": decided,
        "page": page,
        "rows": [row(each, user, book) for each in page],
        "query": query.urlencode(),
        "form": form,
        "asked": bool(form.asked),
        "tabs": tabs("decided" if decided else "waiting", n),
        "minutes": MINUTES,
    }
    return render(request, "listings/queue.html", shown)


@require_POST
@deciders_only
@limit("claim", "1000/d")
def claim_next(request: SignedInRequest) -> HttpResponse:
    """Take the oldest that nobody reads, and read it."""
    return to_next(request)


def to_next(request: SignedInRequest) -> HttpResponse:
    for _attempt in range(3):
        try:
            found = actions.claim_next(request.user.staff_of.university, request.user)
        except WrongState:  # taken in this moment
            continue
        if found:
            return redirect("listings:review", found.pk)
        break
    messages.info(request, _("Nothing waits that nobody reads."))
    return redirect("listings:queue")


@require_POST
@deciders_only
@limit("claim", "1000/d")
def claim(request: SignedInRequest, pk: int) -> HttpResponse:
    moderation = get_object_or_404(readable(request.user).sent(), pk=pk)
    try:
        actions.claim(moderation, request.user)
    except WrongState:
        moderation = get_object_or_404(readable(request.user), pk=pk)
        if reader := moderation.reader:
            messages.warning(request, _("%(name)s is reading it.") % {"name": reader})
        else:
            messages.warning(request, _("It does not wait any more."))
    return redirect("listings:review", pk)


@require_POST
@deciders_only
@limit("claim", "1000/d")
def release(request: SignedInRequest, pk: int) -> HttpResponse:
    moderation = get_object_or_404(readable(request.user).sent(), pk=pk)
    actions.release(moderation, request.user)
    messages.success(request, _("Anybody of your career centre can take it now."))
    return redirect("listings:queue")


@require_POST
@deciders_only
@limit("write", "200/d")
def approve_several(request: SignedInRequest) -> HttpResponse:
    """Those that were chosen, shown once more with what keeps some of them out; then done."""
    chosen = {pk for pk in request.POST.getlist("chosen") if pk.isascii() and pk.isdigit()}
    rows = list(readable(request.user).filter(pk__in=sorted(chosen)[:PER_PAGE]).order_by("due_at"))
    if not rows:
        messages.info(request, _("Choose the listings first."))
        return redirect("listings:queue")
    book = policies.rulebook(policies.current(request.user.staff_of.university))
    why_not = {each.pk: why_not_at_once(each, request.user, book) for each in rows}
    possible = [each for each in rows if not why_not[each.pk]]
    if "sure" in request.POST:
        approve_all(request, possible, left_out=len(rows) - len(possible))
        return redirect("listings:queue")
    shown = {
        "possible": [(each, drafts.version(each.listing)) for each in possible],
        "left_out": [(each, why_not[each.pk]) for each in rows if why_not[each.pk]],
    }
    return render(request, "listings/approve_several.html", shown)


def approve_all(request: SignedInRequest, rows: Iterable[Moderation], left_out: int) -> None:
    """Each by itself: what cannot be approved any more keeps nothing from the others."""
    done = 0
    for each in rows:
        if request.POST.get(f"version-{each.pk}") != drafts.version(each.listing):
            left_out += 1
            continue
        try:
            actions.approve(each, request.user)
            done += 1
        except (
            WrongState,
            actions.AgainstPolicy,
            actions.NotVerified,
            actions.NotWorkedWith,
            actions.TooLate,
        ):
            left_out += 1
    if done:
        said = ngettext("%(n)d listing is approved.", "%(n)d listings are approved.", done)
        messages.success(request, said % {"n": done})
    if left_out:
        said = ngettext(
            "%(n)d was left out: it has to be read by itself.",
            "%(n)d were left out: they have to be read by themselves.",
            left_out,
        )
        messages.warning(request, said % {"n": left_out})

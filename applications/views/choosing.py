"""The employer's side, up to the offer."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Min, OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, employers_only
from accounts.limits import limit
from applications import actions, turns
from applications.blind import reader
from applications.forms.choosing import DeclineForm, kind_words
from applications.models import Application, Placement
from applications.summaries import answers_of, times_of
from listings.models import Listing
from marketplace.states import WrongState

Status = Application.Status

PER_PAGE = 25
MOST_COMPARED = 4
TABS = {
    "new": (gettext_lazy("To read"), [Status.SUBMITTED]),
    "shortlist": (gettext_lazy("Shortlist"), [Status.SHORTLISTED]),
    "offers": (gettext_lazy("Offers"), [Status.OFFERED]),
    "places": (gettext_lazy("Accepted"), [Status.ACCEPTED]),
    "closed": (
        gettext_lazy("Closed"),
        [Status.DECLINED, Status.NOT_SELECTED, Status.WITHDRAWN],
    ),
}
SORTS = {
    "oldest": (gettext_lazy("Oldest first"), ["submitted_at", "pk"]),
    "newest": (gettext_lazy("Newest first"), ["-submitted_at", "pk"]),
    "hours": (gettext_lazy("Most hours a week"), ["-hours_per_week", "submitted_at", "pk"]),
    "start": (gettext_lazy("Earliest start"), ["can_start", "submitted_at", "pk"]),
}


@require_safe
@employers_only
def inbox(request: SignedInRequest, slug: str) -> HttpResponse:
    listing = get_object_or_404(Listing.objects.of(request.user).for_cards(), slug=slug)
    every = Application.objects.for_employer(request.user).filter(listing=listing)
    counts: dict[str, int] = dict(every.values_list("status").annotate(Count("pk")))
    tab = request.GET.get("tab", "")
    if tab not in TABS:
        tab = next((key for key in TABS if _count(key, counts)), "new")
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else "oldest"
    accepted = Placement.objects.filter(offer__application=OuterRef("pk"))
    rows = (
        every.filter(status__in=TABS[tab][1])
        .annotate(placement_id=Subquery(accepted.order_by("-accepted_at").values("pk")[:1]))
        .for_pages()
        .order_by(*SORTS[sort][1])
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "listing": listing,
        "page": page,
        "tab": tab,
        "tabs": _tabs(listing, tab, sort, counts),
        "sort": sort,
        "sorts": [{"value": key, "label": label} for key, (label, _order) in SORTS.items()],
        "query": urlencode({"tab": tab, "sort": sort}),
        "turn": _board_turn(every, counts),
        "total": sum(counts.values()),
        "taken": counts.get(Status.OFFERED, 0) + counts.get(Status.ACCEPTED, 0),
        "may_compare": tab in {"new", "shortlist", "offers"} and bool(page.object_list),
    }
    return render(request, "applications/inbox.html", context)


def _count(tab: str, counts: dict[str, int]) -> int:
    return sum(counts.get(status, 0) for status in TABS[tab][1])


def _tabs(
    listing: Listing, current: str, sort: str, counts: dict[str, int]
) -> list[dict[str, Any]]:
    address = reverse("applications:inbox", args=[listing.slug])
    return [
        {
            "label": label,
            "url": f"{address}?{urlencode({'tab': key, 'sort': sort})}",
            "current": key == current,
            "count": _count(key, counts),
        }
        for key, (label, _states) in TABS.items()
    ]


def _board_turn(every: Any, counts: dict[str, int]) -> turns.Turn | None:
    waiting = counts.get(Status.SUBMITTED, 0) + counts.get(Status.SHORTLISTED, 0)
    due = every.undecided().aggregate(first=Min("decide_by"))["first"] if waiting else None
    return turns.of_board(waiting, due) if waiting else None


@require_safe
@employers_only
def compare(request: SignedInRequest, slug: str) -> HttpResponse:
    """Up to four applications, at an address that can be shared with colleagues."""
    listing = get_object_or_404(Listing.objects.of(request.user).for_cards(), slug=slug)
    asked = list(dict.fromkeys(pk for text in request.GET.getlist("a") if (pk := _uuid(text))))
    readable = Application.objects.for_employer(request.user).readable().filter(listing=listing)
    whole = (
        readable.for_pages()
        .select_related("resume", "nameless")
        .prefetch_related("student__skills")
    )
    found = whole.in_bulk(asked[:MOST_COMPARED])
    rows = [found[pk] for pk in asked if pk in found]
    columns = [
        {
            "application": row,
            "pitch": reader(row)(row.pitch),
            "answers": answers_of(row, reader(row)),
            "times": times_of(row, reader(row)),
            "skills": ", ".join(skill.name for skill in row.student.skills.all()),
            "every": [other.pk for other in rows],
            "without": urlencode([("a", other.pk) for other in rows if other != row]),
        }
        for row in rows
    ]
    context = {"listing": listing, "columns": columns, "too_many": len(asked) > MOST_COMPARED}
    return render(request, "applications/compare.html", context)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _mine(request: SignedInRequest, pk: UUID) -> Application:
    rows = Application.objects.for_employer(request.user).for_pages()
    return get_object_or_404(rows, pk=pk)


@require_POST
@employers_only
@limit("write", "200/d")
def shortlist(request: SignedInRequest, pk: UUID) -> HttpResponse:
    application = _mine(request, pk)
    try:
        actions.shortlist(application)
    except WrongState:
        return _gone(request, application)
    who = {"student": application.who}
    messages.success(request, _("%(student)s is on your shortlist.") % who)
    return _back(request, application)


@require_POST
@employers_only
@limit("write", "200/d")
def unshortlist(request: SignedInRequest, pk: UUID) -> HttpResponse:
    application = _mine(request, pk)
    try:
        actions.unshortlist(application)
    except WrongState:
        return _gone(request, application)
    who = {"student": application.who}
    messages.success(request, _("%(student)s is off your shortlist.") % who)
    return _back(request, application)


def _gone(request: SignedInRequest, application: Application) -> HttpResponse:
    messages.error(request, _("That application has moved on. Nothing was changed."))
    return redirect("applications:detail", application.pk)


def _back(request: SignedInRequest, application: Application) -> HttpResponse:
    """To the page the button was on: the board, side by side, or the application."""
    if request.POST.get("back") == "compare":
        asked = [("a", pk) for text in request.POST.getlist("a") if (pk := _uuid(text))]
        address = reverse("applications:compare", args=[application.listing.slug])
        return redirect(f"{address}?{urlencode(asked[:MOST_COMPARED])}")
    if request.POST.get("back") == "inbox":
        tab = request.POST.get("tab", "")
        address = reverse("applications:inbox", args=[application.listing.slug])
        return redirect(f"{address}?{urlencode({'tab': tab if tab in TABS else 'new'})}")
    return redirect("applications:detail", application.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@employers_only
@limit("write", "200/d")
def decline(request: SignedInRequest, pk: UUID) -> HttpResponse:
    application = _mine(request, pk)
    if not application.is_undecided:
        return _gone(request, application)
    posted = request.POST if request.method == "POST" else None
    form = DeclineForm(posted, initial={"note": kind_words(application)})
    if form.is_valid():
        try:
            actions.decline(application, **form.cleaned_data)
        except WrongState:
            return _gone(request, application)
        who = {"student": application.who}
        messages.success(request, _("Declined. %(student)s gets your answer by e-mail.") % who)
        return redirect("applications:inbox", application.listing.slug)
    context = {"application": application, "form": form}
    return render(request, "applications/decline.html", context)

"""The page to find projects on: whole, or only what a search changes."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe
from django_htmx.middleware import HtmxDetails

from accounts.actions import note_visit
from accounts.context import framed
from listings import browsing, facets
from listings.browsing import Looked
from listings.cards import cards_of
from listings.filters import filters_from, not_understood
from listings.instead import town_meant
from listings.rows import open_now
from listings.search import known_names, search
from listings.search.wanted import PER_PAGE
from listings.viewers import known_student, scope_of


class Request(HttpRequest):
    htmx: HtmxDetails


# What chooses nothing by itself.
SAYS_MORE_OF = {"km": ("near",), "pay_in": ("pay", "per_hour")}


@require_safe
@login_not_required
def browse(request: Request) -> HttpResponse:
    """The whole page, or with htmx only what a search changes."""
    if not request.htmx and "" in request.GET.dict().values():
        return redirect(without_blanks(request.GET))
    student = known_student(request)
    if student:
        note_visit(student)
    scope = scope_of(student)
    filters = filters_from(request.GET, student, known_names)
    filters, others = town_meant(filters, request.GET.get("near", ""), scope)
    found = search(filters, scope)
    rows = open_now(found.ids, student.university_id if student else None)
    looked = Looked(
        filters=filters,
        found=found,
        cards=cards_of(rows, request.user),
        page=Paginator(range(found.total), PER_PAGE).get_page(found.page),
        student=student,
        near=request.GET.get("near", "")[:80],
        may_save=student is not None or not request.user.is_authenticated,
        not_understood=not_understood(request.GET, filters),
        namesakes=others,
    )
    htmx = request.htmx and not request.htmx.history_restore_request
    response = part(request, looked) if htmx else whole(request, looked)
    patch_vary_headers(response, ["HX-Request"])
    return response


def without_blanks(asked: QueryDict) -> str:
    """The address that a form means which a browser sends with all its boxes: what is empty, and
    what only says more of something empty, is left out.
    """
    given = [(name, value) for name, value in _all(asked) if value]
    names = {name for name, _value in given}
    idle = {name for name, needed in SAYS_MORE_OF.items() if names.isdisjoint(needed)}
    meant = [(name, value) for name, value in given if name not in idle]
    return browsing.action() + (f"?{urlencode(meant)}" if meant else "")


def _all(asked: QueryDict) -> list[tuple[str, str]]:
    return [(name, value) for name, values in asked.lists() for value in values]


def whole(request: HttpRequest, looked: Looked) -> HttpResponse:
    given = {"action": browsing.action(), "apart": looked.apart}
    holes = {
        "title": browsing.title(looked.page),
        "address": browsing.canonical(),
        "query": facets.query(looked.filters),
        "words": looked.filters.q,
        **browsing.parts(request, looked),
    }
    return framed(request, "listings/browse.html", given, holes)


def part(request: HttpRequest, looked: Looked) -> HttpResponse:
    response = HttpResponse(browsing.swapped(browsing.parts(request, looked)))
    # Without the questions that were not answered.
    response["HX-Push-Url"] = address(facets.query(looked.filters), looked.page)
    return response


def address(query: str, page: Page[int]) -> str:
    """The search as it should stand in the browser's address."""
    parts = [query] if query else []
    parts += [f"page={page.number}"] if page.number > 1 else []
    return browsing.action() + ("?" + "&".join(parts) if parts else "")

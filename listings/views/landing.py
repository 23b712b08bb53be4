"""Pages that search engines and newcomers arrive at: a field, a country, a town, a format."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.places import countries
from listings import landing
from listings.cards import cards_of
from listings.facets import FIELDS, Link, label_of
from listings.instead import further
from listings.landing import Landing
from listings.models import Format, Listing
from listings.rows import open_now
from listings.search import Filters, Scope, search
from listings.search.wanted import PER_PAGE
from listings.traditional import beside, size
from listings.viewers import known_student, scope_of


@require_safe
@login_not_required
def directory(request: HttpRequest) -> HttpResponse:
    """Every field, country and format with how many are open."""
    found = search(Filters(), scope_of(known_student(request)), most=None)

    def links(name: str, view: str) -> list[tuple[str, str, int]]:
        there = found.facets[name].items()
        named = [(label_of(Filters(), found.names, name, v), v.lower(), n) for v, n in there if n]
        return [(label, reverse(f"listings:{view}", args=[slug]), n) for label, slug, n in named]

    shown = {
        "fields": sorted(links("field", "field")),
        "countries": sorted(links("country", "country")),
        "formats": [
            (each, size(each), found.facets["format"].get(each.slug, 0))
            for each in Format.objects.filter(is_active=True)
        ],
        "total": found.total,
        "address": settings.SITE_URL + reverse("listings:directory"),
    }
    return render(request, "listings/directory.html", shown)


@require_safe
@login_not_required
def field(request: HttpRequest, field: str) -> HttpResponse:
    if field not in FIELDS:
        raise Http404
    return page(request, landing.of_field(field))


@require_safe
@login_not_required
def country(request: HttpRequest, code: str) -> HttpResponse:
    known = known_country(code)
    scope = scope_of(known_student(request))
    listings = Listing.objects.visible_to(request.user).open().paid()
    towns = landing.towns_with_counts(listings, known, scope)
    return page(request, landing.of_country(known), towns=towns)


@require_safe
@login_not_required
def city(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    found = landing.city_of(slug, known_country(code))
    if found is None:
        raise Http404
    return page(request, landing.of_city(found), region=found.region)


@require_safe
@login_not_required
def format(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Format, slug=slug, is_active=True)
    return page(request, landing.of_format(found), format=found, beside=beside(found))


def known_country(code: str) -> str:
    """Its ISO 3166 code; lower case in addresses, and in no other way."""
    if code != code.lower() or code.upper() not in dict(countries()):
        raise Http404
    return code.upper()


def further_off(at: Landing, scope: Scope) -> list[Link]:
    """Where a town has nothing, what is near it."""
    browse = reverse("listings:browse")
    return [{**link, "url": browse + link["url"]} for link in further(at.filters, scope)]


def page(request: HttpRequest, at: Landing, **more: Any) -> HttpResponse:
    student = known_student(request)
    asked = request.GET.get("page", "")
    number = int(asked[:4]) if asked[:4].isascii() and asked[:4].isdigit() else 1
    found = search(at.filters_on(max(1, number)), scope_of(student))
    rows = open_now(found.ids, student.university_id if student else None)
    pages = Paginator(range(found.total), PER_PAGE).get_page(found.page)
    shown = {
        "at": at,
        "page": pages,
        "found": landing.how_many(found.total),
        "cards": cards_of(rows, request.user),
        "narrower": landing.narrower(at, found),
        "further": [] if found.total else further_off(at, scope_of(student)),
        "address": settings.SITE_URL + at.url,
        **more,
    }
    return render(request, "listings/landing.html", shown)

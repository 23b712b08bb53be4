"""What search engines may read: the sitemap, split by size, and robots.txt."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from math import ceil
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import InvalidPage, Paginator
from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from listings.landing import city_url, towns_by_country
from listings.models import Format, Listing, ListingQuerySet
from listings.search import Filters, search

# Addresses in one file: a search engine takes 50,000, Postgres skips fewer quickly.
MOST = 10_000
KEPT = 60 * 60  # seconds
NOT_TO_READ = [
    "/account/", "/listings/", "/moderation/", "/payments/", "/platform/",
    "/profile/", "/projects/?", "/saved/", "/settings/", "/suggest/", "/work/",
]  # fmt: skip


def public() -> ListingQuerySet:
    return Listing.objects.visible_to(AnonymousUser()).open()


@dataclass(frozen=True)
class Section:
    """Addresses of one kind. `found` yields what `address` makes a path of, and when it changed."""

    found: Callable[[], Any]
    address: Callable[[], Callable[[str], str]]

    @property
    def files(self) -> Paginator[Any]:
        return Paginator(self.found(), MOST)


def projects() -> Any:
    return public().order_by("pk").values_list("slug", "updated_at")


def employers() -> Any:
    """They change with what of theirs is open."""
    shown = public().filter(organisation__in=Organisation.objects.visible_to(AnonymousUser()))
    rows = shown.order_by("organisation").values_list("organisation__slug")
    return rows.annotate(Max("updated_at"))


def pages() -> list[tuple[str, None]]:
    """Pages of ours, and those of fields, places and formats that have something open."""
    facets = search(Filters(), most=None).facets
    active = set(Format.objects.filter(is_active=True).values_list("slug", flat=True))
    fixed = ["listings:home", "listings:browse", "listings:directory", "accounts:help"]
    fixed += [f"accounts:{name}" for name in ("accessibility", "privacy", "terms")]
    found = [reverse(name) for name in fixed]
    found += [reverse("listings:field", args=[v]) for v, n in facets["field"].items() if n]
    found += [
        reverse("listings:format", args=[v])
        for v, n in facets["format"].items()
        if n and v in active
    ]
    cities = towns_by_country(public().paid())
    for code in (code for code, n in facets["country"].items() if n):
        found.append(reverse("listings:country", args=[code.lower()]))
        found += [city_url(city.name, code) for city in cities.get(code, [])]
    return [(path, None) for path in found]


# In place of what stands in an address, which is made once for all of a file.
HOLE = "in-its-place"


def _with_slug(name: str) -> Callable[[str], str]:
    before, after = reverse(name, args=[HOLE]).split(HOLE)
    return lambda slug: f"{before}{slug}{after}"


SECTIONS = {
    "pages": Section(pages, lambda: str),
    "projects": Section(projects, partial(_with_slug, "listings:detail")),
    "organisations": Section(employers, partial(_with_slug, "accounts:organisation")),
}
SCHEMA = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def _xml(root: str, each: str, rows: Iterable[tuple[str, datetime | None]]) -> HttpResponse:
    """`rows`: path and when it changed. Written line by line: a file has thousands of them."""
    lines = [
        f"<{each}><loc>{escape(settings.SITE_URL + path)}</loc>"
        + (f"<lastmod>{at:%Y-%m-%dT%H:%M:%S+00:00}</lastmod>" if at else "")
        + f"</{each}>"
        for path, at in rows
    ]
    text = "\n".join(
        ['<?xml version="1.0" encoding="UTF-8"?>', f"<{root} {SCHEMA}>", *lines, f"</{root}>", ""]
    )
    return HttpResponse(text, content_type="application/xml", headers={"X-Robots-Tag": "noindex"})


@require_safe
@login_not_required
@cache_control(public=True, max_age=KEPT)
def index(request: HttpRequest) -> HttpResponse:
    counted = public().aggregate(
        projects=Count("pk"),
        organisations=Count("organisation", distinct=True),
        at=Max("updated_at"),
    )
    rows = []
    for name in SECTIONS:
        path = reverse("listings:sitemap_section", args=[name])
        # Pages of ours fill no file, and never are none; nor has a whole one to be there.
        files = max(1, ceil(counted.get(name, 0) / MOST))
        at = counted["at"] if name in counted else None
        rows += [(f"{path}?p={n}" if n > 1 else path, at) for n in range(1, files + 1)]
    return _xml("sitemapindex", "sitemap", rows)


@require_safe
@login_not_required
@cache_control(public=True, max_age=KEPT)
def section(request: HttpRequest, section: str) -> HttpResponse:
    chosen = SECTIONS.get(section)
    if chosen is None:
        raise Http404
    try:
        file = chosen.files.page(request.GET.get("p", 1))
    except InvalidPage as error:
        raise Http404 from error
    address = chosen.address()
    return _xml("urlset", "url", ((address(name), at) for name, at in file))


@require_safe
@login_not_required
@cache_control(public=True, max_age=KEPT)
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_TO_READ), ""]
    lines += [f"Sitemap: {settings.SITE_URL}{reverse('listings:sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")

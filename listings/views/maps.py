"""What search engines may read: the sitemap, split by size, and robots.txt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemaps
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from listings.landing import city_url, towns
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


class Projects(Sitemap[Listing]):
    limit = MOST

    def items(self) -> QuerySet[Listing]:
        return public().order_by("pk").only("slug", "updated_at")

    def lastmod(self, item: Listing) -> datetime:
        return item.updated_at


class Employers(Sitemap[Organisation]):
    limit = MOST

    def items(self) -> QuerySet[Organisation]:
        open_now = public().values("organisation")
        verified = Organisation.objects.visible_to(AnonymousUser()).filter(pk__in=open_now)
        return verified.annotate(changed=Max("listings__updated_at")).order_by("pk")

    def lastmod(self, item: Organisation) -> datetime:
        changed: datetime = item.__dict__["changed"]
        return changed


class Pages(Sitemap[str]):
    """Pages of ours, and those of fields, places and formats that have something open."""

    limit = MOST

    def items(self) -> Sequence[str]:
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
        for code in (code for code, n in facets["country"].items() if n):
            found.append(reverse("listings:country", args=[code.lower()]))
            found += [city_url(city.name, code) for city in towns(public().paid(), code)]
        return found

    def location(self, item: str) -> str:
        return item


SECTIONS: dict[str, type[Sitemap[Any]] | Sitemap[Any]] = {
    "pages": Pages,
    "projects": Projects,
    "organisations": Employers,
}


@require_safe
@login_not_required
@cache_control(public=True, max_age=KEPT)
def index(request: HttpRequest) -> HttpResponse:
    return sitemaps.index(request, SECTIONS, sitemap_url_name="listings:sitemap_section")


@require_safe
@login_not_required
@cache_control(public=True, max_age=KEPT)
def section(request: HttpRequest, section: str) -> HttpResponse:
    return sitemaps.sitemap(request, SECTIONS, section)


@require_safe
@login_not_required
@cache_control(public=True, max_age=KEPT)
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_TO_READ), ""]
    lines += [f"Sitemap: {settings.SITE_URL}{reverse('listings:sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")

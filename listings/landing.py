"""Pages a search can begin with: a field, a country, a town, a format, and what is open there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.places import City, city_named, country_name
from listings.facets import FIELDS, label_of, query
from listings.models import Format, ListingPlace, ListingQuerySet
from listings.search import Filters, Found, Near, Scope, search
from listings.traditional import about

# Who works in a town may live around it.
AROUND_KM = 25
FEWEST = 2
# Each is a search of its own.
MOST_TOWNS = 20


@dataclass(frozen=True)
class Landing:
    """`lead` is its first sentence; `up` what it is a part of, as (label, url); `place` a town."""

    url: str
    title: str
    lead: str
    filters: Filters
    up: tuple[str, str]
    place: str = ""

    def filters_on(self, page: int) -> Filters:
        return replace(self.filters, page=page)

    @property
    def search_url(self) -> str:
        """The same with all filters beside it."""
        return f"{reverse('listings:browse')}?{query(self.filters)}"


@dataclass(frozen=True)
class Group:
    """Links that narrow: (label, url, how many)."""

    heading: str
    links: list[tuple[str, str, int]]


# --- The pages -------------------------------------------------------------


def everything() -> tuple[str, str]:
    return _("All fields, places and formats"), reverse("listings:directory")


def of_field(field: str) -> Landing:
    name = str(FIELDS[field])
    return Landing(
        url=reverse("listings:field", args=[field]),
        title=_("%(field)s: short paid projects for students") % {"field": name},
        lead=_("Each has a result you hand in, a fixed price, and a deadline."),
        filters=Filters(field=(field,)),
        up=everything(),
    )


def of_country(code: str) -> Landing:
    name = country_name(code)
    return Landing(
        url=reverse("listings:country", args=[code.lower()]),
        title=_("%(place)s: short paid projects for students") % {"place": name},
        lead=_("Work that is done there, wholly or in part. Remote projects belong to no country."),
        filters=Filters(country=(code,)),
        up=everything(),
    )


def of_city(city: City) -> Landing:
    return Landing(
        url=city_url(city.name, city.country),
        title=_("%(place)s: short paid projects for students") % {"place": city.name},
        lead=_("In the town and up to %(km)d km around it.") % {"km": AROUND_KM},
        filters=Filters(
            near=Near(city.latitude, city.longitude, AROUND_KM, f"{city.name}, {city.country}")
        ),
        up=(country_name(city.country), reverse("listings:country", args=[city.country.lower()])),
        place=city.name,
    )


def of_format(format: Format) -> Landing:
    return Landing(
        url=reverse("listings:format", args=[format.slug]),
        title=what_is(format),
        lead=about(format),
        filters=Filters(format=(format.slug,)),
        up=everything(),
    )


def what_is(format: Format) -> str:
    """What is a nano-internship?"""
    name = format.name[:1].lower() + format.name[1:]
    words = _("What is an %(name)s?") if name[0] in "aeiou" else _("What is a %(name)s?")
    return words % {"name": name}


def city_url(name: str, country: str) -> str:
    return reverse("listings:city", args=[country.lower(), slugify(name)])


def city_of(slug: str, country: str) -> City | None:
    """The town whose address this is: the largest of its name there."""
    city = city_named(slug.replace("-", " "), country)
    return city if city and slugify(city.name) == slug else None


# --- What is on them -------------------------------------------------------


def how_many(total: int) -> str:
    if not total:
        return _("None is open right now")
    return ngettext("%(n)d is open", "%(n)d are open", total) % {"n": total}


def narrower(landing: Landing, found: Found) -> list[Group]:
    """Ways to look at fewer of them, only where there is a choice."""
    groups = [
        Group(heading, [_link(landing, found, name, value, n) for value, n in there.items() if n])
        for name, heading in (
            ("arrangement", _("By where the work is done")),
            ("country", _("By country")),
            ("field", _("By field")),
            ("format", _("By format")),
            ("skill", _("By skill")),
        )
        if (there := found.facets.get(name, {})) and not getattr(landing.filters, name)
    ]
    return [group for group in groups if len(group.links) >= FEWEST]


def _link(landing: Landing, found: Found, name: str, value: str, n: int) -> tuple[str, str, int]:
    chosen: dict[str, Any] = {name: (value,)}
    asked = query(replace(landing.filters, **chosen))
    label = label_of(landing.filters, found.names, name, value)
    return label, f"{reverse('listings:browse')}?{asked}", n


def towns(listings: ListingQuerySet, country: str) -> list[City]:
    """Of a country, where there is work: the most first, as far as the gazetteer knows them."""
    rows = (
        ListingPlace.objects.filter(listing__in=listings, country=country)
        .exclude(latitude=None)
        .values_list("city")
        .annotate(n=Count("listing", distinct=True))
        .order_by("-n", "city")
    )
    known = (city_named(name, country) for name, _n in rows)
    return list(dict.fromkeys(city for city in known if city))


def towns_by_country(listings: ListingQuerySet) -> dict[str, list[City]]:
    """The same of every country, in one query."""
    rows = ListingPlace.objects.filter(listing__in=listings).exclude(latitude=None)
    found: dict[str, dict[City, None]] = {}
    for country, name in rows.values_list("country", "city").order_by("country", "city").distinct():
        if city := city_named(name, country):
            found.setdefault(country, {})[city] = None
    return {country: list(cities) for country, cities in found.items()}


def towns_with_counts(
    listings: ListingQuerySet, country: str, scope: Scope
) -> list[tuple[str, str, int]]:
    """Links to their pages, with as many as one finds there."""
    pages = [of_city(city) for city in towns(listings, country)[:MOST_TOWNS]]
    counted = [(page, search(page.filters, scope).total) for page in pages]
    return [(page.place, page.url, n) for page, n in counted if n]

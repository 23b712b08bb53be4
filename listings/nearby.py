"""A town as people type it, and a circle around it."""

from __future__ import annotations

from functools import cache

from django.utils.translation import get_language

from accounts.cities import City, cities_named, find_cities
from accounts.places import countries
from listings.search import Near

SHORTEST_TOWN = 2
# Of one name: the largest, in which somebody may have work.
MOST_NAMESAKES = 5


def near(typed: str, km: int) -> Near | None:
    """Around the largest town that begins so; after commas its country, in words or ISO 3166, and
    in the United States its state."""
    name, *around = (part.strip() for part in typed.split(","))
    if len(name) < SHORTEST_TOWN:
        return None
    country = around[-1] if around else ""
    codes = [country.upper()] if country.upper() in known_countries() else []
    codes += [
        code for code, each in countries() if country and each.casefold() == country.casefold()
    ]
    said = {part.casefold() for part in around if part}
    in_state = [each for each in cities_named(name) if each.region.casefold() in said]
    towns = in_state or find_cities(name, codes[0] if codes else "")
    return _around(towns[0], km) if towns else None


def namesakes(typed: str, km: int) -> list[Near]:
    """Around each town that is called just so, the largest first; none where more is said."""
    if "," in typed or len(typed.strip()) < SHORTEST_TOWN:
        return []
    return [_around(each, km) for each in cities_named(typed)[:MOST_NAMESAKES]]


def full_name(town: City, country: str) -> str:
    """Lisbon, Portugal; Portland, Oregon, United States: `near` finds just this one."""
    return ", ".join(filter(None, [town.name, town.region, country]))


def _around(town: City, km: int) -> Near:
    return Near(town.latitude, town.longitude, km, full_name(town, town.country))


def known_countries() -> frozenset[str]:
    return _countries(get_language() or "en")


@cache
def _countries(language: str) -> frozenset[str]:
    return frozenset(dict(countries()))

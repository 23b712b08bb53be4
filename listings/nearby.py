"""A town as people type it, and a circle around it."""

from __future__ import annotations

from functools import cache

from django.utils.translation import get_language

from accounts.cities import find_cities
from accounts.places import countries
from listings.search import Near

SHORTEST_TOWN = 2


def near(typed: str, km: int) -> Near | None:
    """Around the largest town that begins so; after a comma its country, in words or ISO 3166."""
    name, _comma, country = (part.strip() for part in typed.partition(","))
    if len(name) < SHORTEST_TOWN:
        return None
    codes = [country.upper()] if country.upper() in known_countries() else []
    codes += [
        code for code, each in countries() if country and each.casefold() == country.casefold()
    ]
    towns = find_cities(name, codes[0] if codes else "")
    if not towns:
        return None
    return Near(towns[0].latitude, towns[0].longitude, km, f"{towns[0].name}, {towns[0].country}")


def known_countries() -> frozenset[str]:
    return _countries(get_language() or "en")


@cache
def _countries(language: str) -> frozenset[str]:
    return frozenset(dict(countries()))

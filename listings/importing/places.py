"""Where work is done, as a cell says it: "Bengaluru, Karnataka", "London, UK", "Work From Home"."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.utils.translation import override

from accounts import cities
from accounts import places as known
from accounts.cities import City
from listings.importing.tidy import words
from listings.importing.unclear import Unclear
from listings.importing.words import ARRANGEMENTS, bare

ALIASES = {"uk": "GB", "greatbritain": "GB", "england": "GB", "scotland": "GB", "wales": "GB"}
ALIASES |= {"usa": "US", "unitedstatesofamerica": "US", "america": "US", "uae": "AE"}
ALIASES |= {"bharat": "IN", "holland": "NL", "korea": "KR", "southkorea": "KR", "turkey": "TR"}
ALIASES |= {"russia": "RU", "czechrepublic": "CZ", "vietnam": "VN", "ivorycoast": "CI"}
ASIDE = re.compile(r"\(([^)]*)\)")
# Of two towns of one name, the larger is meant when it has so many times the people.
FAR_LARGER = 10
# Two such names beside each other are two towns, not a town and its region.
LARGE_TOWN = 100_000
# Towns of one name that a report names.
MOST_NAMED = 4


@dataclass(frozen=True)
class Place:
    """`country` is ISO 3166. Without `town` the gazetteer does not know it; `said`: no country."""

    city: str
    country: str
    town: City | None = None
    said: bool = True

    def __str__(self) -> str:
        return ", ".join(filter(None, [self.city, known.country_name(self.country)]))

    def stored(self) -> dict[str, Any]:
        """The columns of a ListingPlace."""
        columns: dict[str, Any] = {"country": self.country, "city": self.city}
        if self.town:
            columns["geoname_id"] = self.town.id
            columns |= {"latitude": self.town.latitude, "longitude": self.town.longitude}
        return columns


@dataclass(frozen=True)
class Where:
    """`arrangement` where the cell says one instead of a town: "Work From Home" is remote."""

    places: list[Place]
    arrangement: str = ""


def country(cell: str) -> str:
    """The code of a country named in English, or written as its code. Raises Unclear."""
    code = _country(cell)
    if not code:
        raise Unclear("country")
    return code


def read(cell: str, country: str = "", home: str = "", largest: bool = False) -> Where:
    """`country`: what another column says. `home`: where the organisation is, which of towns of
    one name is preferred only if it is the largest too. `largest`: somebody chose it always.

    Raises:
        Unclear: no town we know, or one of several, or of another country.
    """
    text = words(cell)
    if said := ARRANGEMENTS.get(bare(text)):
        return Where([], said)
    arrangement = ""
    if found := ASIDE.search(text):
        arrangement = ARRANGEMENTS.get(bare(found[1]), "")
        text = ASIDE.sub("", text).strip()
    pieces = [piece.strip() for piece in re.split(r"[;|/]", text) if piece.strip()]
    found_places = [each for piece in pieces for each in _read(piece, country, home, largest)]
    return Where(list(dict.fromkeys(found_places)), arrangement)


@lru_cache(maxsize=2048)
def _read(text: str, country: str, home: str, largest: bool) -> tuple[Place, ...]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts or not any(c.isalpha() for c in parts[0]):
        raise Unclear("place")
    last = parts[-1]
    in_state = _in_state(parts)
    code = "" if in_state and _country(last) != country else _country(last)
    if code and country and code != country:
        raise Unclear("country_differs", known=known.country_name(code))
    if code and len(parts) == 1:
        return (Place("", code),)
    if in_state and not code:
        return (_one(parts[0], in_state, country or "US", home, largest),)
    if code or country:
        return (_in_country(parts[0], code or country, largest),)
    return _anywhere(parts, home, largest)


def _in_state(parts: list[str]) -> list[City]:
    """Towns of the first name in the state that the last names: "Austin, TX"."""
    states = cities.us_states()
    state = states.get(parts[-1].upper(), parts[-1].title()) if len(parts) > 1 else ""
    return [each for each in cities.cities_named(parts[0]) if state and each.region == state]


def _in_country(name: str, code: str, largest: bool) -> Place:
    """A town too small for the gazetteer is kept as it is written: nobody finds it by distance."""
    towns = [each for each in cities.cities_named(name) if each.country == code]
    return _one(name, towns, code, code, largest) if towns else Place(name, code)


def _anywhere(parts: list[str], home: str, largest: bool) -> tuple[Place, ...]:
    """Where no country is said: a town that can be only one, or several large ones."""
    towns = [_large(part) for part in parts]
    if len(parts) > 1 and all(towns) and len({bare(part) for part in parts}) > 1:
        return tuple(_one(p, cities.cities_named(p), "", home, largest) for p in parts)
    return (_one(parts[0], cities.cities_named(parts[0]), "", home, largest),)


def _large(name: str) -> bool:
    return any(each.population >= LARGE_TOWN for each in cities.cities_named(name))


def _one(name: str, towns: list[City], code: str, home: str, largest: bool) -> Place:
    """Raises Unclear: there is none, or it may be another."""
    if not towns:
        raise Unclear("place")
    first, *others = towns
    at_home = first.country == home or all(each.country != home for each in others)
    rest = [each for each in others if not (first.country == home and each.country != home)]
    clear = at_home and all(first.population >= FAR_LARGER * each.population for each in rest)
    if not clear and not largest:
        raise Unclear("place_which", known="; ".join(_full(each) for each in towns[:MOST_NAMED]))
    return Place(first.name, first.country, first, said=bool(code))


def _full(town: City) -> str:
    return ", ".join(filter(None, [town.name, town.region, known.country_name(town.country)]))


def _country(text: str) -> str:
    name = bare(text)
    return ALIASES.get(name) or _codes().get(name, "")


@cache
def _codes() -> dict[str, str]:
    """Names and codes in letters only → the code."""
    with override("en"):
        named = known.countries()
    return {bare(each): code for code, label in named for each in (label, code)}

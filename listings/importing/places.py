"""Where work is done, as a cell says it: "Bengaluru, Karnataka", "London, UK", "Work From Home"."""

import re
from dataclasses import dataclass
from functools import cache

from django.utils.translation import override

from accounts import places as known
from listings.importing.tidy import words
from listings.importing.unclear import Unclear
from listings.importing.words import ARRANGEMENTS, bare

ALIASES = {"uk": "GB", "greatbritain": "GB", "england": "GB", "scotland": "GB", "wales": "GB"}
ALIASES |= {"usa": "US", "unitedstatesofamerica": "US", "america": "US", "uae": "AE"}
ALIASES |= {"bharat": "IN", "holland": "NL", "korea": "KR", "southkorea": "KR", "turkey": "TR"}
ALIASES |= {"russia": "RU", "czechrepublic": "CZ", "vietnam": "VN", "ivorycoast": "CI"}


@dataclass(frozen=True)
class Place:
    """`country` is ISO 3166, or "" where nobody says it."""

    city: str
    country: str = ""


def country(cell: str) -> str:
    """The code of a country named in English, or written as its code. Raises Unclear."""
    code = _country(cell)
    if not code:
        raise Unclear("country")
    return code


def _country(text: str) -> str:
    name = bare(text)
    if name in ALIASES:
        return ALIASES[name]
    return _codes().get(name, "")


@cache
def _codes() -> dict[str, str]:
    """Names and codes in letters only → the code."""
    with override("en"):
        named = known.countries()
    return {bare(each): code for code, label in named for each in (label, code)}


@dataclass(frozen=True)
class Where:
    """`arrangement` where the cell says one instead of a town: "Work From Home" is remote."""

    places: list[Place]
    arrangement: str = ""


def read(cell: str, country: str = "") -> Where:
    """`country`: what another column says. Raises Unclear: no place."""
    text = words(cell)
    if said := ARRANGEMENTS.get(bare(text)):
        return Where([], said)
    arrangement = ""
    if found := ASIDE.search(text):
        arrangement = ARRANGEMENTS.get(bare(found[1]), "")
        text = ASIDE.sub("", text).strip()
    pieces = [piece.strip() for piece in re.split(r"[;|/]", text) if piece.strip()]
    return Where([_place(piece, country) for piece in pieces], arrangement)


ASIDE = re.compile(r"\(([^)]*)\)")


def _place(text: str, country: str) -> Place:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    code = _country(parts[-1]) if parts else ""
    if not parts or not any(c.isalpha() for c in parts[0]):
        raise Unclear("place")
    if code and country and code != country:
        raise Unclear("country_differs", known=parts[-1])
    city = "" if code and len(parts) == 1 else parts[0]
    return Place(city, code or country)

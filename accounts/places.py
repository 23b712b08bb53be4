"""Countries, towns and time zones to choose from."""

import unicodedata
from collections import defaultdict
from datetime import UTC, datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.cities import City as City
from accounts.cities import city as city
from accounts.cities import city_named as city_named
from accounts.cities import find_cities as find_cities

# Codes that CLDR names and that are no country: unions, outlying areas, reserved, unknown.
NOT_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
# Where most people of a country with several zones live, when it is not its capital's.
MAIN_ZONES = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CD": "Africa/Kinshasa",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "CY": "Asia/Nicosia",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "FM": "Pacific/Pohnpei",
    "GL": "America/Nuuk",
    "ID": "Asia/Jakarta",
    "KI": "Pacific/Tarawa",
    "KZ": "Asia/Almaty",
    "MH": "Pacific/Majuro",
    "MN": "Asia/Ulaanbaatar",
    "MX": "America/Mexico_City",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PF": "Pacific/Tahiti",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "US": "America/New_York",
    "UZ": "Asia/Tashkent",
}
AREAS = {
    "Africa": _("Africa"),
    "America": _("America"),
    "Antarctica": _("Antarctica"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic Ocean"),
    "Australia": _("Australia"),
    "Europe": _("Europe"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific Ocean"),
}

type Choices = list[tuple[str, str]]


def countries() -> Choices:
    """(ISO 3166 code, name in the page's language), by name."""
    return list(_countries(get_language() or "en"))


def country_name(code: str) -> str:
    """In the page's language; the code itself when nobody knows it."""
    return _country_names(get_language() or "en").get(code, code)


# English says "the" before these in a sentence; CLDR does not.
WITH_ARTICLE = (
    "AE AX BS CC CD CF CG CK DO FK FO GB GM IM KM KY MH MP MV NL PH PN SB SC TC TF UM US VA VG VI"
)


def country_in_sentence(code: str) -> str:
    """The United Kingdom, as in "a bank in the United Kingdom"."""
    name = country_name(code)
    english = (get_language() or "en").startswith("en")
    return f"the {name}" if english and code and code in WITH_ARTICLE else name


@cache
def _country_names(language: str) -> dict[str, str]:
    return dict(_countries(language))


@cache
def _countries(language: str) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(language, sep="-").territories
    known = [
        (code, name)
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES
    ]
    return tuple(sorted(known, key=lambda each: _sortable(each[1])))


def _sortable(name: str) -> str:
    """Å sorts with A, not after Z."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def zones() -> list[tuple[str, Choices]]:
    """Zones by part of the world, each with its distance from UTC this hour."""
    groups = _zones(datetime.now(UTC).replace(minute=0, second=0, microsecond=0))
    world = [(str(label), groups[area]) for area, label in AREAS.items() if area in groups]
    return [(str(_("Everywhere")), [("UTC", "UTC")]), *world]


@lru_cache(maxsize=1)
def _zones(at: datetime) -> dict[str, Choices]:
    groups: dict[str, Choices] = defaultdict(list)
    for name in _zone_names():
        groups[name.split("/")[0]].append((name, f"{_city(name)} ({_offset(name, at)})"))
    return groups


def is_zone(name: str) -> bool:
    return name == "UTC" or name in _zone_names()


@cache
def _zone_names() -> tuple[str, ...]:
    """The zones a country uses today, under their present names."""
    used = set(get_global("zone_territories")) & available_timezones()
    return tuple(sorted(name for name in used if name.split("/")[0] in AREAS))


def _city(name: str) -> str:
    """America/Argentina/Buenos_Aires is Buenos Aires, Argentina."""
    _area, *places = name.replace("_", " ").split("/")
    return ", ".join(reversed(places))


def _offset(name: str, at: datetime) -> str:
    seconds = int(at.astimezone(ZoneInfo(name)).utcoffset().total_seconds())  # type: ignore[union-attr]
    sign = "−" if seconds < 0 else "+"
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return f"UTC{sign}{hours}:{minutes:02d}"


def guess_zone(country: str) -> str:
    """Where most people in `country` (ISO 3166) are; UTC when nobody knows it."""
    if country in MAIN_ZONES:
        return MAIN_ZONES[country]
    known: list[str] = get_global("territory_zones").get(country, [])
    return next((zone for zone in known if is_zone(zone)), "UTC")

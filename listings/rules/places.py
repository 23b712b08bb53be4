"""Where the work is done."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from listings.models import Listing
from listings.rules.problem import Problem

MOST_PLACES = 5


def place_names(n: int) -> tuple[str, str]:
    """The fields of the nth place of work: its country and its town."""
    return ("country", "city") if n == 1 else (f"country_{n}", f"city_{n}")


def places_known(given: dict[str, Any]) -> Iterator[Problem]:
    if given.get("arrangement") in (None, "", Listing.Arrangement.REMOTE):
        return
    seen: set[tuple[str, str]] = set()
    for n in range(1, MOST_PLACES + 1):
        in_country, in_city = place_names(n)
        country, city = given.get(in_country) or "", given.get(in_city) or ""
        if not country and (city or n == 1):
            yield in_country, _("Choose the country students would work in.")
        if not city and (country or n == 1):
            yield in_city, _("Enter the town or city students would come to.")
        place = (country, city.casefold())
        if country and city and place in seen:
            yield in_city, _("You have named this place already.")
        seen.add(place)

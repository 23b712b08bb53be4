"""Where the work is done: the part of a listing's form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import LongSelect, SuggestInput, country_choices
from listings.fields import needed
from listings.models import Listing, ListingPlace
from listings.places import place_at
from listings.rules import MOST_PLACES, place_names


class PlacesPart(forms.Form):
    """`country` and `city` of the first place, `country_2` and `city_2` of the second."""

    arrangement = forms.ChoiceField(
        label=_("Where the work is done"),
        choices=Listing.Arrangement.choices,
        widget=forms.RadioSelect,
        error_messages=needed(_("Choose remote, hybrid or in person.")),
    )
    country = forms.ChoiceField(
        label=_("Country of work"),
        required=False,
        choices=country_choices,
        widget=LongSelect,
        help_text=_("Needed unless the work is remote."),
    )
    city = forms.CharField(
        label=_("Town or city"),
        max_length=80,
        required=False,
        widget=SuggestInput("accounts:cities", within="country"),
        help_text=_("Where students would come to."),
    )

    def add_further_places(self) -> None:
        """Fields for more places than one, as the first has them."""
        for n in range(2, MOST_PLACES + 1):
            country, city = place_names(n)
            self.fields[country] = forms.ChoiceField(
                label=_now("Country of work"),
                required=False,
                choices=country_choices,
                widget=LongSelect,
            )
            self.fields[city] = forms.CharField(
                label=_now("Town or city"),
                max_length=80,
                required=False,
                widget=SuggestInput("accounts:cities", within=country),
            )

    @property
    def place_rows(self) -> list[dict[str, Any]]:
        """The places that are filled in, or asked for; one more is `spare`, and hidden."""
        rows = []
        last = max((n for n in range(1, MOST_PLACES + 1) if self._typed(n)), default=1)
        shown = min(last + ("add_place" in self.data), MOST_PLACES)
        for n in range(1, min(shown + 1, MOST_PLACES) + 1):
            country, city = place_names(n)
            row = {"n": n, "country": self[country], "city": self[city], "spare": n > shown}
            # Of the first its hint says when.
            rows.append(row | {"needed": n == 1})
        return rows

    @property
    def more_places(self) -> bool:
        return self.place_rows[-1]["spare"] is True

    def _typed(self, n: int) -> bool:
        return any(self[name].value() or self[name].errors for name in place_names(n))

    def clean_places(self, given: dict[str, Any]) -> None:
        """Remote work has no place, whatever was left in the fields."""
        if given.get("arrangement") == Listing.Arrangement.REMOTE:
            for n in range(1, MOST_PLACES + 1):
                given.update(dict.fromkeys(place_names(n), ""))


def typed_places(given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(country, city) of each place that has a country."""
    rows = [place_names(n) for n in range(1, MOST_PLACES + 1)]
    found = [(given.get(country) or "", given.get(city) or "") for country, city in rows]
    return [place for place in found if place[0]]


def save_places(listing: Listing, chosen: list[tuple[str, str]]) -> None:
    """Make these its places; rows that stay the same keep what is known of them."""
    now = list(listing.places.all())
    if [(place.country, place.city) for place in now] == chosen:
        return
    listing.places.all().delete()
    ListingPlace.objects.bulk_create(
        place_at(listing, position, country, city)
        for position, (country, city) in enumerate(chosen)
    )


def stored_places(listing: Listing) -> dict[str, str]:
    found: dict[str, str] = {}
    for n, place in enumerate(listing.places.all()[:MOST_PLACES], 1):
        country, city = place_names(n)
        found |= {country: place.country, city: place.city}
    return found

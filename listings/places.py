"""A place of work as the gazetteer knows it."""

from __future__ import annotations

from accounts.cities import city_named
from listings.models import Listing, ListingPlace


def place_at(listing: Listing, position: int, country: str, city: str) -> ListingPlace:
    """Not saved. A town that nobody knows has no coordinates: distance does not find it."""
    place = ListingPlace(listing=listing, position=position, country=country, city=city)
    known = city_named(city, country) if city else None
    if known is not None:
        place.geoname_id = known.id
        place.latitude, place.longitude = known.latitude, known.longitude
    return place

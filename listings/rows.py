"""A listing as a card shows it: plain values, so that what is drawn of them can be kept."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from accounts.places import country_name
from listings.models import Listing
from marketplace.money import platform_fee


class Row(NamedTuple):
    """`city` and `country` are of the first of its `n_places`; ids of `skills`."""

    pk: int
    slug: str
    title: str
    arrangement: str
    hours_per_week: int | None
    total_hours: int | None
    length_days: int | None
    open_ended: bool
    apply_by: datetime | None
    currency: str
    pay_minor: int | None
    direction: str
    programme_fee_minor: int | None
    published_at: datetime | None
    organisation: str
    organisation_type: str
    time_zone: str
    city: str
    country: str
    n_places: int
    countries: tuple[str, ...]
    skills: tuple[int, ...]

    @property
    def student_minor(self) -> int:
        """What the student receives, at today's fee, minor units."""
        return (self.pay_minor or 0) - platform_fee(self.pay_minor or 0)

    @property
    def place(self) -> str:
        return ", ".join(filter(None, [self.city, self.country and country_name(self.country)]))


# Rows in memory, with the version of `listings_open` each was read with: whatever changes a card
# writes that anew. A kilobyte each.
MOST_KNOWN = 32_768
_known: dict[int, tuple[str, Row]] = {}

# What was found may be a second old: who closed meanwhile, or may not be seen, is left out.
OPEN_NOW = "SELECT * FROM listings_rows(%s::bigint[], %s::text[], %s, %s)"


def open_now(ids: list[int], university: int | None = None) -> list[Row]:
    """In the order of `ids`: those that are open, and that the university has approved.

    Postgres says of each whether it is as we know it, and what it is if not.
    """
    if not ids:
        return []
    known = {pk: _known.get(pk) for pk in ids}
    # Lists in Postgres' own writing: nothing in them needs to be escaped.
    which = ",".join(map(str, known))
    versions = ",".join([f'"{each[0]}"' if each else '""' for each in known.values()])
    with connection.cursor() as cursor:
        cursor.execute(OPEN_NOW, [f"{{{which}}}", f"{{{versions}}}", timezone.now(), university])
        answer = cursor.fetchall()
    found: dict[int, Row] = {}
    for pk, version, *columns in answer:
        before = known[pk]
        if before and before[0] == version:
            found[pk] = before[1]
        else:
            found[pk] = Row._make((pk, *columns[:-2], tuple(columns[-2]), tuple(columns[-1])))
            _remember(pk, version, found[pk])
    return [found[pk] for pk in ids if pk in found]


def _remember(pk: int, version: str, row: Row) -> None:
    if len(_known) >= MOST_KNOWN:
        _known.clear()
    _known[pk] = version, row


def row_of(listing: Listing) -> Row:
    """Without its skills."""
    places = list(listing.places.all())
    return Row(
        pk=listing.pk,
        slug=listing.slug,
        title=listing.title,
        arrangement=listing.arrangement,
        hours_per_week=listing.hours_per_week,
        total_hours=listing.total_hours,
        length_days=listing.length_days,
        open_ended=listing.open_ended,
        apply_by=listing.apply_by,
        currency=listing.currency,
        pay_minor=listing.pay_minor,
        direction=listing.direction,
        programme_fee_minor=listing.programme_fee_minor,
        published_at=listing.published_at,
        organisation=listing.organisation.name,
        organisation_type=listing.organisation.type,
        time_zone=listing.organisation.time_zone,
        city=places[0].city if places else "",
        country=places[0].country if places else "",
        n_places=len(places),
        countries=tuple(listing.countries),
        skills=(),
    )

"""A listing as a card shows it: plain values, so that what is drawn of them can be kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

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

# What was found may be a second old: who closed meanwhile, or may not be seen, is left out. Of who
# is known only that is asked, and the version.
_KNOWN = """SELECT listing_id, xmin::text || ctid::text{nothing} FROM listings_open
 WHERE listing_id = ANY('{{{which}}}') AND apply_by > '{at}'{theirs}"""
_NOTHING = ", NULL" * (len(Row._fields) - 1)
_NEW = "SELECT * FROM listings_rows('{{{which}}}', '{{{versions}}}', '{at}', {university})"


def open_now(ids: list[int], university: int | None = None) -> list[Row]:
    """In the order of `ids`: those that are open, and that the university has approved."""
    known = {pk: _known[pk] for pk in ids if pk in _known}
    found: dict[int, Row] = {}
    changed = []
    for pk, version, *columns in _read([*known], [pk for pk in ids if pk not in known], university):
        if pk not in known:
            found[pk] = _new(pk, version, columns)
        elif known[pk][0] == version:
            found[pk] = known[pk][1]
        else:
            changed.append(pk)
    for pk, version, *columns in _read([], changed, university):
        found[pk] = _new(pk, version, columns)
    return [found[pk] for pk in ids if pk in found]


def _read(known: list[int], new: list[int], university: int | None) -> list[tuple[Any, ...]]:
    """All in one statement, without parameters: there is nothing in these values to escape, and to
    convert them takes as long as the answer."""
    at = timezone.now().isoformat()
    parts = []
    if known:
        theirs = "" if university is None else f" AND {university:d} = ANY(universities)"
        which = ",".join(map(str, known))
        nothing = _NOTHING if new else ""
        parts.append(_KNOWN.format(which=which, at=at, theirs=theirs, nothing=nothing))
    if new:
        given = {"which": ",".join(map(str, new)), "versions": ",".join(['""'] * len(new))}
        parts.append(
            _NEW.format(**given, at=at, university="NULL" if university is None else university)
        )
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return list(cursor.fetchall())


def _new(pk: int, version: str, columns: list[Any]) -> Row:
    row = Row._make((pk, *columns[:-2], tuple(columns[-2]), tuple(columns[-1])))
    _remember(pk, version, row)
    return row


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

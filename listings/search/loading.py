"""Facts of open listings, out of the database, as columns of numbers and groups of ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection, transaction
from numpy.typing import NDArray

type Numbers = NDArray[np.int64]
type Floats = NDArray[np.float64]

# By the name of a filter, or of what no filter asks for; each row a value and its listings.
GROUPS = {
    "field": ("field", ""),
    "arrangement": ("arrangement", ""),
    "direction": ("direction", ""),
    "currency": ("currency", ""),
    "organisation": ("organisation_type", ""),
    "format": ("format::text", ""),
    "written": ("written_in", ""),
    "country": ("value", ", unnest(countries) value"),
    "language": ("value", ", unnest(languages) value"),
    "skill": ("value::text", ", unnest(skills) value"),
    "university": ("value::text", ", unnest(universities) value"),
}
# Microseconds, days from the epoch, hours, days, US cents.
COLUMNS = {
    "published": "(extract(epoch FROM published_at) * 1000000)::bigint",
    "deadline": "(extract(epoch FROM apply_by) * 1000000)::bigint",
    "starts_from": "(starts_from - date '1970-01-01')::bigint",
    "starts_by": "(starts_by - date '1970-01-01')::bigint",
    "hours": "hours_per_week::bigint",
    "total": "total_hours::bigint",
    "length": "length_days::bigint",
    "pay": "pay_usd",
    "per_hour": "hour_usd",
}

_SOME = "WHERE listing_id = ANY(%s)"
_GROUPED = " UNION ALL ".join(
    f"SELECT '{name}', {value}, string_agg(int8send(listing_id), '' ORDER BY listing_id)"
    f" FROM listings_open{source} {{some}} GROUP BY {value}"
    for name, (value, source) in GROUPS.items()
)
_COLUMNS = (
    "SELECT string_agg(int8send(listing_id), ''), "
    + ", ".join(f"string_agg(int8send({value}), '')" for value in COLUMNS.values())
    + " FROM (SELECT * FROM listings_open {some} ORDER BY listing_id) listing"
)
_PLACES = (
    "SELECT string_agg(int8send(listing_id), ''), string_agg(float8send(latitude), ''),"
    " string_agg(float8send(longitude), '') FROM (SELECT listing_id, latitude, longitude"
    " FROM listings_open, unnest(latitudes, longitudes) AS place(latitude, longitude)"
    " {some} ORDER BY listing_id) listing"
)


@dataclass(frozen=True)
class Facts:
    """`ids` ascend; columns are beside them. A listing may have several places, or none."""

    ids: Numbers
    columns: dict[str, Numbers]
    groups: dict[tuple[str, str], Numbers]
    places: Numbers
    latitudes: Floats
    longitudes: Floats


def read_facts(listings: Sequence[int] | None = None) -> Facts:
    """Of `listings`, those that are open; of all, without."""
    if listings is not None:
        return _read(_SOME, [list(listings)])
    with transaction.atomic(), connection.cursor() as cursor:
        # A million takes longer than a page may.
        cursor.execute("SET LOCAL statement_timeout = 0")
        facts = _read("", [])
        cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
    return facts


def _read(some: str, given: list[Any]) -> Facts:
    [columns] = packed(_COLUMNS.format(some=some), given)
    [places] = packed(_PLACES.format(some=some), given)
    grouped = packed(_GROUPED.format(some=some), given * len(GROUPS))
    ids, *numbers = (whole(each) for each in columns)
    return Facts(
        ids=ids,
        columns=dict(zip(COLUMNS, numbers, strict=True)),
        groups={(name, str(value)): whole(data) for name, value, data in grouped},
        places=whole(places[0]),
        latitudes=real(places[1]),
        longitudes=real(places[2]),
    )


def packed(sql: str, given: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Rows of bytes: far quicker to read than numbers one by one."""
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())


def whole(data: bytes | None) -> Numbers:
    return np.frombuffer(data or b"", ">i8").astype(np.int64)


def real(data: bytes | None, kind: str = ">f8") -> Floats:
    return np.frombuffer(data or b"", kind).astype(np.float64)

"""The same search in plain SQL: what bitmaps must agree with, and what answers in their place.

A statement for each facet. Exact at any size, and as slow as the rows are many.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from listings.search import matching, words
from listings.search.pay import price_for
from listings.search.wanted import (
    REGIONS,
    SEVERAL,
    STEPS,
    Answer,
    Counts,
    Filters,
    Moment,
    Names,
    Scope,
)

type Test = tuple[str, list[Any]]

PLAIN = {"field": "field", "arrangement": "arrangement", "currency": "currency"}
PLAIN |= {"organisation": "organisation_type", "format": "format"}
ARRAYS = {"country": "countries", "language": "languages", "skill": "skills"}
COLUMNS = {"hours": "hours_per_week", "total": "total_hours", "length": "length_days"}
EARTH_KM = 6371.0
AWAY = """EXISTS (
    SELECT 1 FROM unnest(latitudes, longitudes) AS place(latitude, longitude)
     WHERE 2 * %s * asin(sqrt(least(1,
               power(sin(radians(latitude - %s) / 2), 2)
               + cos(radians(%s)) * cos(radians(latitude))
                 * power(sin(radians(longitude - %s) / 2), 2)))) <= %s)"""
ORDERS = {
    "newest": "published_at DESC, listing_id DESC",
    "deadline": "apply_by, listing_id",
    "pay": "pay_usd DESC, listing_id DESC",
    "best": "{rank} DESC, published_at DESC, listing_id DESC",
}


@dataclass
class Asked:
    """A search with what it is asked against: tests by filter, and the base that is always on."""

    filters: Filters
    moment: Moment
    names: Names
    base: list[Test]
    tests: dict[str, Test]
    rank: Test | None = None

    def where(self, *, without: str = "") -> Test:
        parts = self.base + [test for name, test in self.tests.items() if name != without]
        return _and(parts)


def _and(tests: list[Test]) -> Test:
    given = [value for _, values in tests for value in values]
    return " AND ".join(f"({sql})" for sql, _ in tests), given


def search(
    names: Names, filters: Filters, scope: Scope, moment: Moment, most: int | None
) -> Answer:
    asked = _asked(filters, scope, moment, names)
    total = _count(*asked.where())
    page = max(1, min(filters.page, -(-total // filters.per_page)))
    return Answer(
        ids=_page(asked, page),
        total=total,
        facets=_facets(asked, most),
        without={name: _count(*asked.where(without=name)) for name in filters.chosen},
        by_words=_by_words(asked) if asked.rank else None,
        page=page,
        drawn={},
        near=None,
    )


def how_many(names: Names, scope: Scope, moment: Moment, filters: Filters) -> int:
    """How many pass; none, where no word is worth looking for."""
    asked = _asked(filters, scope, moment, names)
    return _count(*asked.where()) if asked.rank or not filters.q else 0


def among(
    names: Names, filters: Filters, scope: Scope, moment: Moment, listings: list[int]
) -> list[int]:
    """Those of `listings` (primary keys) that pass, the newest first."""
    asked = _asked(filters, scope, moment, names)
    asked.base.append(("listing_id = ANY(%s)", [listings]))
    where, given = asked.where()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT listing_id FROM listings_open WHERE {where} ORDER BY {ORDERS['newest']}",
            given,
        )
        return [pk for (pk,) in cursor.fetchall()]


def _asked(filters: Filters, scope: Scope, moment: Moment, names: Names) -> Asked:
    base: list[Test] = [("apply_by > %s", [moment.now]), ("direction = %s", [filters.direction])]
    if scope.university is not None:
        base.append(("%s = ANY(universities)", [scope.university]))
    asked = Asked(filters, moment, names, base, {})
    for name in filters.chosen:
        asked.tests[name] = _test(asked, name, getattr(filters, name))
    return asked


# --- Tests -------------------------------------------------------------------


def _test(asked: Asked, name: str, value: Any) -> Test:
    if name == "q":
        return _words(asked, value)
    if name in SEVERAL:
        return _several(asked, name, value)
    if name == "region":
        return _region(value, asked.filters.home)
    if name in STEPS:
        return _step(asked, name, value)
    if name == "near":
        given = [EARTH_KM, value.latitude, value.latitude, value.longitude, value.km]
        return AWAY, given
    if name == "since":
        return "published_at > %s", [value]
    if name == "starts_by":
        return _starts("%s::date", value, asked)
    price, currency = price_for(value, asked.filters.pay_in), asked.filters.pay_in
    column = {"pay": "pay_usd", "per_hour": "hour_usd"}[name]
    return f"{column} >= listings_in_usd(%s, %s)", [price, currency]


def _words(asked: Asked, typed: str) -> Test:
    terms = words.terms(typed, asked.names.same)
    if not terms:
        return "true", []
    given, phrase = matching.arguments(terms, _languages())
    [[empty]] = _rows(f"SELECT {matching.QUERY} IS NULL", given)
    if empty:
        return "true", []
    asked.rank = (matching.RANK, [*given, *given, *phrase])
    return f"words @@ {matching.QUERY}", given


def _languages() -> list[str]:
    return [language for (language,) in _rows("SELECT DISTINCT written_in FROM listings_open", [])]


def spoken() -> list[str]:
    """The languages that open listings ask for."""
    return [each for (each,) in _rows("SELECT DISTINCT unnest(languages) FROM listings_open", [])]


def _several(asked: Asked, name: str, values: tuple[str, ...]) -> Test:
    known = {"skill": asked.names.skills, "format": asked.names.formats}.get(name)
    given: list[Any] = list(values)
    if known is not None:
        given = [known[slug][0] for slug in values if slug in known]
    if name in ARRAYS:
        kind = "int" if name == "skill" else "text"
        return f"{ARRAYS[name]}::{kind}[] && %s::{kind}[]", [given]
    return f"{PLAIN[name]} = ANY(%s)", [given]


def _region(region: str, home: str) -> Test:
    if region == "domestic":
        return "%s = ANY(countries)", [home]
    return "countries <> '{}' AND NOT %s = ANY(countries)", [home]


def _step(asked: Asked, name: str, step: str) -> Test:
    if name == "closes":
        return "apply_by <= %s", [asked.moment.ahead(step)]
    if name == "new":
        return "published_at > %s", [asked.moment.ago(step)]
    if name == "start":
        return _starts("(%s::date + %s)", asked.moment.today, asked, int(step))
    return f"{COLUMNS[name]} <= %s", [int(step)]


def _starts(by: str, day: Any, asked: Asked, *more: Any) -> Test:
    return f"starts_from <= {by} AND starts_by >= %s", [day, *more, asked.moment.today]


# --- Counts and the page -----------------------------------------------------


def _facets(asked: Asked, most: int | None) -> Counts:
    counts: Counts = {name: _values(asked, name, most) for name in SEVERAL}
    for name, steps in STEPS.items():
        tests = {str(step): _step(asked, name, str(step)) for step in steps}
        counts[name] = _each(asked, name, tests)
    if home := asked.filters.home:
        tests = {each: _region(each, home) for each in REGIONS}
        counts["region"] = _each(asked, "region", tests)
    return counts


def _values(asked: Asked, name: str, most: int | None) -> dict[str, int]:
    where, given = asked.where(without=name)
    source, value = "", PLAIN.get(name, "")
    if name in ARRAYS:
        source, value = f", unnest({ARRAYS[name]}) value", "value"
    counted = _rows(
        f"SELECT {value}, count(*) FROM listings_open{source} WHERE {where} GROUP BY 1", given
    )
    slugs = asked.names.slugs.get(name)
    named = ((slugs.get(value, "") if slugs is not None else str(value), n) for value, n in counted)
    counts = {value: n for value, n in named if value}
    limit = most if name in ("skill", "country") else None
    often = sorted(counts, key=lambda value: (-counts[value], value))[:limit]
    shown = [*often, *getattr(asked.filters, name)]
    return {value: counts.get(value, 0) for value in shown}


def _each(asked: Asked, name: str, tests: dict[str, Test]) -> dict[str, int]:
    """How many pass each of the tests, in one statement."""
    where, given = asked.where(without=name)
    columns = ", ".join(f"count(*) FILTER (WHERE {sql})" for sql, _ in tests.values())
    values = [each for _, those in tests.values() for each in those]
    [row] = _rows(f"SELECT {columns} FROM listings_open WHERE {where}", values + given)
    return dict(zip(tests, row, strict=True))


def _count(where: str, given: list[Any]) -> int:
    [[n]] = _rows(f"SELECT count(*) FROM listings_open WHERE {where}", given)
    return int(n)


def _by_words(asked: Asked) -> int:
    parts = [*asked.base, asked.tests["q"]]
    return _count(*_and(parts))


def _page(asked: Asked, page: int) -> list[int]:
    where, given = asked.where()
    order, length = asked.filters.order, asked.filters.per_page
    rank, ranking = asked.rank or ("", [])
    if order == "best" and not rank:
        order = "newest"
    by = ORDERS[order].format(rank=rank)
    rows = _rows(
        f"SELECT listing_id FROM listings_open WHERE {where} ORDER BY {by} LIMIT %s OFFSET %s",
        given + (ranking if order == "best" else []) + [length, (page - 1) * length],
    )
    return [listing for (listing,) in rows]


def _rows(sql: str, given: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())

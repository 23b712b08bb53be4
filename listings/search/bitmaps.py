"""Searching a state: which pass, how many each value would leave, which stand on the page."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from heapq import heappush, heapreplace
from typing import Any

import numpy as np
from pyroaring import BitMap

from listings.search.forward import Forward
from listings.search.hits import Hits, hits_of
from listings.search.loading import Numbers
from listings.search.names import in_usd
from listings.search.pay import price_for
from listings.search.state import ALL, ORDERS, State, bitmap, numbers_of
from listings.search.wanted import (
    REGIONS,
    SEVERAL,
    STEPS,
    Answer,
    Counts,
    Filters,
    Moment,
    Near,
    Scope,
)

EPOCH = date(1970, 1, 1)
NOTHING = BitMap()
EARTH_KM = 6371.0
# Listings that pass, up to which their skills are counted one by one: so many, or such a share of
# all. Asking the bitmap of every skill takes the longer the more are open.
NARROW, NARROW_SHARE = 1000, 1 / 16


@dataclass(frozen=True)
class Sifted:
    """What passes, with the counts around it: whatever the order, whatever the page."""

    whole: BitMap
    facets: Counts
    without: dict[str, int]
    by_words: int | None
    drawn: dict[Hashable, Any] = field(default_factory=dict)


def search(
    state: State, filters: Filters, scope: Scope, moment: Moment, most: int | None
) -> Answer:
    # What was typed and corrected is not worth a statement more than all others.
    hits = hits_of(state, filters.q, at_once=filters.exact) if filters.q else None
    sifted = _sifted(state, filters, scope, moment, most)
    total = len(sifted.whole)
    page = max(1, min(filters.page, -(-total // filters.per_page)))
    return Answer(
        ids=_page(state, filters, sifted.whole, (page - 1) * filters.per_page, hits),
        total=total,
        facets=sifted.facets,
        without=sifted.without,
        by_words=sifted.by_words,
        page=page,
        drawn=sifted.drawn,
        near=hits.near if hits else "",
    )


def how_many(state: State, scope: Scope, moment: Moment, filters: Filters) -> int:
    """How many pass; none, where no word is worth looking for."""
    if filters.q and not hits_of(state, filters.q):
        return 0
    passing = [_passing(state, filters, name, moment) for name in filters.chosen]
    return len(_all(seen_by(state, scope, filters.direction, moment), passing))


def _sifted(
    state: State, filters: Filters, scope: Scope, moment: Moment, most: int | None
) -> Sifted:
    """Kept for who turns a page or sorts otherwise."""
    base = seen_by(state, scope, filters.direction, moment)
    unordered = replace(filters, sort="", page=1, exact=False)
    key = (unordered, scope, moment.minute, most, len(base))
    return state.once(key, lambda: _sift(state, filters, base, moment, most))


def _sift(state: State, filters: Filters, base: BitMap, moment: Moment, most: int | None) -> Sifted:
    passing = {name: _passing(state, filters, name, moment) for name in filters.chosen}
    whole = _all(base, list(passing.values()))
    sideways = {
        name: _all(base, [each for other, each in passing.items() if other != name])
        for name in passing
    }
    has_words = filters.q and hits_of(state, filters.q)
    return Sifted(
        whole=whole,
        facets=_facets(state, filters, moment, whole, sideways, most),
        without={name: len(rest) for name, rest in sideways.items()},
        by_words=base.intersection_cardinality(passing["q"]) if has_words else None,
    )


def _all(base: BitMap, several: list[BitMap]) -> BitMap:
    for each in sorted(several, key=len):
        base = base & each
    return base


# --- Which pass ------------------------------------------------------------


def seen_by(state: State, scope: Scope, direction: str, moment: Moment) -> BitMap:
    """What this viewer may see and apply to, of one direction of money."""
    base = _live(state, moment) & state.bitmaps.get(("direction", direction), NOTHING)
    if scope.university is not None:
        base &= state.bitmaps.get(("university", str(scope.university)), NOTHING)
    return base


def _live(state: State, moment: Moment) -> BitMap:
    """Those whose deadline is ahead."""
    order = state.orders["deadline"]
    passed = int(np.searchsorted(order.keys, _micro(moment.now), "right"))
    if state.live is None or state.live[0] != passed:
        live = state.bitmaps.get(ALL, NOTHING) - bitmap(order.slots[:passed])
        state.live = passed, live
        return live
    return state.live[1]


def _passing(state: State, filters: Filters, name: str, moment: Moment) -> BitMap:
    value = getattr(filters, name)
    if name == "q":
        hits = hits_of(state, value)
        return hits.bits if hits else state.bitmaps.get(ALL, NOTHING)
    if name in SEVERAL:
        known = [state.bitmaps.get((name, each), NOTHING) for each in _keys(state, name, value)]
        return BitMap.union(*known) if known else NOTHING
    if name == "region":
        return region_of(state, value, filters.home)
    if name in STEPS:
        return _step(state, name, value, moment)
    if name == "near":
        return within(state, value)
    return _bound(state, filters, name, value, moment)


def _keys(state: State, name: str, values: tuple[str, ...]) -> list[str]:
    """The values as bitmaps know them: skills and formats by their ids."""
    known = {"skill": state.names.skills, "format": state.names.formats}.get(name)
    if known is None:
        return list(values)
    return [str(known[slug][0]) for slug in values if slug in known]


def region_of(state: State, region: str, home: str) -> BitMap:
    at_home = state.bitmaps.get(("country", home), NOTHING)
    if region == "domestic":
        return at_home
    placed = [each for (name, _), each in state.bitmaps.items() if name == "country"]
    return (BitMap.union(*placed) if placed else BitMap()) - at_home


def _step(state: State, name: str, step: str, moment: Moment) -> BitMap:
    if name == "closes":
        return _where(state, "deadline", most=_micro(moment.ahead(step)))
    if name == "new":
        return _where(state, "published", least=_micro(moment.ago(step)) + 1)
    if name == "start":
        return _starts(state, _day(moment.today) + int(step), moment)
    return state.bitmaps.get((name, step), NOTHING)


def _bound(state: State, filters: Filters, name: str, value: Any, moment: Moment) -> BitMap:
    if name == "since":
        return _where(state, "published", least=_micro(value) + 1)
    if name == "starts_by":
        return _starts(state, _day(value), moment)
    price = price_for(value, filters.pay_in)
    return _where(state, name, least=in_usd(price, filters.pay_in, state.names))


def _starts(state: State, by: int, moment: Moment) -> BitMap:
    """One can start between today and the day `by`."""
    return _where(state, "starts_from", most=by) & _where(
        state, "starts_by", least=_day(moment.today)
    )


def _where(
    state: State, column: str, *, least: int | None = None, most: int | None = None
) -> BitMap:
    """Those whose column is at least `least`, or at most `most`."""

    def look() -> BitMap:
        values = state.columns[column]
        passes = values <= np.int64(most or 0) if least is None else values >= least
        return bitmap(np.flatnonzero(passes))

    return state.once((column, least, most), look)


def within(state: State, near: Near) -> BitMap:
    return state.once(near, lambda: _within(state, near))


def _within(state: State, near: Near) -> BitMap:
    here, there = np.radians(near.latitude), np.radians(state.latitudes)
    north, east = there - here, np.radians(state.longitudes - near.longitude)
    square = np.sin(north / 2) ** 2 + np.cos(here) * np.cos(there) * np.sin(east / 2) ** 2
    away = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(square, 1)))
    return bitmap(np.unique(state.places[away <= near.km]))


def _micro(at: datetime) -> int:
    return int(at.timestamp()) * 1_000_000 + at.microsecond


def _day(day: date) -> int:
    return (day - EPOCH).days


# --- How many --------------------------------------------------------------


def _facets(
    state: State,
    filters: Filters,
    moment: Moment,
    whole: BitMap,
    sideways: dict[str, BitMap],
    most: int | None,
) -> Counts:
    """Each value with how many there would be with it, the filter's own values left out."""
    counts: Counts = {}
    for name in SEVERAL:
        base = sideways.get(name, whole)
        wanted = most if name in ("skill", "country") else None
        counts[name] = _frequent(state, name, base, wanted, getattr(filters, name))
    for name, steps in STEPS.items():
        base = sideways.get(name, whole)
        counts[name] = {
            str(step): base.intersection_cardinality(_step(state, name, str(step), moment))
            for step in steps
        }
    if filters.home:
        base = sideways.get("region", whole)
        counts["region"] = {
            each: base.intersection_cardinality(region_of(state, each, filters.home))
            for each in REGIONS
        }
    return counts


def _frequent(
    state: State, name: str, base: BitMap, most: int | None, chosen: tuple[str, ...]
) -> dict[str, int]:
    """How many have each value, the most frequent first; beyond `most` only what is chosen."""
    narrow = max(NARROW, NARROW_SHARE * len(state.ids))
    if name == "skill" and state.forward and len(base) <= narrow:
        counts = _skills_of(state, state.forward, base, most)
    else:
        counts = _each(state, name, base, most)
    often = sorted(counts, key=lambda value: (-counts[value], value))[:most]
    return {value: counts[value] for value in often} | {
        value: base.intersection_cardinality(state.bitmaps.get((name, key), NOTHING))
        for value in chosen
        for key in _keys(state, name, (value,))
    }


def _skills_of(state: State, forward: Forward, base: BitMap, most: int | None) -> dict[str, int]:
    """By what each listing has: the `most` frequent, and those as frequent as the last of them."""
    slugs = state.names.slugs.get("skill", {})
    ids, sizes = forward.counts(numbers_of(base))
    counts: dict[str, int] = {}
    last = 0
    for pk, n in zip(ids.tolist(), sizes.tolist(), strict=True):
        if n < last:
            break
        # A skill that is only proposed has no name here.
        if pk in slugs:
            counts[slugs[pk]] = n
            last = n if len(counts) == most else last
    return counts


def _each(state: State, name: str, base: BitMap, most: int | None) -> dict[str, int]:
    """By each value's bitmap: those that can be among the `most` frequent, and others."""
    counts: dict[str, int] = {}
    # The sizes of the most frequent so far, the smallest first.
    best: list[int] = []
    count = base.intersection_cardinality
    for size, value, each in _by_size(state, name):
        if len(best) == most and size < best[0]:
            break
        if n := count(each):
            counts[value] = n
            if most is None:
                continue
            if len(best) < most:
                heappush(best, n)
            elif n > best[0]:
                heapreplace(best, n)
    return counts


def _by_size(state: State, name: str) -> list[tuple[int, str, BitMap]]:
    """A filter's values with their bitmaps, the largest first."""
    slugs = state.names.slugs.get(name)

    def sort() -> list[tuple[int, str, BitMap]]:
        several = [
            # A skill that is only proposed has no name here.
            (len(b), v if slugs is None else slugs.get(int(v), ""), b)
            for (facet, v), b in state.bitmaps.items()
            if facet == name
        ]
        return sorted((each for each in several if each[1]), key=lambda each: -each[0])

    return state.once(("by size", name), sort)


# --- Which stand on the page ------------------------------------------------


def _page(
    state: State, filters: Filters, passing: BitMap, start: int, hits: Hits | None
) -> list[int]:
    order, end = filters.order, start + filters.per_page
    if order == "best" and hits is None:
        order = "newest"
    if order == "best":
        assert hits is not None
        return _best(state, passing, start, end, hits)
    return _in_order(state, order, passing, start, end)


def _in_order(state: State, order: str, passing: BitMap, start: int, end: int) -> list[int]:
    if not passing:
        return []
    from_end = order != "deadline"
    slots = state.orders[order].slots
    # Walking the order reads this many to find a page; sorting reads those that pass.
    walk = end * len(slots) // len(passing)
    if walk < 4 * len(passing):
        return _walk(state, slots[::-1] if from_end else slots, passing, start, end)
    few = numbers_of(passing)
    key = ORDERS[order]
    few = few[np.lexsort((state.ids[few], state.columns[key][few]))]
    few = few[::-1] if from_end else few
    return _ids(state, few[start:end])


def _walk(state: State, slots: Numbers, passing: BitMap, start: int, end: int) -> list[int]:
    found: list[int] = []
    chunk, at = 256, 0
    has: Callable[[int], bool] = passing.__contains__
    while at < len(slots) and len(found) < end:
        found += filter(has, slots[at : at + chunk].tolist())
        at, chunk = at + chunk, min(chunk * 2, 8192)
    return _ids(state, found[start:end])


def _best(state: State, passing: BitMap, start: int, end: int, hits: Hits) -> list[int]:
    """Rank after rank, of each the newest first; last who only has the words in the text."""
    found: list[int] = []
    for _, bits in [*hits.ranked, (0.0, passing)]:
        if end <= 0:
            break
        here = bits & passing
        found += _in_order(state, "newest", here, max(start, 0), end)
        start, end = start - len(here), end - len(here)
        passing = passing - here
    return found


def _ids(state: State, slots: Numbers | list[int]) -> list[int]:
    return [int(pk) for pk in state.ids[slots]]

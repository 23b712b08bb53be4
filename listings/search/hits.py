"""Which listings have the words of a search: asked of Postgres once, then kept up to date.

A common word is in tens of thousands of listings, and reading which takes longer than all the
rest of a page. So what was found stays with the state, and goes over to the next one: only of the
listings that changed is it asked again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from listings.search import matching
from listings.search.loading import Numbers
from listings.search.matching import Matches
from listings.search.state import State, bitmap

# Listings in all that are kept: eight bytes each, and their bitmaps.
MOST_KEPT = 4_000_000
MOST_SEARCHES = 256


@dataclass(frozen=True)
class Hits:
    """Slots that have the words, ascending, and how well each answers them."""

    slots: NDArray[np.uint32]
    ranks: NDArray[np.float32]
    bits: BitMap
    query: str
    phrase: str


def hits_of(state: State, typed: str) -> Hits | None:
    """What has the words; None when there is nothing to look for in them."""
    languages = sorted({value for name, value in state.bitmaps if name == "written"})
    key, known = (typed, *languages), state.hits
    if key not in known:
        matches = matching.matches(typed, languages, state.names)
        hits = _hits(state, matches) if matches else None
        state.hits = _without_the_oldest({**state.hits, key: hits})
        return hits
    kept: Hits | None = known[key]
    return kept


def carry_over(old: State, new: State, changed: Numbers) -> None:
    """Give `new` what `old` has found, with the listings `changed` asked again."""
    known = [(key, hits) for key, hits in old.hits.items() if hits is not None]
    again = matching.again([(each.query, each.phrase) for _, each in known], changed.tolist())
    gone = old.slots_of(changed)
    carried = {
        key: _merged(new, hits, gone, more) for (key, hits), more in zip(known, again, strict=True)
    }
    new.hits = {key: carried.get(key) for key in old.hits}


def _hits(state: State, matches: Matches) -> Hits:
    at, known = state.found(matches.ids)
    return _sorted(
        state.sorted_slots[at[known]].astype(np.uint32),
        matches.ranks[known].astype(np.float32),
        matches.query,
        matches.phrase,
    )


def _merged(state: State, hits: Hits, gone: Numbers, more: Matches) -> Hits:
    stay = ~np.isin(hits.slots, gone.astype(np.uint32))
    new = _hits(state, more)
    if stay.all() and not len(new.slots):
        return hits
    return _sorted(
        np.concatenate([hits.slots[stay], new.slots]),
        np.concatenate([hits.ranks[stay], new.ranks]),
        hits.query,
        hits.phrase,
    )


def _sorted(slots: NDArray[np.uint32], ranks: NDArray[np.float32], query: str, phrase: str) -> Hits:
    by = np.argsort(slots)
    return Hits(slots[by], ranks[by], bitmap(slots[by]), query, phrase)


def _without_the_oldest(kept: dict[tuple[str, ...], Any]) -> dict[tuple[str, ...], Any]:
    kept = dict(list(kept.items())[-MOST_SEARCHES:])
    total = sum(len(each.slots) for each in kept.values() if each)
    while total > MOST_KEPT and len(kept) > 1:
        first = kept.pop(next(iter(kept)))
        total -= len(first.slots) if first else 0
    return kept

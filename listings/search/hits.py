"""Which listings have the words of a search: asked of Postgres once, then kept up to date.

A common word is in tens of thousands of listings, and reading which takes longer than all the
rest of a page. So what was found stays with the state, and goes over to the next one: only of the
listings that changed is it asked again. The commonest words do not wait for the first to ask:
`engine` looks for them when a process has read everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from listings.search import matching
from listings.search.loading import Numbers
from listings.search.matching import Matches
from listings.search.state import State, bitmap, numbers_of

# Bytes of what visitors asked for, and of the commonest words: a site of 60,000 open listings
# needs a tenth of either.
MOST_BYTES = 64_000_000
MOST_SEARCHES = 256
# A word that so many listings have is looked for before somebody asks.
COMMON = 0.01
MOST_COMMON = 600
# Searches times listings that have changed, above which they are asked again one by one, by whoever
# needs them: all in one statement would take longer than a statement may.
MOST_AGAIN = 100_000


@dataclass(frozen=True)
class Hits:
    """What has the words; of those that answer well, ascending slots and how well."""

    bits: BitMap
    slots: NDArray[np.uint32]
    ranks: NDArray[np.float32]
    query: str
    phrase: str
    # What may have been meant, where next to nothing had the words (`words.nearest`).
    near: str = ""

    @cached_property
    def size(self) -> int:
        """Bytes, at most."""
        return 2 * len(self.bits) + self.slots.nbytes + self.ranks.nbytes

    def ranks_of(self, slots: Numbers) -> NDArray[np.float32]:
        if not len(self.slots):
            return np.zeros(len(slots), np.float32)
        at = np.minimum(np.searchsorted(self.slots, slots), len(self.slots) - 1)
        return np.where(self.slots[at] == slots, self.ranks[at], np.float32(0))


type Key = tuple[str, ...]


def hits_of(state: State, typed: str) -> Hits | None:
    """What has the words; None when there is nothing to look for in them."""
    key = _key(state, typed)
    for known in (state.common, state.hits):
        if key in known:
            kept: Hits | None = known[key]
            return kept
    hits = ask(state, typed)
    state.hits = _without_the_oldest({**state.hits, key: hits})
    return hits


def ask(state: State, typed: str) -> Hits | None:
    """Of Postgres, whatever is known."""
    matches = matching.matches(typed, _languages(state), state.names)
    return _hits(state, matches) if matches else None


def _key(state: State, typed: str) -> Key:
    return (typed.lower(), *_languages(state))


def _languages(state: State) -> list[str]:
    def look() -> list[str]:
        return sorted(value for name, value in state.bitmaps if name == "written")

    return state.once("languages", look)


def carry_over(old: State, new: State, changed: Numbers) -> None:
    """Give `new` what `old` has found, with the listings `changed` asked again; nothing, where
    that is too much at once."""
    if _languages(old) != _languages(new):
        return
    every = {**old.common, **old.hits}
    if len(every) * len(changed) > MOST_AGAIN:
        return
    known = [(key, hits) for key, hits in every.items() if hits is not None]
    again = matching.again([(each.query, each.phrase) for _, each in known], changed.tolist())
    gone = bitmap(old.slots_of(changed))
    carried = {
        key: _merged(new, hits, gone, more) for (key, hits), more in zip(known, again, strict=True)
    }
    new.hits = {key: carried.get(key) for key in old.hits}
    new.common = {key: carried.get(key) for key in old.common}
    new.readied = old.readied


def common_words(state: State) -> list[str]:
    """What one would type that many listings have, the commonest first: words, and skills."""
    least = int(COMMON * len(state.ids)) + 1
    words = matching.common_words(len(state.ids), COMMON)
    skills = state.names.slugs.get("skill", {})
    names = [
        (len(bits), state.names.label("skill", skills[int(value)]))
        for (name, value), bits in state.bitmaps.items()
        if name == "skill" and len(bits) >= least and int(value) in skills
    ]
    return [word for _, word in sorted([*words, *names], reverse=True)][:MOST_COMMON]


def add_common(state: State, word: str, hits: Hits | None) -> bool:
    """Whether there was room for it."""
    if sum(each.size for each in state.common.values() if each) > MOST_BYTES:
        return False
    state.common = {**state.common, _key(state, word): hits}
    return True


def _hits(state: State, matches: Matches) -> Hits:
    at, known = state.found(matches.ranked)
    slots = state.sorted_slots[at[known]].astype(np.uint32)
    ranks = matches.ranks[known].astype(np.float32)
    by = np.argsort(slots)
    all_slots = bitmap(state.slots_of(matches.ids))
    return Hits(all_slots, slots[by], ranks[by], matches.query, matches.phrase, matches.near)


def _merged(state: State, hits: Hits, gone: BitMap, more: Matches) -> Hits:
    new = _hits(state, more)
    if hits.bits.isdisjoint(gone) and not new.bits:
        return hits
    stay = ~np.isin(hits.slots, numbers_of(gone).astype(np.uint32))
    slots = np.concatenate([hits.slots[stay], new.slots])
    ranks = np.concatenate([hits.ranks[stay], new.ranks])
    by = np.argsort(slots)
    bits = (hits.bits - gone) | new.bits
    return Hits(bits, slots[by], ranks[by], hits.query, hits.phrase, hits.near)


def _without_the_oldest(kept: dict[Key, Any]) -> dict[Key, Any]:
    kept = dict(list(kept.items())[-MOST_SEARCHES:])
    total = sum(each.size for each in kept.values() if each)
    while total > MOST_BYTES and len(kept) > 1:
        first = kept.pop(next(iter(kept)))
        total -= first.size if first else 0
    return kept

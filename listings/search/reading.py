"""Reading which lexemes open listings have: all of them once, later of those that changed."""

from __future__ import annotations

from collections.abc import Callable
from itertools import batched, pairwise

import numpy as np
from pyroaring import BitMap

from listings.search import matching
from listings.search.lexemes import Posting
from listings.search.loading import Numbers, whole
from listings.search.state import State, bitmap

# Listings that are read by one statement, so that none takes long.
AT_ONCE = 10_000
# Lexemes are kept that so many of a sample of AT_ONCE listings have, as long as there is room:
# bytes, and more for each open listing. A text of some sixty lexemes takes a hundred and sixty.
COMMON = 6
ROOM, ROOM_EACH = 4_000_000, 256
# What a lexeme takes beside its listings.
EACH = 500

type Gathered = dict[str, dict[str, BitMap]]


def read(state: State, listings: Numbers) -> dict[str, Posting]:
    """Of `listings`, those that have slots."""
    gathered: Gathered = {}
    _gather(gathered, state, matching.lexemes_of(listings.tolist()))
    return _postings(gathered)


def read_common(state: State, is_wanted: Callable[[], bool]) -> dict[str, Posting] | None:
    """Of all, the lexemes that are worth keeping; None if that `is_wanted` no more."""
    kept = common(state)
    gathered: Gathered = {lexeme: {} for lexeme in kept}
    for some in batched(state.sorted_ids.tolist(), AT_ONCE):
        if not is_wanted():
            return None
        _gather(gathered, state, [row for row in matching.lexemes(some) if row[0] in kept])
    return _postings(gathered)


def common(state: State) -> set[str]:
    """The lexemes that are worth keeping, told from a sample."""
    every = max(1, len(state.ids) // AT_ONCE)
    sample = matching.lexemes(state.sorted_ids[::every].tolist())
    sizes: dict[str, int] = {}
    for lexeme, _, ids in sample:
        sizes[lexeme] = sizes.get(lexeme, 0) + len(ids) // 8
    room, kept = ROOM + ROOM_EACH * len(state.ids), set()
    for lexeme in sorted(sizes, key=lambda each: -sizes[each]):
        room -= 2 * every * sizes[lexeme] + EACH
        if sizes[lexeme] < COMMON or room < 0:
            break
        kept.add(lexeme)
    return kept


def _gather(gathered: Gathered, state: State, rows: list[tuple[str, str, bytes]]) -> None:
    """All ids at once become slots: there are thousands of lexemes."""
    ids = whole(b"".join(data for *_, data in rows))
    at, known = state.found(ids)
    slots = state.sorted_slots[at]
    ends = np.cumsum([0, *(len(data) // 8 for *_, data in rows)]).tolist()
    for (lexeme, place, _), (begin, end) in zip(rows, pairwise(ends), strict=True):
        places = gathered.setdefault(lexeme, {})
        here = bitmap(slots[begin:end][known[begin:end]])
        if place in places:
            places[place] |= here
        else:
            places[place] = here


def _postings(gathered: Gathered) -> dict[str, Posting]:
    made = {}
    for lexeme, places in gathered.items():
        whole = BitMap.union(*places.values()) if places else BitMap()
        heads = {place: each for place, each in places.items() if place}
        for each in (whole, *heads.values()):
            each.run_optimize()
            each.shrink_to_fit()
        made[lexeme] = Posting(whole, heads)
    return made

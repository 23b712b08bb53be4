"""Which listings have the words of a search, and how well they answer.

A single word is asked of the lexemes that this process keeps (`lexemes`). What is more than that,
as phrases and several words, only Postgres knows. A common phrase is in tens of thousands of
listings, and reading which takes longer than all the rest of a page: what was found stays with the
state, and goes over to the next one, as only of the listings that changed it is asked again. The
commonest do not wait for the first to ask: `engine` looks for them when it has read everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from pyroaring import BitMap

from listings.search import lexemes, matching, reading, words
from listings.search.lexemes import MOST_CHANGED, Posting, Said
from listings.search.loading import Numbers
from listings.search.matching import Matches
from listings.search.state import State, bitmap

# Bytes of what visitors asked for, words and phrases apart, and of the commonest phrases: a site of
# 60,000 open listings needs a tenth of each.
MOST_BYTES = 64_000_000
MOST_SEARCHES = 256
MOST_WORDS = 8192
# A phrase that so many listings have is looked for before somebody asks.
COMMON = 0.01
MOST_COMMON = 600
# Searches times listings that have changed, above which they are asked again one by one, by whoever
# needs them: all in one statement would take longer than a statement may.
MOST_AGAIN = 100_000


@dataclass(frozen=True)
class Hits:
    """What has the words; of those that answer well, who answers how well, the best first.

    `query` and `phrase` are Postgres' own, to ask it again; empty when it need not be asked.
    """

    bits: BitMap
    ranked: list[tuple[float, BitMap]]
    query: str = ""
    phrase: str = ""
    # What may have been meant, where next to nothing had the words (`words.nearest`).
    near: str | None = None

    @cached_property
    def size(self) -> int:
        """Bytes, at most."""
        return 2 * len(self.bits) + sum(2 * len(each) + 100 for _, each in self.ranked)


type Key = tuple[str, ...]


def hits_of(state: State, typed: str) -> Hits | None:
    """What has the words; None when there is nothing to look for in them."""
    key = _key(state, typed)
    for known in (state.common, state.hits):
        if key in known:
            kept: Hits | None = known[key]
            return kept
    said = state.said.get(key) or _said(state, typed)
    if said is None:
        hits = ask(state, typed)
        state.hits = _without_the_oldest({**state.hits, key: hits})
        return hits
    _remember(state, key, said)
    return state.once(("hits", key), lambda: _hits_of_word(state, said))


def _remember(state: State, key: Key, said: Said) -> None:
    if key in state.said:
        return
    state.said_bytes += said.size
    if state.said_bytes > MOST_BYTES or len(state.said) >= MOST_WORDS:
        state.said, state.said_bytes = {}, said.size
    state.said[key] = said


def _said(state: State, typed: str) -> Said | None:
    """The lexemes of what is a word of its own; None if it is more."""
    ways = words.one_word(words.terms(typed, state.names.same))
    if not ways:
        return None
    likely = state.words.likely(map(words.plain, ways))
    spoken = matching.spoken(ways, _languages(state), likely, typed)
    return spoken and _said_of(state, *spoken)


def _said_of(state: State, spoken: list[matching.Spoken], near: str | None) -> Said:
    own: dict[str, Posting] = {}
    for lexeme, _, place, ids in spoken:
        bits = bitmap(state.slots_of(ids))
        here = Posting(bits, {place: bits} if place else {})
        own[lexeme] = own[lexeme].plus(here) if lexeme in own else here
    kept = {lexeme: each for lexeme, each in own.items() if lexeme not in state.words.known}
    return Said(tuple({each.lexeme: each.itself for each in spoken}.items()), kept, near)


def _hits_of_word(state: State, said: Said) -> Hits | None:
    if not said.lexemes:
        return None
    postings = state.words.postings(said)
    every = [each.bits for each in postings.values() if each.bits]
    bits = every[0] if len(every) == 1 else BitMap.union(*every) if every else BitMap()
    return Hits(bits, lexemes.ranked(said, postings), near=said.near)


def ask(state: State, typed: str) -> Hits | None:
    """Of Postgres, whatever is known."""
    matches = matching.matches(typed, _languages(state), state.names)
    return _hits(state, matches) if matches else None


def forget(state: State) -> None:
    """As if nobody had asked this process for any words before."""
    state.hits, state.said, state.said_bytes = {}, {}, 0
    state.kept = {key: each for key, each in state.kept.items() if not _is_of_words(key)}


def _is_of_words(key: object) -> bool:
    """Whether what is kept by it follows from words that somebody asked for."""
    return isinstance(key, tuple) and (key[0] == "hits" or bool(getattr(key[0], "q", "")))


def _key(state: State, typed: str) -> Key:
    return (typed.lower(), *_languages(state))


def _languages(state: State) -> list[str]:
    def look() -> list[str]:
        return sorted(value for name, value in state.bitmaps if name == "written")

    return state.once("languages", look)


def carry_over(old: State, new: State, changed: Numbers) -> None:
    """Give `new` what `old` has found, with the listings `changed` asked again; nothing, where
    that is too much at once."""
    if len(changed) > MOST_CHANGED:
        return
    slots = bitmap(new.slots_of(changed))
    new.words = old.words.moved_on(slots, reading.read(new, changed))
    if _languages(old) != _languages(new):
        return
    new.said, new.said_bytes = old.said, old.said_bytes
    if new.words.is_full():
        new.words, new.said = new.words.worked_in(), {}
    _ask_again(old, new, changed)


def _ask_again(old: State, new: State, changed: Numbers) -> None:
    """The same for what only Postgres knows."""
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


def common_phrases(state: State) -> list[str]:
    """What one would type that many listings have and is not one word, the commonest first: names
    of skills, and words that others say with several."""
    least = int(COMMON * len(state.ids)) + 1
    said = matching.common_words(len(state.ids), COMMON)
    skills = state.names.slugs.get("skill", {})
    names = [
        (len(bits), state.names.label("skill", skills[int(value)]))
        for (name, value), bits in state.bitmaps.items()
        if name == "skill" and len(bits) >= least and int(value) in skills
    ]
    often = [each for _, each in sorted([*said, *names], reverse=True)]
    return [each for each in often if not _is_a_word(state, each)][:MOST_COMMON]


def _is_a_word(state: State, typed: str) -> bool:
    return bool(words.one_word(words.terms(typed, state.names.same)))


def add_common(state: State, word: str, hits: Hits | None) -> bool:
    """Whether there was room for it."""
    if sum(each.size for each in state.common.values() if each) > MOST_BYTES:
        return False
    state.common = {**state.common, _key(state, word): hits}
    return True


def _hits(state: State, matches: Matches) -> Hits:
    at, known = state.found(matches.ranked)
    slots, ranks = state.sorted_slots[at[known]], matches.ranks[known]
    ranked = [(float(rank), bitmap(slots[ranks == rank])) for rank in np.unique(ranks)[::-1]]
    bits = bitmap(state.slots_of(matches.ids))
    return Hits(bits, ranked, matches.query, matches.phrase, matches.near)


def _merged(state: State, hits: Hits, gone: BitMap, more: Matches) -> Hits:
    new = _hits(state, more)
    if hits.bits.isdisjoint(gone) and not new.bits:
        return hits
    ranked = {rank: each - gone for rank, each in hits.ranked}
    for rank, each in new.ranked:
        ranked[rank] = ranked[rank] | each if rank in ranked else each
    by_rank = sorted(ranked.items(), key=lambda each: -each[0])
    bits = (hits.bits - gone) | new.bits
    return Hits(bits, by_rank, hits.query, hits.phrase, hits.near)


def _without_the_oldest(kept: dict[Key, Any]) -> dict[Key, Any]:
    kept = dict(list(kept.items())[-MOST_SEARCHES:])
    total = sum(each.size for each in kept.values() if each)
    while total > MOST_BYTES and len(kept) > 1:
        first = kept.pop(next(iter(kept)))
        total -= first.size if first else 0
    return kept

"""Which listings have the words of a search, and how well they answer.

Words are asked of the lexemes that this process keeps (`lexemes`). How well several of them answer,
and who says them as a phrase, only Postgres knows: of those that may it is asked, of so many of the
newest as it can tell in the time of a page. What it told stays with the state, and goes over to the
next one, as only of the listings that changed it is asked again. The commonest phrases do not wait
for the first to ask: `engine` looks for them when it has read everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from pyroaring import BitMap

from listings.search import lexemes, matching, reading, words
from listings.search.lexemes import MOST_CHANGED, NOBODY, Posting, Said, Spoken
from listings.search.loading import Numbers
from listings.search.matching import Matches, Way
from listings.search.state import ALL, State, bitmap, numbers_of
from listings.search.words import Term

# Bytes of what visitors asked for, words and phrases apart, and of the commonest phrases: a site of
# 60,000 open listings needs a tenth of each.
MOST_BYTES = 64_000_000
MOST_SEARCHES = 256
MOST_WORDS = 8192
# Of so many listings Postgres is asked how well they answer, and whether they say a phrase: some
# 30 ms. Older ones that have all the words come after those, as equals.
MOST_RANKED = 10_000
LEAST = 1e-9
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


def hits_of(state: State, typed: str, *, at_once: bool = False) -> Hits | None:
    """What has the words; None when there is nothing to look for in them.

    `at_once`: what is not known yet is asked in one statement, however long that takes.
    """
    key = _key(state, typed)
    for known in (state.common, state.hits):
        if key in known:
            kept: Hits | None = known[key]
            return kept
    said = state.said.get(key)
    if said is None and at_once:
        return _keep(state, key, ask(state, typed))
    said = said or _remembered(state, key, _said(state, typed))
    if not said.terms:
        return None
    found = state.once(("hits", key), lambda: _found(state, said))
    if isinstance(found, Hits):
        return found
    return _keep(state, key, _told(state, typed, said, found))


def _keep(state: State, key: Key, hits: Hits | None) -> Hits | None:
    state.hits = _without_the_oldest({**state.hits, key: hits})
    return hits


def _remembered(state: State, key: Key, said: Said) -> Said:
    state.said_bytes += said.size
    if state.said_bytes > MOST_BYTES or len(state.said) >= MOST_WORDS:
        state.said, state.said_bytes = {}, said.size
    state.said[key] = said
    return said


def _said(state: State, typed: str) -> Said:
    """Its terms as lexemes: one statement."""
    asked = words.terms(typed, state.names.same)
    if not asked:
        return Said((), False, {}, "")
    likely = state.words.likely(each for term in asked for each in words.split(term))
    told = matching.spoken(asked, _languages(state), likely, typed)
    own: dict[str, Posting] = {}
    for lexeme, place, ids in told.found:
        bits = bitmap(state.slots_of(ids))
        own[lexeme] = own.get(lexeme, NOBODY).plus(Posting(bits, {place: bits} if place else {}))
    kept = {lexeme: each for lexeme, each in own.items() if lexeme not in state.words.known}
    return Said(tuple(_spoken(asked, told.ways)), len(asked) == 1, kept, told.near)


def _spoken(asked: list[Term], ways: list[Way]) -> Iterator[Spoken]:
    for n, term in enumerate(asked, 1):
        here = [way for way in ways if way.term == n]
        if not all(way.lexemes for way in here):
            continue
        first = min(way.n for way in here)
        single = {way.lexemes[0] for way in here if way.one}
        left = [way for way in here if way.one or single.isdisjoint(way.lexemes)]
        yield Spoken(
            ways=frozenset(way.lexemes for way in left),
            itself=frozenset(each for way in here if way.n == first for each in way.lexemes),
            plain=all(way.one for way in here),
            exact=all(way.one for way in left),
            refused=term.refused,
        )


# --- In this process ---------------------------------------------------------


@dataclass(frozen=True)
class Unranked:
    """What has the words, `unsure` where some are a phrase: who says it only Postgres knows. Of the
    newest of those that may rank it is asked; the `older` come after them."""

    bits: BitMap
    newest: BitMap
    older: BitMap
    unsure: bool


def _found(state: State, said: Said) -> Hits | Unranked:
    postings = state.words.postings(said)
    those = {lexeme: each.bits for lexeme, each in postings.items()}
    unsure = not all(term.exact for term in said.terms)
    wanted = [term for term in said.terms if not term.refused]
    bits = _meet(wanted, those) if wanted else state.bitmaps.get(ALL, BitMap())
    for term in said.terms:
        if term.refused and term.exact:
            bits = bits - term.whose(those)
    if said.alone and wanted and wanted[0].plain:
        return Hits(bits, lexemes.ranked(wanted[0], postings), near=said.near)
    may_rank = bits
    if not unsure:
        heads = {lexeme: each.head for lexeme, each in postings.items()}
        may_rank = bits & _meet(wanted, heads) if wanted else BitMap()
    if not may_rank:
        return Hits(bits, [], near=said.near)
    newest = _newest(state, may_rank)
    older = may_rank - newest
    for term in said.terms:
        if term.refused and not term.exact:
            older = older - term.whose(those)
    return Unranked(bits, newest, older, unsure)


def _meet(terms: list[Spoken], those: Mapping[str, BitMap]) -> BitMap:
    first, *others = sorted((term.whose(those) for term in terms), key=len)
    for each in others:
        first = first & each
    return first


def _newest(state: State, slots: BitMap) -> BitMap:
    if len(slots) <= MOST_RANKED:
        return slots
    order = state.orders["newest"].slots
    among = np.zeros(len(state.ids), np.bool_)
    among[numbers_of(slots)] = True
    return bitmap(order[among[order]][-MOST_RANKED:])


# --- Of Postgres -------------------------------------------------------------


def _told(state: State, typed: str, said: Said, found: Unranked) -> Hits:
    """How well `found` answer."""
    ids = state.ids[numbers_of(found.newest)].tolist()
    asked = words.terms(typed, state.names.same)
    hits = _hits(state, matching.of_these(asked, _languages(state), ids, check=found.unsure))
    bits = hits.bits | found.older if found.unsure else found.bits
    ranked = [*hits.ranked, (LEAST, found.older)] if found.older else hits.ranked
    return replace(hits, bits=bits, ranked=ranked, near=said.near)


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

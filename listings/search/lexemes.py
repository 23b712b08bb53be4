"""Which listings have a word, and where: by lexeme, in this process.

A word comes in many forms that Postgres makes one lexeme of, in each language its own. Who asks
for a form that nobody has asked for before means a lexeme that thousands of listings may have: to
read those in Postgres takes a hundred times longer than all the rest of a page. So the lexemes that
many listings have are kept here, read once in the background; what few have is asked for.

What changed since is laid over what was read: slots that no longer count as they were, and what
those listings say now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from pyroaring import BitMap

NOTHING = BitMap()
# `matching.RANK` weighs the places a word stands in so: text, other names, skills, title.
WEIGHTS = {"D": 0.05, "C": 0.2, "B": 0.4, "A": 1.0}
# What Postgres divides by: the limit of the sum of 1 ÷ n².
LIMIT = 1.64493406685
# Listings that have changed, above which they are worked into the rest.
MOST_CHANGED = 2000


@dataclass(frozen=True)
class Posting:
    """The slots of who has a lexeme; of those who have it in their `head` also by where: a letter
    for each time it stands there, A in the title, B in skills, C in other names."""

    bits: BitMap = NOTHING
    heads: Mapping[str, BitMap] = field(default_factory=dict)

    @property
    def head(self) -> BitMap:
        return BitMap.union(*self.heads.values()) if self.heads else NOTHING

    @property
    def size(self) -> int:
        """Bytes, at most."""
        return 2 * len(self.bits) + 2 * sum(map(len, self.heads.values()))

    def without(self, slots: BitMap) -> Posting:
        if self.bits.isdisjoint(slots):
            return self
        heads = {where: each - slots for where, each in self.heads.items()}
        return Posting(self.bits - slots, heads)

    def plus(self, more: Posting) -> Posting:
        if not more.bits:
            return self
        heads = dict(self.heads)
        for where, each in more.heads.items():
            heads[where] = heads.get(where, NOTHING) | each
        return Posting(self.bits | more.bits, heads)


NOBODY = Posting()


class Spoken(NamedTuple):
    """A term: the lexemes of each way to say it in one language or another, and those of the term
    `itself`, not only of what says the same. `plain`: no way is a phrase. `exact`: none that is
    left is, when a way says no more than a phrase that has it."""

    ways: frozenset[tuple[str, ...]]
    itself: frozenset[str]
    plain: bool
    exact: bool
    refused: bool = False

    @property
    def lexemes(self) -> set[str]:
        return {lexeme for way in self.ways for lexeme in way}

    def whose(self, those: Mapping[str, BitMap]) -> BitMap:
        """Who has the term, if it is `exact`; else who has all the words of one way, in any order.
        `those`: who has which lexeme."""
        found = [_all([those[lexeme] for lexeme in way]) for way in self.ways]
        found = [each for each in found if each]
        return found[0] if len(found) == 1 else BitMap.union(*found) if found else NOTHING


class Said(NamedTuple):
    """What was typed, without terms that are too common to look for; `alone`: it is one term.
    `own`: of lexemes that are not kept, who has them. `near`: what may have been meant
    (`words.nearest`)."""

    terms: tuple[Spoken, ...]
    alone: bool
    own: Mapping[str, Posting]
    near: str

    @property
    def size(self) -> int:
        return sum(each.size for each in self.own.values())


def _all(several: list[BitMap]) -> BitMap:
    """Who is in each of at least one."""
    first, *others = sorted(several, key=len)
    for each in others:
        first = first & each
    return first


@dataclass(frozen=True)
class Index:
    """`known`: lexemes that many have. Of the `changed` slots only `later` is true."""

    known: Mapping[str, Posting] = field(default_factory=dict)
    by_start: Mapping[str, list[str]] = field(default_factory=dict)
    changed: BitMap = field(default_factory=BitMap)
    later: Mapping[str, Posting] = field(default_factory=dict)

    def postings(self, said: Said) -> dict[str, Posting]:
        every = {lexeme for term in said.terms for lexeme in term.lexemes}
        return {lexeme: self._now(lexeme, said.own.get(lexeme)) for lexeme in every}

    def likely(self, words: Iterable[str]) -> list[str]:
        """Lexemes that are known and begin as `words` do: stemming changes ends."""
        return [
            each for start in {word[:2] for word in words} for each in self.by_start.get(start, [])
        ]

    def _now(self, lexeme: str, own: Posting | None) -> Posting:
        before = own or self.known.get(lexeme, NOBODY)
        if not self.changed:
            return before
        return before.without(self.changed).plus(self.later.get(lexeme, NOBODY))

    def moved_on(self, gone: BitMap, more: Mapping[str, Posting]) -> Index:
        """With the slots `gone` changed, of which those that are still open are in `more`."""
        later = {lexeme: each.without(gone) for lexeme, each in self.later.items()}
        for lexeme, each in more.items():
            later[lexeme] = later.get(lexeme, NOBODY).plus(each)
        return Index(self.known, self.by_start, self.changed | gone, later)

    def is_full(self) -> bool:
        return len(self.changed) > MOST_CHANGED

    def worked_in(self) -> Index:
        """The same with nothing laid over it. What was asked for is not in it: it goes."""
        return index_of({lexeme: self._now(lexeme, None) for lexeme in self.known})


def index_of(known: Mapping[str, Posting]) -> Index:
    by_start: dict[str, list[str]] = {}
    for lexeme in known:
        by_start.setdefault(lexeme[:2], []).append(lexeme)
    return Index(known, by_start)


# --- How well ----------------------------------------------------------------

# Where each of a word's lexemes stands, and whether it is the word itself.
type Places = tuple[tuple[str, bool], ...]


def ranked(term: Spoken, postings: Mapping[str, Posting]) -> list[tuple[float, BitMap]]:
    """Who has the word in their head, by rank as `matching.RANK` works it out, the best first."""
    groups: dict[Places, BitMap] = {}
    # In the order in which Postgres adds them up.
    for lexeme in sorted(postings, key=str.encode):
        for where, bits in postings[lexeme].heads.items():
            if bits:
                groups = _with(groups, (where, lexeme in term.itself), bits)
    found: dict[float, BitMap] = {}
    for places, bits in groups.items():
        rank = rank_of(places, len(postings))
        found[rank] = found[rank] | bits if rank in found else bits
    return sorted(found.items(), key=lambda each: -each[0])


def _with(
    groups: dict[Places, BitMap], place: tuple[str, bool], bits: BitMap
) -> dict[Places, BitMap]:
    """`groups` with `bits` at one more place: each listing stays in one group only."""
    made: dict[Places, BitMap] = {}
    for places, each in groups.items():
        if each.isdisjoint(bits):
            made[places] = each
            continue
        made[(*places, place)] = each & bits
        bits = bits - each
        if rest := each - made[(*places, place)]:
            made[places] = rest
    if bits:
        made[(place,)] = made.get((place,), NOTHING) | bits
    return made


@lru_cache(maxsize=4096)
def rank_of(places: Places, lexemes: int) -> float:
    """What `ts_rank` gives for one of so many `lexemes`, to the last bit; 1 more for the word
    itself."""
    rank = np.float32(0)
    for where, _ in places:
        rank = np.float32(float(rank) + _weight(where) / LIMIT)
    rank = np.float32(rank / np.float32(lexemes))
    return float(np.float32(float(rank) + any(first for _, first in places)))


def _weight(where: str) -> float:
    """Of a lexeme that stands at these places: the heaviest counts whole, the others less."""
    weights = [np.float32(WEIGHTS[each]) for each in where]
    parts = [each / np.float32((n + 1) ** 2) for n, each in enumerate(weights)]
    total = np.float32(0)
    for part in parts:
        total = np.float32(total + part)
    heaviest = max(weights)
    return float((heaviest + total) - parts[weights.index(heaviest)])

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


class Said(NamedTuple):
    """A word: the lexemes it is in one language or another, and whether that is the word itself
    and not only something that says the same. `own`: what was asked for, of those not kept.
    `near`: what may have been meant (`words.nearest`); None: nobody looked."""

    lexemes: tuple[tuple[str, bool], ...]
    own: Mapping[str, Posting]
    near: str | None

    @property
    def size(self) -> int:
        return sum(each.size for each in self.own.values())


@dataclass(frozen=True)
class Index:
    """`known`: lexemes that many have. Of the `changed` slots only `later` is true."""

    known: Mapping[str, Posting] = field(default_factory=dict)
    by_start: Mapping[str, list[str]] = field(default_factory=dict)
    changed: BitMap = field(default_factory=BitMap)
    later: Mapping[str, Posting] = field(default_factory=dict)

    def postings(self, said: Said) -> dict[str, Posting]:
        return {lexeme: self._now(lexeme, said.own.get(lexeme)) for lexeme, _ in said.lexemes}

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


def ranked(said: Said, postings: Mapping[str, Posting]) -> list[tuple[float, BitMap]]:
    """Who has the word in their head, by rank as `matching.RANK` works it out, the best first."""
    first = dict(said.lexemes)
    groups: dict[Places, BitMap] = {}
    # In the order in which Postgres adds them up.
    for lexeme in sorted(postings, key=str.encode):
        for where, bits in postings[lexeme].heads.items():
            if bits:
                groups = _with(groups, (where, first[lexeme]), bits)
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

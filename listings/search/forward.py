"""The skills of each listing, to count them where few listings pass.

There are thousands of skills: to ask each one's bitmap about twenty listings takes longer than to
read what those twenty have.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from listings.search.loading import Facts, Numbers

# Listings that have changed, above which the arrays are made anew.
MOST_CHANGED = 2000
NONE = np.zeros(0, np.int64)


@dataclass(frozen=True)
class Forward:
    """Slot `n` has `values[starts[n]:starts[n + 1]]`, or what `changed` says."""

    starts: Numbers = field(default_factory=lambda: np.zeros(1, np.int64))
    values: Numbers = field(default_factory=lambda: NONE)
    changed: Mapping[int, Numbers] = field(default_factory=dict)

    def counts(self, slots: Numbers) -> tuple[Numbers, Numbers]:
        """Each value that some of `slots` have, and how many, the most frequent first."""
        parts = []
        if self.changed:
            changed = np.isin(slots, np.fromiter(self.changed, np.int64))
            parts = [self.changed[slot] for slot in slots[changed].tolist()]
            slots = slots[~changed]
        starts = self.starts[slots]
        lengths = self.starts[slots + 1] - starts
        before = np.cumsum(lengths) - lengths
        at = np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()))
        sizes = np.bincount(np.concatenate([self.values[at], *parts]))
        there = np.flatnonzero(sizes)
        there = there[np.argsort(-sizes[there], kind="stable")]
        return there, sizes[there]


def first_forward(facts: Facts, slots: int) -> Forward:
    """Of all `slots` listings, which stand in the order of their ids."""
    ids, values = _pairs(facts)
    # What opened while the facts were read has no slot yet: it is among the next changes.
    known = np.isin(ids, facts.ids)
    ids, values = ids[known], values[known]
    at = np.searchsorted(facts.ids, ids)
    by = np.argsort(at, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(at, minlength=slots))])
    return Forward(starts.astype(np.int64), values[by])


def next_forward(old: Forward, facts: Facts, slots: Numbers, gone: Numbers) -> Forward | None:
    """`old` with the listings of `facts` at `slots`, without `gone`; None: too much has changed."""
    if len(old.changed) + len(slots) + len(gone) > MOST_CHANGED:
        return None
    ids, values = _pairs(facts)
    fresh = {int(slot): values[ids == pk] for pk, slot in zip(facts.ids, slots, strict=True)}
    return Forward(
        old.starts, old.values, {**old.changed, **dict.fromkeys(gone.tolist(), NONE), **fresh}
    )


def _pairs(facts: Facts) -> tuple[Numbers, Numbers]:
    """Each listing's id beside each of its skills'."""
    groups = {int(value): ids for (name, value), ids in facts.groups.items() if name == "skill"}
    if not groups:
        return NONE, NONE
    lengths = [len(ids) for ids in groups.values()]
    return np.concatenate([*groups.values()]), np.repeat([*groups], lengths)

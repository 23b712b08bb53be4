"""Open listings as bitmaps, one of each value, beside columns to sort by.

A listing stands at a number of its own, its slot, so that bitmaps are dense. A state is not
changed once searches read it: what changed makes the next one, which shares the rest.
"""

from __future__ import annotations

import array
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from listings.search.forward import Forward, first_forward, next_forward
from listings.search.lexemes import Index
from listings.search.loading import COLUMNS, Facts, Floats, Numbers
from listings.search.wanted import STEPS, Names

type Key = tuple[str, str]

# By which column each order goes; equals go by id. Newest and pay are read from the end.
ORDERS = {"newest": "published", "deadline": "deadline", "pay": "pay"}
ALL: Key = ("all", "")
# Some 35 kB each at 60,000 open listings, of the half of them that are whole answers.
MOST_KEPT = 1200


@dataclass(frozen=True)
class Order:
    """Slots in ascending order of `keys`."""

    slots: Numbers
    keys: Numbers


@dataclass
class State:
    ids: Numbers = field(default_factory=lambda: np.zeros(0, np.int64))
    columns: dict[str, Numbers] = field(default_factory=dict)
    bitmaps: dict[Key, BitMap] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    # Ids that have slots, ascending, and those slots.
    sorted_ids: Numbers = field(default_factory=lambda: np.zeros(0, np.int64))
    sorted_slots: Numbers = field(default_factory=lambda: np.zeros(0, np.int64))
    # Places that have coordinates, by their listing's slot.
    places: Numbers = field(default_factory=lambda: np.zeros(0, np.int64))
    latitudes: Floats = field(default_factory=lambda: np.zeros(0))
    longitudes: Floats = field(default_factory=lambda: np.zeros(0))
    # The skills of each slot; None after too many have changed, until all is read anew.
    forward: Forward | None = field(default_factory=Forward)
    names: Names = field(default_factory=Names)
    # How many deadlines have passed, and whose have not.
    live: tuple[int, BitMap] | None = None
    # Who has which lexeme, and the lexemes of what was typed (`hits`), by that and the languages.
    words: Index = field(default_factory=Index)
    said: dict[tuple[str, ...], Any] = field(default_factory=dict)
    said_bytes: int = 0
    # What has the words of a search (`hits`), by the words and the languages in use.
    hits: dict[tuple[str, ...], Any] = field(default_factory=dict)
    # The same of the commonest phrases, which nobody needs to have asked for; whether all is begun.
    common: dict[tuple[str, ...], Any] = field(default_factory=dict)
    readied: bool = False
    # What searches have worked out of this state.
    kept: dict[Hashable, Any] = field(default_factory=dict)

    def slots_of(self, ids: Numbers) -> Numbers:
        """Of those that have one, in the order of `ids`."""
        at, known = self.found(ids)
        return self.sorted_slots[at[known]]

    def found(self, ids: Numbers) -> tuple[Numbers, NDArray[np.bool_]]:
        """Where `ids` are among those that have slots, and whether each is."""
        if not len(self.sorted_ids):
            return np.zeros(len(ids), np.int64), np.zeros(len(ids), np.bool_)
        at = np.minimum(np.searchsorted(self.sorted_ids, ids), len(self.sorted_ids) - 1)
        return at, self.sorted_ids[at] == ids

    def once[Value](self, key: Hashable, make: Callable[[], Value]) -> Value:
        """What `make` gives, worked out the first time it is asked for by `key`.

        Threads share a state: each looks once, so that none meets what another has just taken out.
        """
        kept: Value | None = self.kept.get(key)
        if kept is None:
            kept = make()
            if len(self.kept) >= MOST_KEPT:
                # A list at once: other threads put in meanwhile.
                self.kept.pop(list(self.kept)[0], None)  # noqa: RUF015
            self.kept[key] = kept
        return kept


def bitmap(slots: Numbers | Iterable[int]) -> BitMap:
    numbers = np.asarray(slots, np.uint32)
    return BitMap(array.array("I", numbers.tobytes()))


def numbers_of(slots: BitMap) -> Numbers:
    return np.frombuffer(slots.to_array(), np.uint32).astype(np.int64)


def first_state(facts: Facts, names: Names) -> State:
    everything = np.arange(len(facts.ids))
    state = State(ids=facts.ids, sorted_ids=facts.ids, sorted_slots=everything, names=names)
    state.columns = facts.columns
    state.bitmaps = _bitmaps(state, facts, everything)
    for name, column in ORDERS.items():
        keys = facts.columns[column]
        slots = np.argsort(keys, kind="stable")
        state.orders[name] = Order(slots, keys[slots])
    state.forward = first_forward(facts, len(everything))
    state.places, state.latitudes, state.longitudes = _places(state, facts)
    return state


def next_state(old: State, changed: Numbers, facts: Facts) -> State:
    """`old` without the listings `changed`, and with those of them that are in `facts`."""
    state = State(names=old.names)
    _give_slots(state, old, facts.ids)
    slots = state.slots_of(facts.ids)
    gone = old.slots_of(changed)
    _columns(state, old, facts, slots)
    out = bitmap(gone)
    state.bitmaps = {
        key: kept
        for key, each in old.bitmaps.items()
        if (kept := each if each.isdisjoint(out) else each - out)
    }
    for key, more in _bitmaps(state, facts, slots).items():
        state.bitmaps[key] = state.bitmaps[key] | more if key in state.bitmaps else more
    for name, column in ORDERS.items():
        state.orders[name] = _moved(state, old.orders[name], gone, slots, column)
    state.forward = old.forward and next_forward(old.forward, facts, slots, gone)
    stay = ~np.isin(old.places, gone)
    places, latitudes, longitudes = _places(state, facts)
    state.places = np.concatenate([old.places[stay], places])
    state.latitudes = np.concatenate([old.latitudes[stay], latitudes])
    state.longitudes = np.concatenate([old.longitudes[stay], longitudes])
    return state


def _places(state: State, facts: Facts) -> tuple[Numbers, Floats, Floats]:
    """Slots with where their places are. What opened while the facts were read has no slot yet: it
    is among the next changes."""
    known = state.found(facts.places)[1]
    return state.slots_of(facts.places), facts.latitudes[known], facts.longitudes[known]


def _give_slots(state: State, old: State, ids: Numbers) -> None:
    """A listing keeps the slot it once had; a new one gets the next."""
    known = old.found(ids)[1]
    new = ids[~known]
    state.ids = np.concatenate([old.ids, new])
    where = np.searchsorted(old.sorted_ids, new)
    next_slots = np.arange(len(old.ids), len(state.ids))
    state.sorted_ids = np.insert(old.sorted_ids, where, new)
    state.sorted_slots = np.insert(old.sorted_slots, where, next_slots)


def _columns(state: State, old: State, facts: Facts, slots: Numbers) -> None:
    more = len(state.ids) - len(old.ids)
    for name in COLUMNS:
        column = np.concatenate([old.columns[name], np.zeros(more, np.int64)])
        column[slots] = facts.columns[name]
        state.columns[name] = column


def _bitmaps(state: State, facts: Facts, slots: Numbers) -> dict[Key, BitMap]:
    made = {key: bitmap(state.slots_of(ids)) for key, ids in facts.groups.items()}
    for name, steps in STEPS.items():
        if name in facts.columns:
            for step in steps:
                made[name, str(step)] = bitmap(slots[facts.columns[name] <= step])
    return {ALL: bitmap(slots), **made}


def _moved(state: State, order: Order, gone: Numbers, slots: Numbers, column: str) -> Order:
    """`order` without `gone` and with `slots`, each before the first that is not less."""
    stay = ~np.isin(order.slots, gone)
    kept, keys = order.slots[stay], order.keys[stay]
    values = state.columns[column][slots]
    by_key = np.lexsort((state.ids[slots], values))
    slots, values = slots[by_key], values[by_key]
    low, high = np.searchsorted(keys, values), np.searchsorted(keys, values, "right")
    ids = state.ids
    where = [
        int(a + np.searchsorted(ids[kept[a:b]], ids[slot])) if b > a else int(a)
        for a, b, slot in zip(low, high, slots, strict=True)
    ]
    return Order(np.insert(kept, where, slots), np.insert(keys, where, values))

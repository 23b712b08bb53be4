"""What must hold, or a listing is no match at all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from listings.matching.wishes import Wishes
from listings.search.bitmaps import EPOCH, NOTHING, region_of, seen_by, within
from listings.search.loading import Numbers
from listings.search.state import State, numbers_of
from listings.search.wanted import Moment, Scope

type Mask = NDArray[np.bool_]

# Hours a week of somebody who did not say how many.
ANY_HOURS = 10_000


def passing(state: State, wishes: Wishes, moment: Moment) -> Numbers:
    """Slots, ascending, of what this person may see, is free for, and would be paid enough by."""
    slots = np.flatnonzero(visible(state, wishes, moment))
    return slots[in_time(state, slots, wishes, moment)]


def visible(state: State, wishes: Wishes, moment: Moment) -> Mask:
    """By slot: what they may see, in a place and a language of theirs.

    Many people share an answer: it stays with the state.
    """
    asked = (
        wishes.university,
        wishes.arrangements,
        wishes.languages,
        wishes.near,
        wishes.home if not wishes.abroad else "",
    )
    return state.once(("matching", asked, moment.minute), lambda: _visible(state, wishes, moment))


def _visible(state: State, wishes: Wishes, moment: Moment) -> Mask:
    base = seen_by(state, Scope(wishes.university), "paid", moment)
    if wishes.arrangements:
        kinds = [state.bitmaps.get(("arrangement", each), NOTHING) for each in wishes.arrangements]
        base = base & BitMap.union(*kinds)
    if wishes.near:
        remote = state.bitmaps.get(("arrangement", "remote"), NOTHING)
        base = base & (within(state, wishes.near) | remote)
    if wishes.languages:
        base = base - _in_others(state, wishes.languages)
    if wishes.home and not wishes.abroad:
        base = base - region_of(state, "abroad", wishes.home)
    mask = np.zeros(len(state.ids), np.bool_)
    mask[numbers_of(base)] = True
    return mask


def _in_others(state: State, spoken: frozenset[str]) -> BitMap:
    """What asks for a language that this person does not speak."""
    others = [
        bits
        for (name, value), bits in state.bitmaps.items()
        if name == "language" and value not in spoken
    ]
    return BitMap.union(*others) if others else BitMap()


def in_time(state: State, slots: Numbers, wishes: Wishes, moment: Moment) -> Mask:
    """Which of `slots` they have the hours and the days for, are paid enough by, and have not
    passed over."""
    columns = state.columns
    free = max(wishes.free_from or moment.today, moment.today)
    begins = np.maximum(columns["starts_from"][slots], (free - EPOCH).days)
    own = wishes.hours or ANY_HOURS
    fine = has_time(columns["hours"][slots], begins, columns["starts_by"][slots], own)
    if wishes.total_hours:
        fine &= columns["total"][slots] <= wishes.total_hours
    if wishes.per_hour:
        fine &= columns["per_hour"][slots] >= wishes.per_hour
    if wishes.free_until:
        ends = begins + columns["length"][slots]
        fine &= ends <= (wishes.free_until - EPOCH).days
    if wishes.passed:
        passed = state.slots_of(np.array(sorted(wishes.passed), np.int64))
        fine &= ~np.isin(slots, passed)
    return fine


def has_time(
    hours: Numbers | int, begins: Numbers, starts_by: Numbers | int, own: Numbers | int
) -> Mask:
    """Whether their own hours a week are enough, and the day on which they can begin is not too
    late. Of one person and many listings, or of many people and one listing."""
    return np.asarray((begins <= starts_by) & (hours <= own))

"""How well listings fit: a few plain measures from 0 to 1 each, weighted and added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from listings.matching.facts import DAY, Columns, Scores, columns_of
from listings.matching.must import in_time, passing, visible
from listings.matching.wishes import Wishes
from listings.search.loading import Numbers
from listings.search.state import State
from listings.search.wanted import Moment

MEASURES = ("skills", "field", "format", "pay", "fresh")
# Used until a trained model has proved better than these (docs/matching.md).
WEIGHTS: Mapping[str, float] = {
    "skills": 1.0,
    "field": 0.45,
    "format": 0.15,
    "pay": 0.15,
    "fresh": 0.1,
}
# Days after which a listing is half as new.
HALF_NEW = 10
# Of people who said nothing of a field or a format: neither for it nor against it.
SOME = 0.3


@dataclass(frozen=True)
class Fit:
    """A listing, by its primary key, with its score and what it is made of."""

    listing: int
    score: float
    measures: Mapping[str, float]


def fits(
    state: State, wishes: Wishes, moment: Moment, most: int, weights: Mapping[str, float] = WEIGHTS
) -> list[Fit]:
    """The `most` that fit best, the best first; fewer if fewer pass what must hold."""
    slots, scores = best(state, wishes, moment, most, weights)
    measured = measures(state, wishes, slots, shared(columns_of(state), wishes), moment)
    return [
        Fit(int(pk), float(score), dict(zip(MEASURES, row, strict=True)))
        for pk, score, row in zip(
            state.ids[slots].tolist(), scores.tolist(), measured.T.tolist(), strict=True
        )
    ]


def best(
    state: State, wishes: Wishes, moment: Moment, most: int, weights: Mapping[str, float] = WEIGHTS
) -> tuple[Numbers, Scores]:
    """Slots and scores of the `most` that fit best.

    What shares no skill is looked at only when too few share one: it hardly ever wins.
    """
    common = shared(columns_of(state), wishes)
    can_see = visible(state, wishes, moment)
    slots = np.flatnonzero(can_see & (common > 0))
    slots = slots[in_time(state, slots, wishes, moment)]
    if len(slots) < most:
        slots = passing(state, wishes, moment)
    scores = weigh(measures(state, wishes, slots, common, moment), weights)
    first = top(scores, state.ids[slots], most)
    return slots[first], scores[first]


def measures(
    state: State, wishes: Wishes, slots: Numbers, common: Scores, moment: Moment
) -> NDArray[np.float32]:
    """A row for each of MEASURES, a column for each of `slots`."""
    columns = columns_of(state)
    found = np.empty((len(MEASURES), len(slots)), np.float32)
    found[0] = _skills(columns, wishes, slots, common)
    found[1] = _liked(wishes.fields, wishes.taste.fields, columns.fields)[columns.field[slots]]
    found[2] = _liked(wishes.formats, wishes.taste.formats, columns.formats)[columns.format[slots]]
    found[3] = _pay(columns, wishes, slots)
    age = (moment.now.timestamp() * 1_000_000 - state.columns["published"][slots]) / DAY
    found[4] = 0.5 ** (np.maximum(age, 0) / HALF_NEW)
    return found


def weigh(measured: NDArray[np.float32], weights: Mapping[str, float]) -> Scores:
    return np.array([weights[name] for name in MEASURES], np.float32) @ measured


def top(scores: Scores, ids: Numbers, most: int) -> Numbers:
    """Where the `most` highest are, the highest first; of equals the older listing."""
    if len(scores) > most:
        least = np.partition(scores, len(scores) - most)[len(scores) - most]
        some = np.flatnonzero(scores >= least)
    else:
        some = np.arange(len(scores))
    return some[np.lexsort((ids[some], -scores[some]))][:most]


def shared(columns: Columns, wishes: Wishes) -> Scores:
    """By slot, how much the skills weigh that it asks for and they have: rare ones more."""
    common = np.zeros(len(columns.length), np.float32)
    for skill in wishes.skills:
        if skill in columns.rarity:
            common[columns.of_skill[skill]] += np.float32(columns.rarity[skill] ** 2)
    return common


def _skills(columns: Columns, wishes: Wishes, slots: Numbers, common: Scores) -> Scores:
    """The cosine of two vectors of skills; of people who named none, neither much nor little."""
    square = sum(columns.rarity.get(skill, 0.0) ** 2 for skill in wishes.skills)
    if not square:
        return np.full(len(slots), SOME, np.float32)
    return common[slots] / (columns.length[slots] * np.float32(square**0.5))


def _liked[Value](
    ticked: frozenset[Value], chosen: Mapping[Value, float], values: tuple[Value, ...]
) -> Scores:
    """How much each of `values` is wished for: what was chosen before counts as what is ticked."""
    if not ticked and not chosen:
        return np.full(max(len(values), 1), SOME, np.float32)
    most = max(chosen.values(), default=1.0)
    liked = [max(float(each in ticked), chosen.get(each, 0.0) / most) for each in values]
    return np.array(liked or [SOME], np.float32)


def _pay(columns: Columns, wishes: Wishes, slots: Numbers) -> Scores:
    """Half at what this person is used to; one at four times that, nothing at a quarter."""
    usual = wishes.taste.per_hour or wishes.per_hour
    pay = np.maximum(columns.per_hour[slots], 1)
    if not usual:
        usual = 2000
    return np.clip(0.5 + np.log2(pay / usual) / 4, 0, 1).astype(np.float32)

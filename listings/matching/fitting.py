"""How well listings fit: a few plain measures from 0 to 1 each, weighted and added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from listings.matching.facts import DAY, MICROSECONDS, Columns, Scores, columns_of
from listings.matching.must import in_time, passing, visible
from listings.matching.wishes import Wishes
from listings.search.loading import Numbers
from listings.search.state import State
from listings.search.wanted import Moment

MEASURES = ("skills", "field", "format", "pay", "fresh", "sought")
# Used until a trained model has proved better than these (docs/matching.md).
WEIGHTS: Mapping[str, float] = {
    "skills": 1.0,
    "field": 0.45,
    "format": 0.15,
    "pay": 0.15,
    "fresh": 0.1,
    "sought": 0.3,
}
# Days after which a listing is half as new.
HALF_NEW = 10
# On so many days a listing is new to somebody who does not open it; every further one takes so much
# of its score, to this share of it at the least.
NEW_DAYS, LESS_A_DAY, LEAST_NOVEL = 3, np.float32(0.08), np.float32(0.5)
# Of people who said nothing of a field or a format: neither for it nor against it.
SOME = 0.3
# US cents an hour, where nobody knows what a person is used to.
USUAL_PAY = 2000


@dataclass(frozen=True)
class Fit:
    """A listing, by its primary key, with its score and what it is made of."""

    listing: int
    score: float
    measures: Mapping[str, float]


class Best(NamedTuple):
    """Slots with their scores, the best first; `any_skill` if too few share one of theirs."""

    slots: Numbers
    scores: Scores
    any_skill: bool = False


def fits(
    state: State, wishes: Wishes, moment: Moment, most: int, weights: Mapping[str, float] = WEIGHTS
) -> list[Fit]:
    """The `most` that fit best, the best first; fewer if fewer pass what must hold."""
    return _told(state, wishes, moment, best(state, wishes, moment, most, weights))


def among(
    state: State,
    wishes: Wishes,
    moment: Moment,
    listings: Sequence[int],
    weights: Mapping[str, float] = WEIGHTS,
) -> list[Fit]:
    """Those of `listings` (primary keys) that pass what must hold, the best first, weighed now."""
    slots = state.slots_of(np.array(listings, np.int64))
    slots = slots[visible(state, wishes, moment)[slots]]
    slots = slots[in_time(state, slots, wishes, moment)]
    common = shared(columns_of(state), wishes)
    return _told(state, wishes, moment, _ranked(state, wishes, slots, common, moment, weights))


def _told(state: State, wishes: Wishes, moment: Moment, found: Best) -> list[Fit]:
    measured = measures(
        state, wishes, found.slots, shared(columns_of(state), wishes), moment
    ).T.tolist()
    rows = zip(state.ids[found.slots].tolist(), found.scores.tolist(), measured, strict=True)
    return [Fit(pk, score, dict(zip(MEASURES, row, strict=True))) for pk, score, row in rows]


def best(
    state: State, wishes: Wishes, moment: Moment, most: int, weights: Mapping[str, float] = WEIGHTS
) -> Best:
    """The `most` that fit best.

    What shares no skill is looked at only when too few share one: it hardly ever wins.
    """
    common = shared(columns_of(state), wishes)
    can_see = visible(state, wishes, moment)
    slots = np.flatnonzero(can_see & (common > 0))
    slots = slots[in_time(state, slots, wishes, moment)]
    any_skill = len(slots) < most
    if any_skill:
        slots = passing(state, wishes, moment)
    found = _ranked(state, wishes, slots, common, moment, weights, most)
    return found._replace(any_skill=any_skill)


def _ranked(
    state: State,
    wishes: Wishes,
    slots: Numbers,
    common: Scores,
    moment: Moment,
    weights: Mapping[str, float],
    most: int | None = None,
) -> Best:
    scores = weigh(measures(state, wishes, slots, common, moment), weights)
    if wishes.known:
        scores *= novel(state, wishes.known)[slots]
    first = top(scores, state.ids[slots], len(slots) if most is None else most)
    return Best(slots[first], scores[first])


def measures(
    state: State, wishes: Wishes, slots: Numbers, common: Scores, moment: Moment
) -> NDArray[np.float32]:
    """A row for each of MEASURES, a column for each of `slots`."""
    columns = columns_of(state)
    taste = wishes.taste
    found = np.empty((len(MEASURES), len(slots)), np.float32)
    own = length_of(columns, wishes)
    found[0] = cosine(common[slots], columns.length[slots], own) if own else SOME
    fields = liked(wishes.fields, taste.fields, columns.fields, taste.not_fields)
    found[1] = fields[columns.field[slots]]
    found[2] = liked(wishes.formats, taste.formats, columns.formats)[columns.format[slots]]
    found[3] = worth(columns.per_hour[slots], usual_pay(wishes))
    found[4] = fresh(state.columns["published"][slots], moment)
    found[5] = columns.sought[slots]
    return found


def novel(state: State, known: Mapping[int, int]) -> Scores:
    """By slot, from 1 down to LEAST_NOVEL: what was shown on many days, and never opened, counts
    less."""
    ids = np.array(sorted(known), np.int64)
    there = state.found(ids)[1]
    days = np.array([known[each] for each in ids[there].tolist()], np.float32)
    found = np.ones(len(state.ids), np.float32)
    found[state.slots_of(ids)] = np.maximum(
        LEAST_NOVEL, 1 - LESS_A_DAY * np.maximum(days - NEW_DAYS, 0)
    )
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


# --- Each measure, of one person and many listings, or of many people and one listing -------


def length_of(columns: Columns, wishes: Wishes) -> float:
    """Of the vector of their skills; 0 of who named none that a listing asks for."""
    return float(sum(columns.rarity.get(skill, 0.0) ** 2 for skill in wishes.skills) ** 0.5)


def cosine(common: Scores, its: Scores | float, own: Scores | float) -> Scores:
    """Of two vectors of skills, both with some."""
    return common / (its * np.asarray(own, np.float32))


def liked[Value](
    ticked: frozenset[Value],
    chosen: Mapping[Value, float],
    values: tuple[Value, ...],
    never: frozenset[Value] = frozenset(),
) -> Scores:
    """How much each of `values` is wished for: what was chosen before counts as what is ticked,
    and nothing of what they said is not for them."""
    if ticked or chosen:
        most = max(chosen.values(), default=1.0)
        found = [max(float(each in ticked), chosen.get(each, 0.0) / most) for each in values]
    else:
        found = [SOME] * len(values)
    if never:
        found = [0.0 if each in never else n for each, n in zip(values, found, strict=True)]
    return np.array(found or [SOME], np.float32)


def usual_pay(wishes: Wishes) -> int:
    """US cents an hour; not less than what they would not work for."""
    usual = wishes.taste.per_hour or wishes.per_hour or USUAL_PAY
    return max(usual, wishes.taste.too_low)


def worth(per_hour: Scores | float, usual: Scores | int) -> Scores:
    """Half at what this person is used to; one at four times that, nothing at a quarter."""
    pay = np.maximum(per_hour, 1) / usual
    return np.clip(0.5 + np.log2(pay) / 4, 0, 1).astype(np.float32)


def fresh(published: Numbers | int, moment: Moment) -> NDArray[np.float64]:
    """`published` in microseconds of the epoch."""
    age = (moment.now.timestamp() * MICROSECONDS - published) / DAY
    return np.asarray(0.5 ** (np.maximum(age, 0) / HALF_NEW))

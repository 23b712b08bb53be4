"""How much each measure should count, learned from what students chose of what they were shown.

A logistic regression: the odds that a listing is chosen (saved or applied for) grow with each
measure by a weight of its own. It is written out in numpy because it has six weights: the library
that has one ready would add 140 MB to the image that serves pages. `docs/matching.md` says what it
goes by and when its weights are used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from listings.matching.fitting import MEASURES, WEIGHTS
from listings.search.loading import Floats, Numbers

# What a weight may be, when all of them add up to what the first ones do: nothing decides alone,
# and of two that are alike the newer comes first.
LEAST, MOST = 0.02, 1.2
SUM = sum(WEIGHTS.values())
# One person in so many is not learned from: the weights are tried on them.
HELD_OUT = 4
# People among these who chose some, and not all, of what they were shown.
FEWEST_HELD_OUT = 50
# Keeps weights small where there is little to learn from.
RIDGE = 1.0
ROUNDS = 30


@dataclass(frozen=True)
class Examples:
    """A place in each for each listing that somebody was shown. `measures` in the order of
    MEASURES; `place` on the page, from 1: what stands first is chosen more, whatever it is."""

    people: Numbers
    measures: Floats
    place: Numbers
    chosen: NDArray[np.bool_]


@dataclass(frozen=True)
class Learned:
    """`score` and `before`: of a listing that somebody chose and one that they did not, how often
    the one that they chose is the first; of people who were not learned from, 0 to 1. `better` if
    the difference is more than chance would make in one of forty."""

    weights: Mapping[str, float]
    examples: int
    people: int
    score: float
    before: float
    better: bool


def learn(examples: Examples, before: Mapping[str, float]) -> Learned | None:
    """Weights, tried against those in use; None while there is too little to tell."""
    held_out = examples.people % HELD_OUT == 0
    weights = _bounded(_regression(examples, ~held_out))
    if weights is None:
        return None
    now = _each_score(examples, held_out, np.array([weights[name] for name in MEASURES]))
    then = _each_score(examples, held_out, np.array([before[name] for name in MEASURES]))
    if len(now) < FEWEST_HELD_OUT:
        return None
    gain = now - then
    error = gain.std(ddof=1) / len(gain) ** 0.5
    return Learned(
        weights=weights,
        examples=len(examples.people),
        people=len(now),
        score=float(now.mean()),
        before=float(then.mean()),
        better=bool(gain.mean() > 2 * error),
    )


def within_bounds(weights: Mapping[str, float]) -> bool:
    """Whether these may be used: of every measure one, none of them too much."""
    return set(weights) == set(MEASURES) and all(
        LEAST <= weight <= MOST for weight in weights.values()
    )


def _regression(examples: Examples, which: NDArray[np.bool_]) -> Floats:
    """The weight of each measure, by Newton's method."""
    n = int(which.sum())
    place = np.log(np.maximum(examples.place[which], 1))
    given = np.column_stack([examples.measures[which], place, np.ones(n)])
    chosen = examples.chosen[which].astype(np.float64)
    weights = np.zeros(given.shape[1])
    ridge = np.full(len(weights), RIDGE)
    ridge[-1] = 1e-6
    for _ in range(ROUNDS):
        odds = 1 / (1 + np.exp(-np.clip(given @ weights, -30, 30)))
        slope = given.T @ (chosen - odds) - ridge * weights
        bend = (given.T * (odds * (1 - odds))) @ given + np.diag(ridge)
        step = np.linalg.solve(bend, slope)
        weights = weights + step
        if np.abs(step).max() < 1e-6:
            break
    return np.asarray(weights[: len(MEASURES)])


def _bounded(found: Floats) -> dict[str, float] | None:
    """As long as the first weights together; None where no measure speaks for a choice."""
    positive = np.maximum(found, 0)
    if not positive.sum() > 0:
        return None
    scaled = np.clip(positive * SUM / positive.sum(), LEAST, MOST)
    return {name: round(float(each), 4) for name, each in zip(MEASURES, scaled, strict=True)}


def _each_score(examples: Examples, which: NDArray[np.bool_], weights: Floats) -> Floats:
    """A number for each person who chose some and left others."""
    people, chosen = examples.people[which], examples.chosen[which]
    points = examples.measures[which] @ weights
    order = np.argsort(people, kind="stable")
    people, chosen, points = people[order], chosen[order], points[order]
    ends = np.flatnonzero(np.diff(people)) + 1
    parts = zip(np.split(chosen, ends), np.split(points, ends), strict=True)
    found = [
        _before(points[took], points[~took]) for took, points in parts if 0 < took.sum() < len(took)
    ]
    return np.array(found)


def _before(chosen: Floats, left: Floats) -> float:
    """Of all pairs, how many have the chosen one first; equals count half."""
    differ = chosen[:, None] - left[None, :]
    return float(((differ > 0) + 0.5 * (differ == 0)).mean())

"""Open listings as columns to score: made of a search's state, once for each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from listings.matching.sought import by_listing, scores
from listings.search.loading import Numbers
from listings.search.state import State, numbers_of

type Scores = NDArray[np.float32]
type Codes = NDArray[np.int16]

MICROSECONDS = 1_000_000
DAY = 24 * 3600 * MICROSECONDS


@dataclass(frozen=True)
class Columns:
    """By slot. `of_skill`: who asks for each skill. `rarity` of a skill is the logarithm of how
    few ask for it; `length` of a listing is that of its skills' rarities, as of a vector."""

    of_skill: dict[int, Numbers]
    rarity: dict[int, float]
    length: Scores
    field: Codes
    fields: tuple[str, ...]
    format: Codes
    formats: tuple[int, ...]
    per_hour: Scores
    sought: Scores
    # The same by organisation; of those that are not here `AS_OTHERS`.
    sought_of: dict[int, float]


def columns_of(state: State) -> Columns:
    """Kept with the state: a change of listings makes them anew."""
    return state.once("matching", lambda: _columns(state))


def _columns(state: State) -> Columns:
    n = len(state.ids)
    of_skill = {
        int(value): numbers_of(bits)
        for (name, value), bits in state.bitmaps.items()
        if name == "skill" and bits
    }
    rarity = {skill: float(np.log1p(n / len(slots))) for skill, slots in of_skill.items()}
    square = np.zeros(n, np.float32)
    for skill, slots in of_skill.items():
        square[slots] += np.float32(rarity[skill] ** 2)
    field, fields = _codes(state, "field", n)
    format, formats = _codes(state, "format", n)
    sought_of = scores()
    return Columns(
        of_skill=of_skill,
        rarity=rarity,
        length=np.sqrt(np.maximum(square, 1e-9)),
        field=field,
        fields=fields,
        format=format,
        formats=tuple(int(each) for each in formats),
        per_hour=state.columns["per_hour"].astype(np.float32),
        sought=by_listing(state.ids, sought_of),
        sought_of=sought_of,
    )


def _codes(state: State, name: str, n: int) -> tuple[Codes, tuple[str, ...]]:
    """Of each slot which of the values it has."""
    values = tuple(sorted(value for kind, value in state.bitmaps if kind == name))
    codes = np.zeros(n, np.int16)
    for code, value in enumerate(values):
        codes[numbers_of(state.bitmaps[name, value])] = code
    return codes, values

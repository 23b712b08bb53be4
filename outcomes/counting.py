"""Counts of what happened, for every value of every dimension and for every pair of them.

Nothing here asks the database: `outcomes.facts` reads, `outcomes.actions` keeps.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from statistics import median
from typing import Any

from outcomes.models import Hidden

# In the order in which a fact names its values; an empty value is of no such dimension.
DIMENSIONS = (
    "month",
    "field",
    "format",
    "organisation",
    "arrangement",
    "country",
    "cohort",
    "currency",
)

# (dimension, value, other dimension, its value); the first before the second in the order above,
# and both empty where there is none.
type Place = tuple[str, str, str, str]
WHOLE: Place = ("", "", "", "")


@dataclass(slots=True)
class Fact:
    """One thing that happened to one student; of what a university approved, to none.

    `values` are those of DIMENSIONS. `minor` is in the currency among them, `converted` in the
    year's; `response` and `decision` are hours.
    """

    step: Hidden | None
    student: int
    values: tuple[str, ...]
    hours: int = 0
    minor: int = 0
    converted: int = 0
    due: bool = False
    answered: bool = False
    response: float | None = None
    decision: float | None = None


@dataclass(slots=True)
class Sum:
    """Of one step of the funnel in one place."""

    n: int = 0
    people: set[int] = field(default_factory=set)
    hours: int = 0
    minor: int = 0
    converted: int = 0
    due: int = 0
    answered: int = 0
    responses: list[float] = field(default_factory=list)
    decisions: list[float] = field(default_factory=list)

    def add(self, fact: Fact) -> None:
        self.n += 1
        self.people.add(fact.student)
        self.hours += fact.hours
        self.minor += fact.minor
        self.converted += fact.converted
        self.due += fact.due
        self.answered += fact.answered
        if fact.response is not None:
            self.responses.append(fact.response)
        if fact.decision is not None:
            self.decisions.append(fact.decision)


type Sums = dict[Hidden | None, dict[Place, Sum]]


def count(facts: Iterable[Fact]) -> Sums:
    """By step, then by place: what is nowhere is left out."""
    found: Sums = defaultdict(lambda: defaultdict(Sum))
    known: dict[tuple[str, ...], list[Place]] = {}
    for fact in facts:
        places = known.get(fact.values)
        if places is None:
            places = known[fact.values] = list(places_of(fact.values))
        sums = found[fact.step]
        for place in places:
            sums[place].add(fact)
    return found


def places_of(values: tuple[str, ...]) -> Iterator[Place]:
    """The whole, each value, and each pair."""
    yield WHOLE
    said = [pair for pair in zip(DIMENSIONS, values, strict=True) if pair[1]]
    for dim, value in said:
        yield dim, value, "", ""
    for one, other in combinations(said, 2):
        yield *one, *other


def columns(place: Place, sums: Sums, hidden: int) -> dict[str, Any]:
    """The columns of a `Cell` that are counts."""

    def of(step: Hidden | None) -> Sum:
        return sums[step].get(place) or Sum()

    applied, offered, placed = of(Hidden.APPLIED), of(Hidden.OFFERED), of(Hidden.PLACED)
    completed, paid = of(Hidden.COMPLETED), of(Hidden.PAID)
    return {
        "published": of(None).n,
        "applications": applied.n,
        "applicants": len(applied.people),
        "due": applied.due,
        "answered": applied.answered,
        "response_hours": _middle(applied.responses),
        "decision_hours": _middle(applied.decisions),
        "offers": offered.n,
        "offered": len(offered.people),
        "placements": placed.n,
        "placed": len(placed.people),
        "completions": completed.n,
        "completed": len(completed.people),
        "hours": completed.hours,
        "payments": paid.n,
        "paid": len(paid.people),
        "minor": paid.minor if "currency" in place else None,
        "converted": paid.converted,
        "hidden": hidden,
    }


def _middle(hours: list[float]) -> int | None:
    return round(median(hours)) if hours else None

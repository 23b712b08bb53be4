"""Of what students came across, what they applied for: how much of it is among the first five?"""

from __future__ import annotations

from ast import literal_eval
from collections.abc import Mapping
from pathlib import Path
from statistics import mean
from typing import Any

from django.utils import timezone

from accounts.models import Student
from applications import for_you
from listings.matching import Person
from listings.matching.fitting import among
from listings.matching.weights import in_use
from listings.models import OpenListing
from listings.search import engine
from listings.search.wanted import Moment

FIRST = 5


def measure(file: str) -> dict[str, Any]:
    """Precision at five of matching, of the newest, and of most skills in common.

    All three choose from the same listings: those that a student saw, has not saved, and could do.
    """
    judged = {each["student"]: each for each in literal_eval(Path(file).read_text())}
    state, moment, weights = engine.current(), Moment(timezone.now()), in_use()
    rows = OpenListing.objects.values_list("pk", "skills", "published_at")
    facts = {pk: (frozenset(skills), at) for pk, skills, at in rows}
    scores: dict[str, list[float]] = {"matching": [], "newest": [], "overlap": [], "chance": []}
    students = Student.objects.filter(pk__in=judged).select_related("university")
    for person in for_you.known(list(students)):
        seen, applies = judged[person.student]["seen"], set(judged[person.student]["applies"])
        ours = [fit.listing for fit in among(state, person.wishes, moment, seen, weights)]
        if len(ours) <= FIRST:
            continue
        for name, order in {"matching": ours, **_baselines(person, ours, facts)}.items():
            scores[name].append(len(applies.intersection(order[:FIRST])) / FIRST)
        scores["chance"].append(len(applies.intersection(ours)) / len(ours))
    return {name: mean(each) for name, each in scores.items()} | {"students": len(scores["chance"])}


def _baselines(
    person: Person, listings: list[int], facts: Mapping[int, Any]
) -> dict[str, list[int]]:
    newest = sorted(listings, key=lambda pk: facts[pk][1], reverse=True)
    skills = person.wishes.skills
    return {
        "newest": newest,
        # Of equals the newest.
        "overlap": sorted(newest, key=lambda pk: -len(skills & facts[pk][0])),
    }

"""By what an employer scores, and how each application stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.models import User
from applications.models import Application, Criterion, Score
from listings.models import Listing

MOST = 5
LONGEST = 100
# Of a listing without criteria of its own: so many skills, then what an application can show.
SKILLS_FIRST = 3


def criteria_of(listing: Listing) -> list[Criterion]:
    """Its own; else those it starts with, which are not stored until somebody scores."""
    return list(Criterion.objects.filter(listing=listing)) or usual(listing)


def usual(listing: Listing) -> list[Criterion]:
    skills = [skill.name for skill in listing.skills.all()]
    always = [_("Understands what is to be done"), _("Says how they would go about it")]
    words = [*skills[:SKILLS_FIRST], *always, *skills[SKILLS_FIRST:]][:MOST]
    distinct = dict.fromkeys(each[:LONGEST] for each in words)
    return [
        Criterion(listing=listing, position=position, words=each)
        for position, each in enumerate(distinct, 1)
    ]


@dataclass
class Line:
    """One criterion of one application: what the reader gave, and everybody."""

    criterion: Criterion
    mine: int | None = None
    given: list[tuple[str, int]] = field(default_factory=list)

    @property
    def average(self) -> str:
        return mean(value for _name, value in self.given)

    @property
    def by_whom(self) -> str:
        return ", ".join(f"{name} {value}" for name, value in self.given)


@dataclass
class Card:
    """How an application is scored so far; `average` is of everything that was given."""

    lines: list[Line]

    @property
    def average(self) -> str:
        return mean(value for line in self.lines for _name, value in line.given)

    @property
    def initial(self) -> dict[str, Any]:
        """For the form: what the reader gave before."""
        return {line.criterion.key: line.mine or "" for line in self.lines}


def mean(values: Iterable[float]) -> str:
    """3.4, in the reader's way to write it; nothing of nothing."""
    rows = list(values)
    return number_format(round(sum(rows) / len(rows), 1), 1) if rows else ""


def cards_of(
    applications: Iterable[Application], criteria: list[Criterion], reader: User
) -> dict[UUID, Card]:
    """For each application what it was given, in one query."""
    rows = list(applications)
    given: dict[tuple[UUID, int], list[Score]] = defaultdict(list)
    scores = Score.objects.filter(application__in=rows).select_related("by").order_by("at")
    for score in scores:
        given[score.application_id, score.criterion_id].append(score)
    return {
        row.pk: Card([_line(each, given[row.pk, each.pk or 0], reader) for each in criteria])
        for row in rows
    }


def _line(criterion: Criterion, scores: list[Score], reader: User) -> Line:
    mine = next((each.value for each in scores if each.by_id == reader.pk), None)
    return Line(criterion, mine, [(each.by.first_name, each.value) for each in scores])

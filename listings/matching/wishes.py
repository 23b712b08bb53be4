"""What somebody looks for and can do: all that matching knows of a person.

No name, age, gender, origin, grade or photograph is in it, and nothing here is worked out of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from accounts.models import Student
from listings.search import Near


@dataclass(frozen=True, slots=True)
class Taste:
    """What was saved and applied for says more than what was ticked: shares, from 0 to 1.

    `per_hour` is the middle pay of those, US cents; 0 when there were none.
    """

    fields: Mapping[str, float] = field(default_factory=dict)
    formats: Mapping[int, float] = field(default_factory=dict)
    per_hour: int = 0


@dataclass(frozen=True, slots=True)
class Wishes:
    """Empty means anything. `skills` and `formats` are primary keys; `per_hour` is what an
    employer pays, US cents; `countries` and `home` ISO 3166, `languages` ISO 639-1.

    `skills`, `fields` and `formats` are wishes; all the others must hold. `passed` are listings
    that were applied for, or dismissed.
    """

    skills: frozenset[int] = frozenset()
    fields: frozenset[str] = frozenset()
    formats: frozenset[int] = frozenset()
    hours: int = 0
    total_hours: int = 0
    free_from: date | None = None
    free_until: date | None = None
    per_hour: int = 0
    arrangements: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    near: Near | None = None
    home: str = ""
    abroad: bool = True
    university: int | None = None
    passed: frozenset[int] = frozenset()
    taste: Taste = field(default_factory=Taste)


def wishes_of(student: Student) -> Wishes:
    """What the profile says. The student sees and changes all of it there."""
    return Wishes(
        skills=frozenset(student.skills.values_list("pk", flat=True)),
        hours=student.hours_per_week,
        free_from=student.available_from,
        home=student.university.country,
        university=student.university_id,
    )

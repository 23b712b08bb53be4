"""What somebody looks for and can do: all that matching knows of a person.

No name, age, gender, origin, grade or photograph is in it, and nothing here is worked out of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from statistics import median_low

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
    that were applied for, or dismissed; `known`, on how many days each was shown and not opened.
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
    known: Mapping[int, int] = field(default_factory=dict)

    def digest(self) -> int:
        """A number that is another when the wishes are; 64 bits with a sign, as Postgres keeps
        them. What was passed over, or is known, is not in it: that is seen to whenever matches are
        read."""
        said = []
        for name in self.__slots__:
            each = getattr(self, name)
            if isinstance(each, frozenset):
                each = sorted(each)
            elif isinstance(each, Taste):
                each = sorted(each.fields.items()), sorted(each.formats.items()), each.per_hour
            if name not in ("passed", "known"):
                said.append(each)
        text = repr(said)
        return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), signed=True)


@dataclass(frozen=True, slots=True)
class Person:
    """A student, by the primary keys of their profile and of their account."""

    student: int
    user: int
    wishes: Wishes


# The field and the format of a listing that somebody chose, and its pay by the hour, US cents.
type Chosen = tuple[str, int, int]


def people(students: Iterable[Student], chosen: Mapping[int, list[Chosen]]) -> list[Person]:
    """Students with what their profiles say, which they see and change there, and what they chose.

    `chosen`, by the student's primary key, is what they saved or applied for. `students` come with
    their universities.
    """
    rows = list(students)
    owned: dict[int, set[int]] = {row.pk: set() for row in rows}
    pairs = Student.skills.through._default_manager.filter(student__in=owned)
    for student, skill in pairs.values_list("student_id", "skill_id"):
        owned[student].add(skill)
    return [
        Person(
            student=row.pk,
            user=row.user_id,
            wishes=Wishes(
                skills=frozenset(owned[row.pk]),
                hours=row.hours_per_week,
                free_from=row.available_from,
                home=row.university.country,
                university=row.university_id,
                taste=taste_of(chosen.get(row.pk, ())),
            ),
        )
        for row in rows
    ]


def taste_of(chosen: Sequence[Chosen]) -> Taste:
    """Shares of the fields and formats of what was chosen, and its middle pay."""
    if not chosen:
        return Taste()
    fields, formats, pay = zip(*chosen, strict=True)
    return Taste(
        fields={each: n / len(chosen) for each, n in Counter(fields).items()},
        formats={each: n / len(chosen) for each, n in Counter(formats).items()},
        per_hour=median_low(pay),
    )

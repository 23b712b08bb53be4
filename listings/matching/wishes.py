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
from typing import NamedTuple

from accounts.models import Student
from listings.models import Dismissal
from listings.search import Near


@dataclass(frozen=True, slots=True)
class Taste:
    """What was saved and applied for says more than what was ticked: shares, from 0 to 1.

    `per_hour` is the middle pay of those, US cents; 0 when there were none. Of what they left out
    for a reason: `not_fields` are lines of work that they said are not theirs oftener than they
    chose them, `too_low` the middle of what they would not work for, US cents an hour.
    """

    fields: Mapping[str, float] = field(default_factory=dict)
    formats: Mapping[int, float] = field(default_factory=dict)
    per_hour: int = 0
    not_fields: frozenset[str] = frozenset()
    too_low: int = 0


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
                shares = sorted(each.fields.items()), sorted(each.formats.items())
                each = *shares, each.per_hour, sorted(each.not_fields), each.too_low
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


class Left(NamedTuple):
    """Of a listing that somebody said is not for them: why, its field, its pay by the hour in US
    cents."""

    reason: str
    field: str
    per_hour: int


def people(
    students: Iterable[Student],
    chosen: Mapping[int, list[Chosen]],
    left: Mapping[int, list[Left]] | None = None,
) -> list[Person]:
    """Students with what their profiles say, which they see and change there, and what they chose.

    By the student's primary key: `chosen` is what they saved or applied for, `left` what they said
    is not for them. `students` come with their universities.
    """
    out = left or {}
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
                taste=taste_of(chosen.get(row.pk, ()), out.get(row.pk, ())),
            ),
        )
        for row in rows
    ]


def taste_of(chosen: Sequence[Chosen], left: Sequence[Left] = ()) -> Taste:
    """Shares of the fields and formats of what was chosen, and its middle pay; and what was left
    for its field or its pay. Other reasons say nothing of what else may fit."""
    if not chosen and not left:
        return Taste()
    fields = Counter(each for each, _format, _pay in chosen)
    formats = Counter(each for _field, each, _pay in chosen)
    unwanted = Counter(each.field for each in left if each.reason == Dismissal.Reason.FIELD)
    too_low = [each.per_hour for each in left if each.reason == Dismissal.Reason.PAY]
    return Taste(
        fields={each: n / len(chosen) for each, n in fields.items()},
        formats={each: n / len(chosen) for each, n in formats.items()},
        per_hour=median_low(pay for _field, _format, pay in chosen) if chosen else 0,
        not_fields=frozenset(each for each, n in unwanted.items() if n > fields[each]),
        too_low=median_low(too_low) if too_low else 0,
    )

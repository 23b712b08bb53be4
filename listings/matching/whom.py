"""A listing is published or changed: whom does it fit? Asked of everybody at once.

It is the same scoring as `fitting`, of many people and one listing: a test holds the two together.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from listings.matching.facts import MICROSECONDS, Columns, Scores
from listings.matching.fitting import (
    MEASURES,
    SOME,
    cosine,
    fresh,
    length_of,
    liked,
    usual_pay,
    weigh,
    worth,
)
from listings.matching.must import ANY_HOURS, Mask, has_time
from listings.matching.sought import AS_OTHERS
from listings.matching.wishes import Person
from listings.models import Format, Listing, Matches, OpenListing
from listings.search.bitmaps import EPOCH
from listings.search.loading import Numbers
from listings.search.wanted import Moment

NOBODY = np.zeros(0, np.int64)
NO_LENGTH = 1e-9


class Posting(NamedTuple):
    """An open listing; `starts_*` in days and `published` in microseconds from the epoch."""

    listing: int
    organisation: int
    skills: list[int]
    universities: list[int]
    field: str
    format: int
    direction: str
    per_hour: int
    hours: int
    starts_from: int
    starts_by: int
    published: int
    deadline: int


class Threshold(NamedTuple):
    """What a new listing has to beat, and whether it may do so without a skill of theirs."""

    score: float
    any_skill: bool
    # What it has to beat to be worth a mail.
    good: float


# Of a student's stored matches, the one that a new listing has to beat to be worth a mail; and
# what it has to score at the least.
GOOD_PLACE, GOOD = 5, 0.6
# Who has fewer matches than are kept takes whatever passes.
ROOM = Threshold(-1.0, True, GOOD)


@dataclass(frozen=True)
class Crowd:
    """Students, a row each. `liked_*` have a column for each of `fields` and `formats`."""

    students: Numbers
    users: Numbers
    of_skill: Mapping[int, Numbers]
    of_university: Mapping[int, Numbers]
    rarity: Mapping[int, float]
    sought: Mapping[int, float]
    length: Scores
    usual: Scores
    hours: Numbers
    free: Numbers
    least: Scores
    any_skill: Mask
    good: Scores
    fields: Mapping[str, int]
    liked_fields: Scores
    formats: Mapping[int, int]
    liked_formats: Scores


class Fitting(NamedTuple):
    """Rows of a crowd, with their scores."""

    rows: Numbers
    scores: Scores


def crowd_of(
    people: Iterable[Person], columns: Columns, thresholds: Mapping[int, Threshold]
) -> Crowd:
    """One after another, so that not everybody has to be there at once."""
    fields = tuple(Listing.Field.values)
    formats = tuple(Format.objects.order_by("pk").values_list("pk", flat=True))
    skills = defaultdict[int, array[int]](_rows)
    universities = defaultdict[int, array[int]](_rows)
    rows: list[tuple[float, ...]] = []
    liked_fields, liked_formats = [], []
    for n, person in enumerate(people):
        wishes, least = person.wishes, thresholds.get(person.student, ROOM)
        for skill in wishes.skills:
            skills[skill].append(n)
        universities[wishes.university or 0].append(n)
        free = (wishes.free_from - EPOCH).days if wishes.free_from else 0
        own = length_of(columns, wishes), usual_pay(wishes), wishes.hours or ANY_HOURS, free
        rows.append((person.student, person.user, *own, *least))
        never = wishes.taste.not_fields
        liked_fields.append(liked(wishes.fields, wishes.taste.fields, fields, never))
        liked_formats.append(liked(wishes.formats, wishes.taste.formats, formats))
    table = np.array(rows or np.zeros((0, 9)), np.float64)
    return Crowd(
        students=table[:, 0].astype(np.int64),
        users=table[:, 1].astype(np.int64),
        of_skill={skill: np.array(rows, np.int64) for skill, rows in skills.items()},
        of_university={pk: np.array(rows, np.int64) for pk, rows in universities.items()},
        rarity=columns.rarity,
        sought=columns.sought_of,
        length=table[:, 2].astype(np.float32),
        usual=table[:, 3].astype(np.float32),
        hours=table[:, 4].astype(np.int64),
        free=table[:, 5].astype(np.int64),
        least=table[:, 6].astype(np.float32),
        any_skill=table[:, 7] > 0,
        good=table[:, 8].astype(np.float32),
        fields={value: n for n, value in enumerate(fields)},
        liked_fields=_table(liked_fields, len(fields)),
        formats={value: n for n, value in enumerate(formats)},
        liked_formats=_table(liked_formats, len(formats)),
    )


def _rows() -> array[int]:
    return array("q")


def _table(rows: list[Scores], width: int) -> Scores:
    return np.array(rows, np.float32).reshape(len(rows), width)


def thresholds(kept: int) -> dict[int, Threshold]:
    """By student, of whom matches are stored: the score of the last of `kept`, if there are as
    many."""
    at = f"scores__{kept - 1}", f"scores__{GOOD_PLACE - 1}"
    rows = Matches.objects.values_list("student", *at, "any_skill")
    return {
        student: Threshold(
            ROOM.score if last is None else last,
            any_skill or last is None,
            max(fifth or GOOD, GOOD),
        )
        for student, last, fifth, any_skill in rows.iterator()
    }


def postings(listings: list[int]) -> list[Posting]:
    """Those of `listings` that are open."""
    by = dict(Listing.objects.filter(pk__in=listings).values_list("pk", "organisation"))
    rows = OpenListing.objects.filter(pk__in=listings)
    return [_posting(row, by[row.pk]) for row in rows.defer("head", "words") if row.pk in by]


def _posting(row: OpenListing, organisation: int) -> Posting:
    return Posting(
        listing=row.pk,
        organisation=organisation,
        skills=row.skills,
        universities=row.universities,
        field=row.field,
        format=row.format,
        direction=row.direction,
        per_hour=row.hour_usd,
        hours=row.hours_per_week,
        starts_from=(row.starts_from - EPOCH).days,
        starts_by=(row.starts_by - EPOCH).days,
        published=int(row.published_at.timestamp() * MICROSECONDS),
        deadline=int(row.apply_by.timestamp() * MICROSECONDS),
    )


def whom(crowd: Crowd, posting: Posting, moment: Moment, weights: Mapping[str, float]) -> Fitting:
    """Those whose least stored match it beats."""
    rows, common = _passing(crowd, posting, moment)
    scores = weigh(_measures(crowd, posting, rows, common, moment), weights)
    better = scores > crowd.least[rows]
    return Fitting(rows[better], scores[better])


def _passing(crowd: Crowd, posting: Posting, moment: Moment) -> tuple[Numbers, Scores]:
    """Rows of people whom it could fit, and how much their skills in common weigh."""
    now = moment.now.timestamp() * MICROSECONDS
    known = posting.format in crowd.formats
    if posting.direction != "paid" or posting.deadline <= now or not known:
        return NOBODY, NOBODY.astype(np.float32)
    at = [crowd.of_university.get(each, NOBODY) for each in posting.universities]
    rows = np.concatenate([NOBODY, *at])
    common = np.zeros(len(crowd.students), np.float32)
    for skill in posting.skills:
        if skill in crowd.rarity and skill in crowd.of_skill:
            common[crowd.of_skill[skill]] += np.float32(crowd.rarity[skill] ** 2)
    rows = rows[(common[rows] > 0) | crowd.any_skill[rows]]
    today = (moment.today - EPOCH).days
    begins = np.maximum(np.maximum(crowd.free[rows], today), posting.starts_from)
    in_time = has_time(posting.hours, begins, posting.starts_by, crowd.hours[rows])
    rows = rows[in_time]
    return rows, common[rows]


def _measures(
    crowd: Crowd, posting: Posting, rows: Numbers, common: Scores, moment: Moment
) -> NDArray[np.float32]:
    """A row for each of MEASURES, a column for each of `rows`."""
    found = np.empty((len(MEASURES), len(rows)), np.float32)
    square = sum(crowd.rarity.get(skill, 0.0) ** 2 for skill in posting.skills)
    own = crowd.length[rows]
    its = max(square, NO_LENGTH) ** 0.5
    found[0] = np.where(own > 0, cosine(common, its, np.maximum(own, NO_LENGTH)), SOME)
    found[1] = crowd.liked_fields[rows, crowd.fields[posting.field]]
    found[2] = crowd.liked_formats[rows, crowd.formats[posting.format]]
    found[3] = worth(float(posting.per_hour), crowd.usual[rows])
    found[4] = fresh(posting.published, moment)
    found[5] = crowd.sought.get(posting.organisation, AS_OTHERS)
    return found

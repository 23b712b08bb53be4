"""Matches as rows: what the nightly run writes, and what pages read instead of asking everything.

A page weighs the stored listings anew, by what is open and allowed now. It goes by all listings
where nothing is stored, where the student's wishes are others by now, or where too few are left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
from django.db import connection, transaction

from listings.matching.facts import MICROSECONDS
from listings.matching.fitting import Fit, among, best, fits
from listings.matching.wishes import Person
from listings.models import Matches
from listings.search.state import State
from listings.search.wanted import Moment

# Of each student. What is left of them when some have closed should still fill a page.
KEPT = 50
# With those that were published since the last night.
MOST = 200

# Older ones are worked out anew: a night, or two, was missed.
STALE = timedelta(days=2)

NAMES = ("student_id", "listings", "scores", "any_skill", "wishes", "made_at")
COLUMNS = ", ".join(NAMES)
NEW = "CREATE TEMP TABLE new_matches (LIKE listings_matches) ON COMMIT DROP"
COPY = f"COPY new_matches ({COLUMNS}) FROM STDIN"
# Who was deleted meanwhile has no matches.
TAKE_OVER = f"""
INSERT INTO listings_matches ({COLUMNS})
SELECT new.* FROM new_matches new
  JOIN accounts_student student ON student.id = new.student_id
ON CONFLICT (student_id) DO UPDATE SET
    listings = excluded.listings, scores = excluded.scores, any_skill = excluded.any_skill,
    wishes = excluded.wishes, made_at = excluded.made_at
"""  # noqa: S608
ADD = """
UPDATE listings_matches matches
   SET listings = listings || %s::bigint, scores = scores || new.score
  FROM unnest(%s::bigint[], %s::float8[]) AS new(student_id, score)
 WHERE matches.student_id = new.student_id
   AND NOT listings @> ARRAY[%s::bigint] AND cardinality(listings) < %s
"""
# Nobody is written to of more in seven days.
NEWS_A_WEEK = 5
NOTE = """
INSERT INTO listings_matchnews (student_id, listing_id, found_at)
SELECT new.student_id, %(listing)s, %(now)s FROM unnest(%(students)s::bigint[]) new(student_id)
  JOIN accounts_student student ON student.id = new.student_id
 WHERE (SELECT count(*) FROM listings_matchnews before
         WHERE before.student_id = new.student_id
           AND before.found_at > %(now)s - interval '7 days') < %(most)s
ON CONFLICT DO NOTHING
"""


class Made(NamedTuple):
    """One student's matches, to be stored. `wishes` is their digest; ids are primary keys."""

    student: int
    listings: list[int]
    scores: list[float]
    any_skill: bool
    wishes: int


def matches_of(state: State, person: Person, moment: Moment, weights: Mapping[str, float]) -> Made:
    """All that fits: what was applied for or dismissed is left out when matches are read."""
    whole = replace(person.wishes, passed=frozenset(), known={})
    found = best(state, whole, moment, KEPT, weights)
    listings, scores = state.ids[found.slots].tolist(), found.scores.tolist()
    return Made(person.student, listings, scores, found.any_skill, whole.digest())


def fits_of(
    state: State, person: Person, moment: Moment, most: int, weights: Mapping[str, float]
) -> list[Fit]:
    """The `most` that fit best; what was worked out anew is stored for the next time."""
    row = Matches.objects.filter(student=person.student).first()
    if row and row.wishes == person.wishes.digest() and moment.now - row.made_at < STALE:
        listings = list(dict.fromkeys([*row.listings, *_published_since(state, row.made_at)]))
        found = among(state, person.wishes, moment, listings, weights)
        # Where fewer are stored than could be, there were no more.
        if len(found) >= most or len(row.listings) < KEPT:
            return found[:most]
    else:
        _keep(matches_of(state, person, moment, weights), moment.now)
    return fits(state, person.wishes, moment, KEPT, weights)[:most]


def _published_since(state: State, at: datetime) -> list[int]:
    order = state.orders["newest"]
    first = np.searchsorted(order.keys, int(at.timestamp() * MICROSECONDS))
    ids: list[int] = state.ids[order.slots[first:]].tolist()
    return ids


def _keep(made: Made, at: datetime) -> None:
    Matches.objects.bulk_create(
        [Matches(**dict(zip(NAMES, (*made, at), strict=True)))],
        update_conflicts=True,
        unique_fields=["student"],
        update_fields=NAMES[1:],
    )


def write(several: Iterable[Made], at: datetime) -> None:
    """In the place of what was stored of those students."""
    made_at = at.isoformat()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(NEW)
        with cursor.copy(COPY) as copy:
            copy.write("".join(_line(each, made_at) for each in several))
        cursor.execute(TAKE_OVER)
        cursor.execute("DROP TABLE new_matches")


def _line(each: Made, made_at: str) -> str:
    """Numbers and a moment: nothing in them needs to be escaped."""
    listings = ",".join(map(str, each.listings))
    scores = ",".join([f"{score:.7g}" for score in each.scores])
    flag = "t" if each.any_skill else "f"
    return f"{each.student}\t{{{listings}}}\t{{{scores}}}\t{flag}\t{each.wishes}\t{made_at}\n"


def add(listing: int, students: list[int], scores: list[float]) -> int:
    """Put a listing among the matches of these students, once; to how many it was new."""
    with connection.cursor() as cursor:
        cursor.execute(ADD, [listing, students, scores, listing, MOST])
        return int(cursor.rowcount)


def note_news(listing: int, students: list[int], now: datetime) -> None:
    """Have these students written to about it: each once, and of few a week."""
    given: dict[str, Any] = {"listing": listing, "students": students}
    with connection.cursor() as cursor:
        cursor.execute(NOTE, given | {"now": now, "most": NEWS_A_WEEK})

"""The board's own two statements, written out: building them costs more than answering them does.

The same in queries is `board_rows`, for boards that are narrowed and for files.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.models import Organisation, User
from applications.board_asked import COLUMNS, Asked
from applications.board_rows import Row, asked_skills
from applications.models import Application
from listings.models import Listing
from marketplace import prepared

READ = {"id", "slug", "title", "status", "apply_by", "blind", "openings", "hours_per_week"}
READ |= {"starts_from", "starts_by"}
# In the order of the model, as `from_db` takes them.
OF_LISTING = [each.attname for each in Listing._meta.concrete_fields if each.attname in READ]
LISTING = f"""
SELECT {", ".join(f"listing.{name}" for name in OF_LISTING)},
       ARRAY(SELECT skill_id FROM listings_listing_skills WHERE listing_id = listing.id)
           AS skill_ids,
       (SELECT json_object_agg(status, json_build_array(n, first)) FROM (
            SELECT status, count(*) AS n, min(decide_by) AS first
              FROM applications_application
             WHERE listing_id = listing.id AND status <> 'draft'
             GROUP BY status
       ) AS counted) AS states,
       EXISTS (
            SELECT FROM applications_application
             WHERE listing_id = listing.id AND status = 'not_selected' AND runner_up_at > now() - %s
       ) AS has_runners_up
  FROM listings_listing AS listing
  JOIN accounts_organisation AS organisation ON organisation.id = listing.organisation_id
  JOIN accounts_membership AS membership ON membership.organisation_id = organisation.id
 WHERE listing.slug = %s AND membership.user_id = %s AND organisation.status <> %s
"""  # noqa: S608 - of words of ours

SKILLS = """(SELECT count(*) FROM accounts_student_skills AS known
  WHERE known.student_id = sent.student_id AND known.skill_id = ANY(%(skills)s))"""
TIMES = """(coalesce(sent.hours_per_week >= %(hours)s, false)::int
  + (%(last)s::date IS NULL OR coalesce(sent.can_start <= %(last)s, false))::int)"""
SCORE = """(SELECT avg(value)::float FROM applications_score WHERE application_id = sent.id)"""
ORDERS = {
    "oldest": "sent.submitted_at, sent.id",
    "newest": "sent.submitted_at DESC, sent.id",
    "fit": f"{SKILLS} DESC, {TIMES} DESC, sent.submitted_at, sent.id",
    "score": f"{SCORE} DESC NULLS LAST, sent.submitted_at, sent.id",
    "hours": "sent.hours_per_week DESC, sent.submitted_at, sent.id",
    "start": "sent.can_start, sent.submitted_at, sent.id",
}
# A page of one column, and the first of each state of the others.
COLUMN = """
SELECT page.id, row_number() OVER () AS place FROM (
       SELECT sent.id FROM applications_application AS sent
        WHERE sent.listing_id = %(listing)s AND sent.status {one_of}
        ORDER BY {order} LIMIT %(most)s OFFSET %(after)s
) AS page
UNION ALL
SELECT first.id, 100000 FROM unnest(%(others)s::text[]) AS state, LATERAL (
       SELECT sent.id FROM applications_application AS sent
        WHERE sent.listing_id = %(listing)s AND sent.status = state
        ORDER BY sent.submitted_at, sent.id LIMIT %(few)s
) AS first
"""
KEYS = "SELECT * FROM unnest(%(keys)s::uuid[]) WITH ORDINALITY"
# In the order of `Row`.
ROWS = f"""
SELECT sent.id, sent.status, sent.number, sent.named_at, sent.submitted_at, sent.decided_at,
       sent.pitch, sent.hours_per_week, sent.can_start, person.name, person.email, university.name,
       sent.team_size,
       ARRAY(
           SELECT json_build_object(
                      'name', mate.name, 'email', mate.email, 'university', place.name
                  )
             FROM applications_teammember AS member
             LEFT JOIN accounts_student AS mates ON mates.id = member.student_id
             LEFT JOIN accounts_user AS mate ON mate.id = mates.user_id
             LEFT JOIN accounts_university AS place ON place.id = mates.university_id
            WHERE member.application_id = sent.id ORDER BY member.position
       ),
       student.course, {SKILLS}, {TIMES}, {SCORE},
       (SELECT count(*) FROM applications_note WHERE application_id = sent.id),
       (SELECT placement.id FROM applications_placement AS placement
          JOIN applications_offer AS offer ON offer.id = placement.offer_id
         WHERE offer.application_id = sent.id ORDER BY placement.accepted_at DESC LIMIT 1)
  FROM ({{keys}}) AS wanted (id, place)
  JOIN applications_application AS sent ON sent.id = wanted.id
  JOIN accounts_student AS student ON student.id = sent.student_id
  JOIN accounts_user AS person ON person.id = student.user_id
  JOIN accounts_university AS university ON university.id = student.university_id
 ORDER BY wanted.place, sent.submitted_at, sent.id
"""  # noqa: S608 - of words of ours
# Of one state the index has the oldest first; of several they are sorted.
ONE_OF = {True: "= (%(current)s::text[])[1]", False: "= ANY(%(current)s)"}
PAGES = {
    (sort, alone): ROWS.format(keys=COLUMN.format(order=order, one_of=one_of))
    for sort, order in ORDERS.items()
    for alone, one_of in ONE_OF.items()
}
BY_KEY = ROWS.format(keys=KEYS)


def listing_with_counts(slug: str, reader: User) -> Listing | None:
    """With what the board asks of it and nothing else; with `skill_ids`, `states` and
    `has_runners_up`. None where there is none that the reader may see.
    """
    refused = Organisation.Status.REFUSED
    given = [Application.TO_ASK_AGAIN, slug, reader.pk, refused]
    found = prepared.rows(LISTING, given)
    if not found:
        return None
    *columns, skills, states, former = found[0]
    listing = Listing.from_db(connection.alias, OF_LISTING, columns)
    listing.__dict__.update(skill_ids=skills, states=states, has_runners_up=former)
    return listing


def states_of(listing: Listing) -> dict[str, tuple[int, datetime]]:
    """By state how many, and the first day by which one of them has to be answered."""
    found: dict[str, tuple[int, str]] = listing.__dict__["states"] or {}
    return {state: (n, datetime.fromisoformat(first)) for state, (n, first) in found.items()}


def page_and_beside(
    listing: Listing, asked: Asked, others: list[str], after: int, most: int, few: int
) -> list[Row]:
    """The column's page after so many rows, in its order; then the first of each state of
    `others`, the oldest first.
    """
    current = [str(state) for state in COLUMNS[asked.tab][1]]
    given = _of(listing) | {
        "listing": listing.pk,
        "current": current,
        "others": others,
        "after": after,
        "most": most,
        "few": few,
    }
    return _rows(PAGES[asked.sort, len(current) == 1], given)


def by_key(listing: Listing, keys: list[UUID]) -> list[Row]:
    """In the order of `keys`."""
    return _rows(BY_KEY, _of(listing) | {"keys": keys}) if keys else []


def _of(listing: Listing) -> dict[str, Any]:
    return {
        "skills": asked_skills(listing),
        "hours": listing.hours_per_week or 0,
        "last": listing.starts_by or listing.starts_from,
    }


def _rows(statement: str, given: dict[str, Any]) -> list[Row]:
    return [Row(*row) for row in prepared.rows(statement, given)]

"""How sought each employer's open listings are: written once a night, for matching to go by."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from applications.models import Application
from listings.models import Sought

# Where this many choices would be made by chance, half of what is counted is believed.
FEW = 20
# Half is what chance would do; one is nearly three times that (a doubling is worth a third).
SPAN = 3

# Chance: if the students of each university chose as many as they did, at random, among the paid
# listings that it has approved.
COUNT = """
WITH open AS (
    SELECT listing_id, unnest(universities) AS university FROM listings_open
     WHERE direction = 'paid'),
chosen AS (
    SELECT saved.listing_id, student.id AS student, student.university_id AS university
      FROM listings_savedlisting saved
      JOIN accounts_student student ON student.user_id = saved.user_id
     UNION
    SELECT sent.listing_id, student.id, student.university_id
      FROM applications_application sent
      JOIN accounts_student student ON student.id = sent.student_id
     WHERE sent.status <> %(draft)s),
counted AS (
    SELECT listing_id, university, count(*) AS n
      FROM chosen JOIN open USING (listing_id, university) GROUP BY 1, 2),
each AS (
    SELECT university, coalesce(sum(n), 0)::float8 / count(*) AS by_chance
      FROM open LEFT JOIN counted USING (listing_id, university) GROUP BY 1),
whole AS (
    SELECT listing.organisation_id, coalesce(sum(n), 0) AS n, sum(by_chance) AS by_chance
      FROM open JOIN each USING (university)
      LEFT JOIN counted USING (listing_id, university)
      JOIN listings_listing listing ON listing.id = open.listing_id GROUP BY 1)
INSERT INTO listings_sought (organisation_id, score)
SELECT organisation_id, least(1, greatest(0,
           0.5 + log(2, ((n + %(few)s) / (by_chance + %(few)s))::numeric) / %(span)s))
  FROM whole
"""


@transaction.atomic
def count() -> int:
    """Anew, in the place of last night's; of how many organisations."""
    given: dict[str, Any] = {"draft": Application.Status.DRAFT, "few": FEW, "span": SPAN}
    with connection.cursor() as cursor:
        # Of all students: it takes longer than a page may.
        cursor.execute("SET LOCAL statement_timeout = 0")
        Sought.objects.all().delete()
        cursor.execute(COUNT, given)
        n = int(cursor.rowcount)
        cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
    return n

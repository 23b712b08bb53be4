from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, models

from accounts.models import Student
from listings.models.listing import Listing

NOTE = """
INSERT INTO listings_told (student_id, listing_id, at)
SELECT student, listing, statement_timestamp()
  FROM unnest(%s::bigint[], %s::bigint[]) AS new(student, listing)
ON CONFLICT DO NOTHING RETURNING student_id, listing_id
"""


class ToldQuerySet(models.QuerySet["Told"]):
    def note(self, pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
        """Those (student, listing) that were not told yet, and are to be told now. Of two at once
        one gets a pair; the other waits until that is certain."""
        students, listings = zip(*sorted(pairs), strict=True) if pairs else ((), ())
        with connection.cursor() as cursor:
            cursor.execute(NOTE, [list(students), list(listings)])
            return set(cursor.fetchall())


class Told(models.Model):
    """That a student was written to about a new listing: once, whichever search or match found
    it."""

    student = models.ForeignKey(Student, models.CASCADE, related_name="+", db_index=False)
    listing = models.ForeignKey(Listing, models.CASCADE, related_name="+")
    at = models.DateTimeField(db_index=True)

    objects = ToldQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "told"
        constraints = [
            models.UniqueConstraint(fields=["student", "listing"], name="listing_told_once")
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} to {self.student_id}"

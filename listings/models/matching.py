from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import Student


class Matches(models.Model):
    """The open listings that fit a student best, so that their pages need not ask all of them.

    A row for each student, not for each pair: every night writes a hundred thousand of them, not
    five million. Pages weigh these listings anew (`listings.matching.stored`), by what is open and
    allowed at that moment; a score says only what a new listing has to beat.
    """

    student = models.OneToOneField(
        Student, models.CASCADE, primary_key=True, related_name="matches"
    )
    listings = ArrayField(
        models.BigIntegerField(),
        help_text="The best first; what fits and came later is at the end.",
    )
    scores = ArrayField(models.FloatField(), help_text="Of each of them, when it was found.")
    any_skill = models.BooleanField(
        help_text="Too few listings ask for a skill of theirs: others are among these."
    )
    wishes = models.BigIntegerField(help_text="What they wished for then (`Wishes.digest`).")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "matches"

    def __str__(self) -> str:
        return f"{len(self.listings)} for {self.student_id}"


class MatchRun(models.Model):
    """A night's going through all students, which goes on where it was left."""

    begun_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    # Primary keys ascend: everybody up to this one is done.
    last_student = models.BigIntegerField(default=0)
    students = models.IntegerField(default=0, help_text="How many were matched.")
    # What changed in transactions before this one is in all stored matches (`OpenChange.xid`).
    changes_before = models.BigIntegerField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.students} on {self.begun_at:%Y-%m-%d}"

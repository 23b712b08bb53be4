from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import Organisation, Student
from listings.models.listing import Listing


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
    # Changed listings are taken in up to here, by transaction and then by change (`OpenChange`).
    # It goes on from the night before: what is new is told, whenever a night begins.
    changes_before = models.BigIntegerField()
    changes_after = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.students} on {self.begun_at:%Y-%m-%d}"


class MatchNews(models.Model):
    """That a new listing fits a student so well that they are written to: once, whatever happens.

    Its mail is written in the transaction that sets `told_at`; without one if it does not fit any
    more by then.
    """

    student = models.ForeignKey(Student, models.CASCADE, related_name="+")
    listing = models.ForeignKey(Listing, models.CASCADE, related_name="+")
    found_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "match news"
        constraints = [
            models.UniqueConstraint(fields=["student", "listing"], name="listing_news_once")
        ]
        indexes = [
            models.Index(
                fields=["found_at"], condition=models.Q(told_at=None), name="match_news_to_tell"
            )
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} for {self.student_id}"


class Shown(models.Model):
    """That “For you” has shown a listing to a student, and how it measured then: what was chosen
    of these says how much each measure should count (`listings.matching.learning`)."""

    student = models.ForeignKey(Student, models.CASCADE, related_name="+")
    listing = models.ForeignKey(Listing, models.CASCADE, related_name="+")
    measures = ArrayField(models.FloatField(), help_text="In the order of `fitting.MEASURES`.")
    place = models.PositiveSmallIntegerField(help_text="On the page, from 1.")
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    days = models.PositiveSmallIntegerField(
        default=1, help_text="On how many days it was shown, UTC."
    )
    last_on = models.DateField(null=True, help_text="The last of them.")
    opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["student", "listing"], name="listing_first_shown")
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} to {self.student_id}"


class Sought(models.Model):
    """How sought an organisation's open listings are, as counted last night
    (`listings.matching.sought`). Without a row: as sought as others."""

    organisation = models.OneToOneField(
        Organisation, models.CASCADE, primary_key=True, related_name="+"
    )
    score = models.FloatField(help_text="From 0 to 1; 0.5 is as sought as others.")

    class Meta:
        verbose_name_plural = "sought"

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.score:.2f}"


class MatchWeights(models.Model):
    """How much each measure counts, as learned one week, and how that did against those before."""

    weights: models.JSONField[dict[str, float], Any] = models.JSONField(default=dict)
    learned_at = models.DateTimeField(auto_now_add=True)
    examples = models.IntegerField(help_text="Listings shown, of all people.")
    people = models.IntegerField(help_text="Not learned from: the weights were tried on them.")
    score = models.FloatField(
        help_text="Of a chosen and another listing shown to one of them, how often the chosen one"
        " is the first; 0.5 is chance."
    )
    score_before = models.FloatField(help_text="The same, by the weights that were in use.")
    in_use = models.BooleanField(default=False)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "match weights"
        constraints = [
            models.UniqueConstraint(
                fields=["in_use"],
                condition=models.Q(in_use=True),
                name="listing_one_weighing_in_use",
            )
        ]

    def __str__(self) -> str:
        return f"{self.learned_at:%Y-%m-%d}: {self.score:.3f} after {self.score_before:.3f}"

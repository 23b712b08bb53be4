from __future__ import annotations

from zlib import crc32

from django.conf import settings
from django.db import models
from django.db.models import Q

from applications.models.application import Application
from listings.models import Listing

LOWEST, HIGHEST = 1, 4


class Criterion(models.Model):
    """By what a listing's applications are scored."""

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=100)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["listing", "words"], name="one_criterion_of_its_words")
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def key(self) -> str:
        """Of its words: a form that was opened before they changed no longer names it."""
        return f"c{crc32(self.words.encode()):08x}"


class Score(models.Model):
    """How well an application meets a criterion, as one colleague sees it: 1 to 4."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="scores")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField()
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "criterion", "by"], name="one_score_for_each"
            ),
            models.CheckConstraint(
                condition=Q(value__range=(LOWEST, HIGHEST)), name="score_of_one_to_four"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value}"

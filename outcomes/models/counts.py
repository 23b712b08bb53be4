from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import University, User

NIGHT = timedelta(hours=20)


class YearQuerySet(models.QuerySet["Year"]):
    def of_staff(self, user: User) -> YearQuerySet:
        """Of the university that `user` works for."""
        return self.filter(university__staff__user=user)

    def to_check(self) -> YearQuerySet:
        """Not compared with a full count this night, the longest ago first."""
        night = timezone.now() - NIGHT
        rows = self.filter(Q(checked_at=None) | Q(checked_at__lt=night))
        return rows.order_by(models.F("checked_at").asc(nulls_first=True), "pk")


class Year(models.Model):
    """One academic year of one university, as it was counted last.

    `currency` is what all pay was converted to. `rated_from` and `rated_until` are the oldest and
    the newest day whose rate was used; `unrated`, how many payments no rate was known for.
    """

    university = models.ForeignKey(University, models.CASCADE, related_name="+")
    begins_on = models.DateField()
    currency = models.CharField(max_length=3)
    students = models.PositiveIntegerField(help_text=_("On the university's roster, of this day."))
    rated_from = models.DateField(null=True, blank=True)
    rated_until = models.DateField(null=True, blank=True)
    unrated = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField(help_text=_("What happened before is counted."))
    checked_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When it was last compared with a full count.")
    )

    objects = YearQuerySet.as_manager()

    class Meta:
        ordering = ["-begins_on"]
        constraints = [
            models.UniqueConstraint(fields=["university", "begins_on"], name="year_counted_once")
        ]

    def __str__(self) -> str:
        """2026/27, or 2026 where it is the calendar's."""
        first = self.begins_on
        if first.month == first.day == 1:
            return str(first.year)
        return f"{first.year}/{(first.year + 1) % 100:02}"

    @property
    def ends_on(self) -> date:
        """The first day after it."""
        return self.begins_on.replace(year=self.begins_on.year + 1)


class Hidden(models.IntegerChoices):
    """What of a cell only an analyst reads: bits, one for each step of the funnel."""

    APPLIED = 1, _("applications")
    OFFERED = 2, _("offers")
    PLACED = 4, _("placements")
    COMPLETED = 8, _("completed work")
    PAID = 16, _("pay")


class Cell(models.Model):
    """Counts of one year, of one value of `dim`, for one value of `by`.

    Without `dim`, of everything; without `by`, of all of it. So a page, filtered or not, reads the
    rows of one (dim, value), and each pair of dimensions is here in both orders. `applicants`,
    `offered`, `placed`, `completed` and `paid` are people, each once; the others are events.
    Hours are those agreed; medians are hours, of applications that a person has answered.
    `minor` is pay in the currency that the cell is of, and empty where it is of several.
    """

    year = models.ForeignKey(Year, models.CASCADE, related_name="cells")
    dim = models.CharField(max_length=12, blank=True)
    value = models.CharField(max_length=40, blank=True)
    by = models.CharField(max_length=12, blank=True)
    key = models.CharField(max_length=40, blank=True)

    published = models.PositiveIntegerField(default=0)
    applications = models.PositiveIntegerField(default=0)
    applicants = models.PositiveIntegerField(default=0)
    due = models.PositiveIntegerField(default=0, help_text=_("Applications whose time was up."))
    answered = models.PositiveIntegerField(default=0, help_text=_("Of these, by a person."))
    response_hours = models.PositiveIntegerField(null=True, blank=True)
    decision_hours = models.PositiveIntegerField(null=True, blank=True)
    offers = models.PositiveIntegerField(default=0)
    offered = models.PositiveIntegerField(default=0)
    placements = models.PositiveIntegerField(default=0)
    placed = models.PositiveIntegerField(default=0)
    completions = models.PositiveIntegerField(default=0)
    completed = models.PositiveIntegerField(default=0)
    hours = models.PositiveIntegerField(default=0)
    payments = models.PositiveIntegerField(default=0)
    paid = models.PositiveIntegerField(default=0)
    minor = models.PositiveBigIntegerField(null=True, blank=True)
    converted = models.PositiveBigIntegerField(default=0, help_text=_("In the year's currency."))
    hidden = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year", "dim", "value", "by", "key"], name="cell_counted_once"
            ),
            models.CheckConstraint(condition=Q(hidden__lt=32), name="cell_hides_what_there_is"),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.dim} {self.value}, {self.by} {self.key}"

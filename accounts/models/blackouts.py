from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.students import Student


class BlackoutQuerySet(models.QuerySet["Blackout"]):
    def not_over(self) -> BlackoutQuerySet:
        """Where the viewer is."""
        return self.filter(last_day__gte=timezone.localdate())

    def touching(self, first: date, last: date) -> BlackoutQuerySet:
        return self.filter(first_day__lte=last, last_day__gte=first)


class Blackout(models.Model):
    """Days on which a student cannot work, such as exams; both days included."""

    student = models.ForeignKey(Student, models.CASCADE, related_name="blackouts")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    reason = models.CharField(_("why"), max_length=60, blank=True)

    objects = BlackoutQuerySet.as_manager()

    class Meta:
        ordering = ["first_day", "last_day"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="blackout_days")
        ]

    def __str__(self) -> str:
        return self.reason or f"{self.first_day} – {self.last_day}"

    def holds(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

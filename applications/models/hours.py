from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Student, User
from applications.models.placement import Placement


class HoursQuerySet(models.QuerySet["Hours"]):
    def of_student(self, user: User) -> HoursQuerySet:
        return self.filter(student__user=user)

    def in_week_of(self, day: date) -> HoursQuerySet:
        """Monday to Sunday."""
        monday = day - timedelta(days=day.weekday())
        return self.filter(day__range=(monday, monday + timedelta(days=6)))

    def minutes(self) -> int:
        return self.aggregate(sum=models.Sum("minutes"))["sum"] or 0


class Hours(models.Model):
    """Time that a student says they worked on one day of a placement."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    placement = models.ForeignKey(Placement, models.PROTECT, related_name="hours")
    student = models.ForeignKey(Student, models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField()
    note = models.CharField(_("what you did"), max_length=200, blank=True)
    logged_at = models.DateTimeField(auto_now_add=True)

    objects = HoursQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-logged_at"]
        verbose_name_plural = _("hours")
        constraints = [
            models.CheckConstraint(condition=Q(minutes__range=(1, 24 * 60)), name="hours_of_a_day")
        ]
        indexes = [models.Index(fields=["placement", "day"], name="hours_by_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.minutes} min"

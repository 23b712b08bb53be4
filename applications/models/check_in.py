from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models.placement import Placement
from marketplace.states import Stateful


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    def open(self) -> CheckInQuerySet:
        return self.filter(status=CheckIn.Status.ASKED)

    def overdue(self) -> CheckInQuerySet:
        return self.open().filter(answer_by__lte=timezone.now())

    def for_pages(self) -> CheckInQuerySet:
        return self.select_related(
            "placement__offer__application__student__user",
            "placement__listing__organisation",
            "placement__listing__format",
            "placement__listing__created_by",
            "placement__student__user",
        )


class CheckIn(Stateful):
    """Two short questions at half-time, to one side of a placement. The other side reads it."""

    class Status(models.TextChoices):
        ASKED = "asked", _("Asked")
        ANSWERED = "answered", _("Answered")
        CLOSED = "closed", _("Not answered")

    TRANSITIONS = {Status.ASKED: {Status.ANSWERED, Status.CLOSED}}

    class Side(models.TextChoices):
        STUDENT = "student", _("Student")
        EMPLOYER = "employer", _("Employer")

    class Going(models.TextChoices):
        WELL = "well", _("Well")
        MIXED = "mixed", _("Well enough, with some trouble")
        BADLY = "badly", _("Not well: something has to change")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    placement = models.ForeignKey(Placement, models.PROTECT, related_name="check_ins")
    side = models.CharField(max_length=8, choices=Side)
    status = models.CharField(max_length=8, choices=Status, default=Status.ASKED)
    going = models.CharField(max_length=8, choices=Going, blank=True)
    word = models.TextField(max_length=600, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CheckInQuerySet.as_manager()

    class Meta:
        ordering = ["side"]
        constraints = [
            models.UniqueConstraint(fields=["placement", "side"], name="one_check_in_a_side")
        ]
        indexes = [
            models.Index(
                fields=["answer_by"], condition=Q(status="asked"), name="check_in_unanswered"
            )
        ]

    def __str__(self) -> str:
        return f"{self.placement}, {self.get_side_display()}"

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from applications.models.milestone import Milestone
from applications.models.placement import Placement
from marketplace.states import Stateful


class ExtensionQuerySet(models.QuerySet["Extension"]):
    def visible_to(self, user: User) -> ExtensionQuerySet:
        return self.filter(
            Q(milestone__placement__in=Placement.objects.of_student(user).values("pk"))
            | Q(milestone__placement__listing__organisation__in=Organisation.objects.of(user))
        )

    def open(self) -> ExtensionQuerySet:
        """Somebody's turn."""
        return self.filter(status=Extension.Status.ASKED)

    def overdue(self) -> ExtensionQuerySet:
        """Unanswered when the time to answer is up."""
        return self.open().filter(answer_by__lte=timezone.now())

    def for_pages(self) -> ExtensionQuerySet:
        return self.select_related(
            "milestone__placement__offer__application__student__user",
            "milestone__placement__listing__organisation",
            "milestone__placement__listing__format",
            "milestone__placement__listing__created_by",
            "milestone__placement__student__user",
            "asked_by",
        )


class Extension(Stateful):
    """One side asks for a later day for a milestone; the other agrees, refuses, or says nothing.

    Days end at 23:59 in the student's zone.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("Waits for an answer")
        AGREED = "agreed", _("Agreed")
        REFUSED = "refused", _("Not agreed")
        TAKEN_BACK = "taken_back", _("Taken back")
        LAPSED = "lapsed", _("Not answered in time")
        NOT_NEEDED = "not_needed", _("No longer needed")

    TRANSITIONS = {
        Status.ASKED: {
            Status.AGREED,
            Status.REFUSED,
            Status.TAKEN_BACK,
            Status.LAPSED,
            Status.NOT_NEEDED,
        }
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="extensions")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by_student = models.BooleanField()
    status = models.CharField(max_length=10, choices=Status, default=Status.ASKED)
    from_day = models.DateField()
    to_day = models.DateField(_("the new day"))
    reason = models.TextField(_("why"), max_length=600)
    asked_at = models.DateTimeField(auto_now_add=True)
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty when the clock answered."),
    )

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["milestone"], condition=Q(status="asked"), name="one_open_extension"
            ),
            models.CheckConstraint(
                condition=Q(to_day__gt=models.F("from_day")), name="extension_is_later"
            ),
        ]
        indexes = [
            models.Index(
                fields=["answer_by"], condition=Q(status="asked"), name="extension_unanswered"
            )
        ]

    def __str__(self) -> str:
        return f"{self.milestone}: {self.from_day} → {self.to_day}"

    def waits_for(self, side: str) -> bool:
        """Whether `side` has to answer it."""
        mine = (side == User.Kind.STUDENT) == self.by_student
        return self.status == self.Status.ASKED and not mine

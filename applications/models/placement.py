from __future__ import annotations

import uuid

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Student, User
from applications.models.application import called
from applications.models.offer import Offer
from listings.models import Listing
from marketplace.states import Stateful


class PlacementQuerySet(models.QuerySet["Placement"]):
    def visible_to(self, user: User) -> PlacementQuerySet:
        """The student who does the work, and the organisation it is done for."""
        return self.filter(
            self._done_by(user) | Q(listing__organisation__in=Organisation.objects.of(user))
        )

    def of_student(self, user: User) -> PlacementQuerySet:
        """Theirs, or of a team they are in."""
        return self.filter(self._done_by(user))

    @staticmethod
    def _done_by(user: User) -> Q:
        members = apps.get_model("applications", "PlacementMember")._default_manager
        teams = members.filter(student__user=user)
        return Q(student__user=user) | Q(pk__in=teams.values("placement"))

    def for_employer(self, user: User) -> PlacementQuerySet:
        return self.filter(listing__organisation__memberships__user=user)

    def going_on(self) -> PlacementQuerySet:
        return self.filter(status__in=[Placement.Status.ACCEPTED, Placement.Status.ACTIVE])

    def at_half_time(self) -> PlacementQuerySet:
        """Both sides have to be asked how it goes."""
        return self.filter(status=Placement.Status.ACTIVE, check_in_at__lte=timezone.now())

    def for_pages(self) -> PlacementQuerySet:
        return self.select_related(
            "offer__application__student__user",
            "listing__organisation",
            "listing__format",
            "student__user",
        ).prefetch_related(
            "milestones__extensions__asked_by", "milestones__disputes", "check_ins__answered_by"
        )

    def for_rows(self) -> PlacementQuerySet:
        """What one line of a dashboard says of each."""
        return (
            self.select_related(
                "offer__application", "listing__organisation", "listing__format", "student__user"
            )
            .only(
                "status",
                "fund_by",
                "started_at",
                "offer__application__team_size",
                "listing__title",
                "listing__organisation__name",
                "listing__format__review_hours",
                "student__user__name",
                "student__user__time_zone",
            )
            .prefetch_related("milestones__extensions", "milestones__disputes", "check_ins")
        )


class Placement(Stateful):
    """An accepted offer: the work itself, from funding to completion. Its terms are the offer's."""

    class Status(models.TextChoices):
        ACCEPTED = "accepted", _("Waiting for payment")
        ACTIVE = "active", _("In progress")
        COMPLETED = "completed", _("Completed")
        CANCELLED = "cancelled", _("Cancelled")

    class CancelReason(models.TextChoices):
        TIME = "time", _("No time for it any more: exams, other work, health")
        DIFFERENT = "different", _("The work is not what was agreed")
        SILENCE = "silence", _("The other side does not answer")
        NOT_NEEDED = "not_needed", _("The work is not needed any more")
        NOT_GOING = "not_going", _("The work is not going well enough to go on")
        OTHER = "other", _("Another reason")

    ENDED = (Status.COMPLETED, Status.CANCELLED)

    STUDENTS_REASONS = (
        CancelReason.TIME,
        CancelReason.DIFFERENT,
        CancelReason.SILENCE,
        CancelReason.OTHER,
    )
    EMPLOYERS_REASONS = (
        CancelReason.NOT_NEEDED,
        CancelReason.SILENCE,
        CancelReason.NOT_GOING,
        CancelReason.OTHER,
    )

    TRANSITIONS = {
        Status.ACCEPTED: {Status.ACTIVE, Status.CANCELLED},
        Status.ACTIVE: {Status.COMPLETED, Status.CANCELLED},
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    offer = models.OneToOneField(Offer, models.PROTECT, related_name="placement")
    listing = models.ForeignKey(Listing, models.PROTECT, related_name="+")
    student = models.ForeignKey(Student, models.PROTECT, related_name="+")
    status = models.CharField(max_length=9, choices=Status, default=Status.ACCEPTED)
    accepted_at = models.DateTimeField(auto_now_add=True)
    fund_by = models.DateTimeField()
    check_in_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When both are asked how it goes; empty once they are.")
    )
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty when a clock or a decision ended it."),
    )
    cancel_reason = models.CharField(max_length=12, choices=CancelReason, blank=True)
    cancel_note = models.TextField(_("a word to the other side"), max_length=1000, blank=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(cancel_reason="")
                | Q(status="cancelled", cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="placement_cancelled_by_somebody",
            )
        ]
        indexes = [
            models.Index(
                fields=["fund_by"], condition=Q(status="accepted"), name="placement_not_funded"
            ),
            models.Index(
                fields=["check_in_at"], condition=Q(status="active"), name="placement_half_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student} on {self.listing}"

    @property
    def who(self) -> str:
        """Who does the work: a student, or "Ada Obi’s team"."""
        return called(str(self.student), self.offer.application.team_size)

    @property
    def who_in_short(self) -> str:
        """The same by the first name: Ada, or "Ada’s team"."""
        return called(self.student.user.first_name, self.offer.application.team_size)

    @property
    def is_of_team(self) -> bool:
        return self.offer.application.team_size > 1

    def get_absolute_url(self) -> str:
        return reverse("applications:placement", args=[self.pk])

    @property
    def is_whole(self) -> bool:
        """Every part is paid in full: no decision has left less of it."""
        return all(
            each.status == each.Status.PAID and each.part_minor is None
            for each in self.milestones.all()
        )

    @property
    def ended_by_decision(self) -> bool:
        """Nobody called it off: a dispute ended in a refund."""
        return not self.cancel_reason and any(
            each.status == each.Status.REFUNDED
            and any(row.decided_at for row in each.disputes.all())
            for each in self.milestones.all()
        )

    @property
    def ended_in_silence(self) -> bool:
        """Nothing was handed in, long after the agreed day, and nobody said anything."""
        return not self.cancel_reason and any(
            each.ended_in_silence for each in self.milestones.all()
        )

    @property
    def ended_by_money(self) -> bool:
        """Nobody called it off or disputed it: what was held for it is not held any more."""
        return not self.cancel_reason and any(
            each.status == each.Status.REFUNDED for each in self.milestones.all()
        )

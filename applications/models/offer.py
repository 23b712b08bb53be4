from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from applications.models.agreement import Agreement
from applications.models.application import Application
from marketplace.states import Stateful


class OfferQuerySet(models.QuerySet["Offer"]):
    def visible_to(self, user: User) -> OfferQuerySet:
        """The student it was made to, and the organisation that made it."""
        return self.filter(
            Q(application__in=Application.objects.of_team(user).values("pk"))
            | Q(application__listing__organisation__in=Organisation.objects.of(user))
        )

    def of_student(self, user: User) -> OfferQuerySet:
        """Made to them, or to a team they are in: each of it answers."""
        return self.filter(application__in=Application.objects.of_team(user).values("pk"))

    def for_employer(self, user: User) -> OfferQuerySet:
        return self.filter(application__listing__organisation__memberships__user=user)

    def open(self) -> OfferQuerySet:
        """The student's turn."""
        return self.filter(status=Offer.Status.MADE, expires_at__gt=timezone.now())

    def overdue(self) -> OfferQuerySet:
        """Unanswered when the student's time is up."""
        return self.filter(status=Offer.Status.MADE, expires_at__lte=timezone.now())

    def for_pages(self) -> OfferQuerySet:
        return self.select_related(
            "application__listing__organisation",
            "application__listing__format",
            "application__student__user",
        ).prefetch_related("milestones")

    def for_rows(self) -> OfferQuerySet:
        """What one line of a dashboard says of each."""
        return self.select_related("application__listing__organisation").only(
            "expires_at", "application__listing__title", "application__listing__organisation__name"
        )

    def with_agreement(self) -> OfferQuerySet:
        """The text, and who has accepted it."""
        return self.select_related("agreement").prefetch_related("acceptances__by")


class Offer(Stateful):
    """The employer's terms for one applicant. `pay_minor` is what the employer pays."""

    class Status(models.TextChoices):
        MADE = "made", _("Waiting for the student")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined by the student")
        EXPIRED = "expired", _("Expired")
        WITHDRAWN = "withdrawn", _("Taken back")
        CANCELLED = "cancelled", _("Cancelled")

    TRANSITIONS = {
        Status.MADE: {Status.ACCEPTED, Status.DECLINED, Status.EXPIRED, Status.WITHDRAWN},
        # The student may have another offer for the same work; this one keeps its page.
        Status.ACCEPTED: {Status.CANCELLED},
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="offers")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    status = models.CharField(max_length=9, choices=Status, default=Status.MADE)
    pay_minor = models.PositiveBigIntegerField()
    fee_minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    total_hours = models.PositiveSmallIntegerField(_("hours in all"))
    hours_per_week = models.PositiveSmallIntegerField(_("hours a week"))
    note = models.TextField(_("a word to the student"), max_length=1000, blank=True)
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="+", help_text=_("The text, word for word.")
    )
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(status__in=["made", "accepted"]),
                name="one_live_offer_per_application",
            ),
            models.CheckConstraint(
                condition=Q(pay_minor__gt=0) & Q(fee_minor__lt=F("pay_minor")),
                name="offer_amounts_make_sense",
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="offer_dates"),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(status="made"), name="offer_unanswered")
        ]

    def __str__(self) -> str:
        return f"Offer to {self.application.student}"

    def get_absolute_url(self) -> str:
        return reverse("applications:offer", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """The student may answer: the clock may have run out before it was turned."""
        return self.status == self.Status.MADE and self.expires_at > timezone.now()

    @property
    def length_days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1

    @property
    def student_minor(self) -> int:
        return self.pay_minor - self.fee_minor

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Student, University, User
from outcomes.calendar import today_at


class SurveyQuerySet(models.QuerySet["Survey"]):
    def of_staff(self, user: User) -> SurveyQuerySet:
        """Of the university that `user` works for."""
        return self.filter(university__staff__user=user)

    def with_counts(self) -> SurveyQuerySet:
        """`n_asked` and `n_answered`."""
        answered = models.Count("asked", filter=Q(asked__answered_at__isnull=False))
        return self.annotate(n_asked=models.Count("asked"), n_answered=answered)


class Survey(models.Model):
    """What became of those who graduate in one year: the first destination.

    `closes_on` is the last day to answer, where the university is.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    university = models.ForeignKey(University, models.CASCADE, related_name="+")
    graduates_in = models.PositiveSmallIntegerField(_("students who graduate in"))
    closes_on = models.DateField(_("they can answer until"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering = ["-graduates_in"]
        constraints = [
            models.UniqueConstraint(
                fields=["university", "graduates_in"], name="one_survey_of_a_class"
            )
        ]

    def __str__(self) -> str:
        return f"{self.university}, {self.graduates_in}"

    def get_absolute_url(self) -> str:
        return reverse("outcomes:survey", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return today_at(self.university) <= self.closes_on


class AskedQuerySet(models.QuerySet["Asked"]):
    def answered(self) -> AskedQuerySet:
        return self.exclude(answered_at=None)

    def to_remind(self) -> AskedQuerySet:
        """Not answered long enough after they were asked, or reminded."""
        due = Q()
        for times, after in enumerate(Asked.REMINDED_AFTER):
            due |= Q(reminded=times, asked_at__lte=timezone.now() - after)
        return self.filter(due, answered_at=None).select_related(
            "survey__university", "student__user"
        )


class Asked(models.Model):
    """One student, asked where they went; and what they answered, the last time they did."""

    class Destination(models.TextChoices):
        """As the first-destination standards of NACE (2014) group them."""

        FULL_TIME = "full_time", _("Working full time")
        PART_TIME = "part_time", _("Working part time")
        OWN = "own", _("Working for myself, or founding something")
        STUDY = "study", _("Studying further")
        SERVICE = "service", _("In voluntary, national or military service")
        LOOKING = "looking", _("Looking for work, or for a place to study")
        NEITHER = "neither", _("Not looking at the moment")

    REMINDED_AFTER = (timedelta(days=7), timedelta(days=21))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="asked")
    student = models.ForeignKey(Student, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    reminded = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(null=True, blank=True)
    destination = models.CharField(
        _("What are you doing now?"), max_length=9, choices=Destination, blank=True
    )
    place = models.CharField(_("Where: the employer or university"), max_length=120, blank=True)
    title = models.CharField(_("As what, or in which subject"), max_length=120, blank=True)
    country = models.CharField(_("In which country"), max_length=2, blank=True)
    helped = models.BooleanField(
        _("Did a project that you found here help you to get there?"), null=True, blank=True
    )

    objects = AskedQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "student"], name="asked_once"),
            models.CheckConstraint(
                condition=Q(answered_at=None, destination="")
                | Q(answered_at__isnull=False) & ~Q(destination=""),
                name="answer_says_where",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student}, {self.survey}"

    @property
    def reference(self) -> str:
        """The same in every file: it names the answer and no person."""
        return self.pk.hex


def last_day(after: date) -> date:
    """Six weeks: two reminders and a rest."""
    return after + timedelta(weeks=6)

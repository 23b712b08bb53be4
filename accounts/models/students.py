from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.skills import Skill
from accounts.models.universities import University
from marketplace.uploads import StoredFile


class Student(models.Model):
    """A student's profile. Created with the account; `is_complete` once they have filled it in."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="student")
    university = models.ForeignKey(University, models.PROTECT, related_name="students")
    course = models.CharField(_("what you study"), max_length=120, blank=True)
    graduates_in = models.PositiveSmallIntegerField(_("year you graduate"), null=True, blank=True)
    about = models.CharField(_("about you"), max_length=400, blank=True)
    skills = models.ManyToManyField(Skill, related_name="+", blank=True)
    hours_per_week = models.PositiveSmallIntegerField(_("hours free in a week"), default=10)
    available_from = models.DateField(_("free from"), null=True, blank=True)
    payout_country = models.CharField(
        _("country of your bank account"), max_length=2, blank=True, help_text=_("ISO 3166.")
    )
    link = models.URLField(_("something you made"), blank=True)
    open_to_invitations = models.BooleanField(
        _("Employers may find me and invite me"), default=False
    )

    # Their university said that they study there no more: they keep what they have.
    left_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Looking for projects: when last, to the minute, and when the visit before this one ended.
    seen_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_visit = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(hours_per_week__range=(1, 60)), name="student_hours_in_a_week"
            )
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def is_complete(self) -> bool:
        """Enough to apply: who they are, when they can, and where money can go."""
        return bool(self.course and self.graduates_in and self.payout_country)


class Resume(StoredFile):
    """A résumé a student uploaded; applications keep the one they were sent with."""

    student = models.ForeignKey(Student, models.CASCADE, related_name="resumes")

    class Meta:
        ordering = ["-created_at"]

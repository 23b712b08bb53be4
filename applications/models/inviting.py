from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Student
from listings.models import Listing


class StudentInvitation(models.Model):
    """An employer asks a student, who wished to be found, to apply for a listing: once of each."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    listing = models.ForeignKey(Listing, models.CASCADE, related_name="student_invitations")
    student = models.ForeignKey(Student, models.CASCADE, related_name="invitations")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    word = models.CharField(_("a word to them"), max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    refused_at = models.DateTimeField(null=True, blank=True, help_text="“Not interested”.")

    class Meta:
        ordering = ["-at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["listing", "student"], name="student_invited_once")
        ]
        indexes = [models.Index(fields=["student", "-at"], name="invitations_of_student")]

    def __str__(self) -> str:
        return f"{self.student_id} to {self.listing_id}"


class Interest(models.Model):
    """A student lets an employer know that a listing interests them, without applying yet."""

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="interests")
    student = models.ForeignKey(Student, models.CASCADE, related_name="interests")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["listing", "student"], name="interest_shown_once")
        ]

    def __str__(self) -> str:
        return f"{self.student_id} in {self.listing_id}"

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.text import get_text_list
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.places import country_in_sentence
from applications.models.offer import Offer


class Acceptance(models.Model):
    """Who agreed to the agreement and the terms of an offer, for which side, and when.

    Written once: the database refuses to change or delete a row.
    """

    class Side(models.TextChoices):
        EMPLOYER = "employer", _("Employer")
        STUDENT = "student", _("Student")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="acceptances")
    side = models.CharField(max_length=8, choices=Side)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    may_work_in = ArrayField(
        models.CharField(max_length=2),
        default=list,
        blank=True,
        help_text=_("Countries: the student said that they are allowed to work in one of them."),
    )

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "by"], name="one_acceptance_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.by}, {self.get_side_display()}"

    @property
    def where(self) -> str:
        """Of `may_work_in`, in words; "" if nothing was asked."""
        return get_text_list([country_in_sentence(code) for code in self.may_work_in], _now("or"))

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from listings.models.listing import Listing

LINE = 200
TEXT = 1500


def lines() -> ArrayField[list[str], list[str]]:
    return ArrayField(models.CharField(max_length=LINE), default=list, blank=True)


class Programme(models.Model):
    """What comes with the work where students come to a place: of formats that use it.

    Which of it is asked for and shown says `Format.uses`; what another format left stays here
    unseen, so that changing one's mind about the format loses nothing.
    """

    listing = models.OneToOneField(Listing, models.CASCADE, related_name="programme")
    group_min = models.PositiveSmallIntegerField(_("smallest group"), null=True, blank=True)
    group_max = models.PositiveSmallIntegerField(_("largest group"), null=True, blank=True)
    housing = models.TextField(_("housing"), max_length=TEXT, blank=True)
    meals = models.TextField(_("meals"), max_length=TEXT, blank=True)
    included = lines()
    not_included = lines()
    extras = lines()
    certifications = lines()
    quantities = lines()
    weather_permitting = models.BooleanField(default=False)
    safety = models.TextField(_("safety"), max_length=TEXT, blank=True)
    medical = models.TextField(_("health"), max_length=TEXT, blank=True)
    insurance = models.TextField(_("insurance"), max_length=TEXT, blank=True)
    visa = models.TextField(_("visa"), max_length=TEXT, blank=True)
    cancellation = models.TextField(_("if somebody cancels"), max_length=TEXT, blank=True)
    postponement = models.TextField(_("if the dates move"), max_length=TEXT, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(group_min=None) | Q(group_max=None) | Q(group_max__gte=F("group_min")),
                name="programme_group",
            )
        ]

    def __str__(self) -> str:
        return f"{self.listing}"


class ItineraryDay(models.Model):
    """What happens on a day of the programme, or from one day to another: days count from 1."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="days")
    from_day = models.PositiveSmallIntegerField()
    to_day = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=400)

    class Meta:
        ordering = ["from_day", "to_day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_day__gte=1) & Q(to_day__gte=F("from_day")),
                name="itinerary_days_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_day}-{self.to_day}: {self.what}"

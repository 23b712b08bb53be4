"""What comes with the work: the part of a listing's form that only some formats use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from listings.fields import Lines, whole
from listings.itinerary import Itinerary, Stretch
from listings.models import ItineraryDay, Listing, Programme, Section

SECTION_FIELDS: dict[str, tuple[str, ...]] = {
    Section.ITINERARY: ("itinerary",),
    Section.TRAINING: ("certifications", "quantities", "weather_permitting"),
    Section.GROUP: ("group_min", "group_max"),
    Section.STAY: ("housing", "meals"),
    Section.INCLUDED: ("included", "not_included"),
    Section.EXTRAS: ("extras",),
    Section.SAFETY: ("safety", "medical"),
    Section.PAPERS: ("insurance", "visa"),
    Section.CHANGES: ("cancellation", "postponement"),
}
ROW_FIELDS = [name for names in SECTION_FIELDS.values() for name in names if name != "itinerary"]


def text(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=1500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=help_text,
    )


def lines(label: Any, help_text: Any) -> Lines:
    return Lines(label=label, most=20, required=False, help_text=help_text)


class ProgrammePart(forms.Form):
    itinerary = Itinerary(
        label=_("Day by day"),
        most=40,
        longest=400,
        required=False,
        help_text=_("A line for each: “Day 1: Arrival”, “Days 2–5: Surveys in pairs”."),
    )
    certifications = lines(
        _("Certificates included"), _("What a student has passed at the end. One per line.")
    )
    quantities = lines(
        _("How much of it"), _("In figures, one per line: “Up to 50 survey dives a month”.")
    )
    weather_permitting = forms.BooleanField(label=_("These depend on the weather"), required=False)
    group_min = whole(_("Smallest group"), max_value=500, help_text=_("Students it runs with."))
    group_max = whole(_("Largest group"), max_value=500)
    housing = text(_("Housing"), _("What kind of room, shared with how many, how far from work."))
    meals = text(_("Meals"), _("Which, on which days, and for which diets."))
    included = lines(_("Included"), _("What the student need not pay for. One per line."))
    not_included = lines(_("Not included"), _("What comes on top: flights, visas. One per line."))
    extras = lines(
        _("Extras"),
        _("What students may add, apart from the work, with its price. One per line."),
    )
    safety = text(_("Safety"), _("What could happen, and what you do about it."))
    medical = text(_("Health"), _("Fitness, vaccinations, forms that a doctor signs."))
    insurance = text(_("Insurance"), _("Which the student needs, and which you have."))
    visa = text(_("Visa"), _("What you know of it, and the letters you write."))
    cancellation = text(_("If somebody cancels"), _("Who gets what back, until when."))
    postponement = text(_("If the dates move"), _("How much notice, and what a student may do."))

    def save_programme(self, listing: Listing) -> None:
        """One row, once there is something to keep."""
        given = {name: self.cleaned_data[name] for name in ROW_FIELDS}
        days: list[Stretch] = self.cleaned_data["itinerary"]
        row = Programme.objects.filter(listing=listing).first()
        if row is None and not days and not any(given.values()):
            return
        row, _made = Programme.objects.update_or_create(listing=listing, defaults=given)
        save_days(row, days)


def save_days(programme: Programme, days: Iterable[Stretch]) -> None:
    programme.days.all().delete()
    ItineraryDay.objects.bulk_create(
        ItineraryDay(programme=programme, from_day=first, to_day=last, what=what)
        for first, last, what in days
    )


def stored_programme(listing: Listing) -> dict[str, Any]:
    row = getattr(listing, "programme", None) or Programme()
    days = [(d.from_day, d.to_day, d.what) for d in row.days.all()] if row.pk else []
    return {"itinerary": days, **{name: getattr(row, name) for name in ROW_FIELDS}}

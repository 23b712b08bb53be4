"""A later deadline for a listing that is published."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from listings.fields import day
from listings.models import Change, Listing
from listings.rules import LEAST_DAYS_OPEN, MOST_DAYS_OPEN, day_in_words, start_in_reach
from marketplace.clocks import end_of_day


class DeadlineForm(forms.Form):
    """The new last day to apply; days are the organisation's."""

    apply_by = day(gettext_lazy("New last day to apply"), gettext_lazy("Enter the new last day."))

    def __init__(self, data: Any = None, *, listing: Listing) -> None:
        super().__init__(data)
        self.listing = listing
        self.zone = listing.organisation.time_zone

    def clean_apply_by(self) -> date:
        chosen: date = self.cleaned_data["apply_by"]
        today = timezone.now().astimezone(ZoneInfo(self.zone)).date()
        before = self.before
        if before and chosen <= before and self.listing.takes_applications:
            raise forms.ValidationError(
                _("It is open until %(day)s already: choose a later day.")
                % {"day": day_in_words(before)}
            )
        if chosen < today + timedelta(days=LEAST_DAYS_OPEN):
            raise forms.ValidationError(_("Students need three days to apply: choose a later day."))
        if chosen > today + timedelta(days=MOST_DAYS_OPEN):
            raise forms.ValidationError(_("Choose a day within six months."))
        for _name, problem in start_in_reach(self._dates(), chosen):
            raise forms.ValidationError(
                _("%(problem)s The listing says that the work starts by %(day)s.")
                % {"problem": problem, "day": day_in_words(self._latest() or chosen)}
            )
        return chosen

    def _dates(self) -> dict[str, Any]:
        listing = self.listing
        dates = {"starts_from": listing.starts_from, "starts_by": listing.starts_by}
        return {"format": listing.format if self._latest() else None, **dates}

    def _latest(self) -> date | None:
        return self.listing.starts_by or self.listing.starts_from

    @property
    def before(self) -> date | None:
        at = self.listing.apply_by
        return at.astimezone(ZoneInfo(self.zone)).date() if at else None

    @property
    def until(self) -> datetime:
        return end_of_day(self.cleaned_data["apply_by"], self.zone)

    @property
    def change(self) -> Change:
        before = day_in_words(self.before) if self.before else ""
        after = day_in_words(self.cleaned_data["apply_by"])
        return {"label": _("Apply by"), "before": before, "after": after}

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
from listings.rules import (
    LEAST_DAYS_OPEN,
    MOST_DAYS_OPEN,
    day_in_words,
    days_to_settle,
    start_in_reach,
)
from marketplace.clocks import end_of_day


class DeadlineForm(forms.Form):
    """The new last day to apply; days are the organisation's."""

    apply_by = day(gettext_lazy("New last day to apply"), gettext_lazy("Enter the new last day."))

    def __init__(self, data: Any = None, *, listing: Listing) -> None:
        super().__init__(data)
        self.listing = listing
        self.zone = listing.organisation.time_zone
        self.fields["apply_by"].help_text = " ".join(
            filter(None, [self._until_now(), self._most()])
        )

    def _until_now(self) -> str:
        if not self.before:
            return ""
        words = {"day": day_in_words(self.before)}
        if self.listing.takes_applications:
            return _("The last day to apply is %(day)s now.") % words
        if self.before >= self.today:
            return _("It was closed before its last day to apply, %(day)s.") % words
        return _("The last day to apply was %(day)s.") % words

    def _most(self) -> str:
        """The latest day that is possible, and what stands against a later one."""
        latest = self._latest()
        words = {"last": day_in_words(self.last), "start": day_in_words(latest or self.last)}
        if not self.start_is_near:
            return _("You can choose a day up to %(last)s.") % words
        if self.last < self.first:
            return (
                _(
                    "No later day is possible: the listing says that the work starts by %(start)s, "
                    "and before that you choose, the student answers, and you pay in."
                )
                % words
            )
        return (
            _(
                "You can choose a day up to %(last)s: then you choose, the student answers, and "
                "you pay in before the work starts, by %(start)s."
            )
            % words
        )

    @property
    def first(self) -> date:
        """The soonest day that is later than the one it has, and leaves students their time."""
        soonest = self.today + timedelta(days=LEAST_DAYS_OPEN)
        if self.before and self.listing.takes_applications:
            return max(soonest, self.before + timedelta(days=1))
        return soonest

    @property
    def last(self) -> date:
        """The latest day that may be chosen; before `first` where none may."""
        ends, latest = self.today + timedelta(days=MOST_DAYS_OPEN), self._latest()
        return min(ends, latest - days_to_settle(self.listing.format)) if latest else ends

    @property
    def start_is_near(self) -> bool:
        """It is the start of the work, not our half a year, that ends it."""
        return self.last < self.today + timedelta(days=MOST_DAYS_OPEN)

    @property
    def today(self) -> date:
        return timezone.now().astimezone(ZoneInfo(self.zone)).date()

    def clean_apply_by(self) -> date:
        chosen: date = self.cleaned_data["apply_by"]
        today, before = self.today, self.before
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

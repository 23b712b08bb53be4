from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.places import country_in_sentence
from applications.actions import MAX_PARTS, Choices, Part, Terms
from applications.forms import bounds
from applications.forms.fields import choice_field, day_field, hours_field
from applications.forms.parts import MAX_TITLE, PartForm, minor_of
from applications.least import least_pay
from applications.models import Agreement, Application
from listings.minimum import minimum_pay
from listings.models import Listing
from listings.rules import most_hours
from marketplace import holding
from marketplace.money import MAX_MINOR, MoneyField, display, major

# From today to the start, and from the start to the end.
MAX_DAYS = 366


class OfferForm(forms.Form):
    """The terms of an offer; its parts are forms of their own, read with it."""

    pay = MoneyField(label=_("What you pay"))
    starts_on = day_field(_("Starts on"), _("Enter the day the work starts."))
    ends_on = day_field(_("Ends on"), _("Enter the day the work ends."))
    total_hours = hours_field(_("Hours in all"), _("Enter the hours in all."), 1000)
    hours_per_week = hours_field(_("Hours a week"), _("Enter the hours a week."), 60)
    note = forms.CharField(
        label=_("A word to the student"),
        max_length=1000,
        required=False,
        help_text=_("Why you chose them, whom they will work with, where to begin."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    ownership = choice_field(
        _("Who owns the work, once it is paid"),
        Agreement.Ownership,
        _("Choose who owns the work."),
    )
    confidentiality = choice_field(
        _("What they keep to themselves"),
        Agreement.Confidentiality,
        _("Choose what they keep to themselves."),
    )
    ai_use = choice_field(
        _("May they use AI tools"), Agreement.AiUse, _("Choose whether they may use AI tools.")
    )

    def __init__(
        self, data: Any = None, *, listing: Listing, initial: dict[str, Any] | None = None
    ) -> None:
        """With `add_part` in `data` it is drawn again with a row more, and nothing is checked."""
        super().__init__(data, initial=initial, use_required_attribute=False)
        self.listing = listing
        # Kept when the parts do not add up to it: `pay` is then an error.
        self.pay_read: int | None = None
        self.parts = [
            PartForm(
                data,
                prefix=f"part{number}",
                number=number,
                currency=listing.currency,
                empty_permitted=number > listing.format.min_milestones,
                initial=(initial or {}).get("first_part") if number == 1 else None,
            )
            for number in range(1, MAX_PARTS + 1)
        ]
        if "add_part" in self.data:
            for each in self.all_forms:
                each._errors, each.cleaned_data = ErrorDict(), {}  # type: ignore[attr-defined]

    @property
    def all_forms(self) -> list[forms.Form]:
        """For the error summary."""
        return [self, *self.parts]

    @property
    def part_errors(self) -> bool:
        """For the title of the page, which says "Error:" although the form itself has none."""
        return any(part.errors for part in self.parts)

    @property
    def shown_parts(self) -> int:
        """How many rows are shown: those needed or filled, and one more that was asked for."""
        filled = [part.number for part in self.parts if self.is_bound and part.has_changed()]
        needed = max([self.listing.format.min_milestones, *filled])
        return min(needed + ("add_part" in self.data), MAX_PARTS)

    @property
    def has_more_parts(self) -> bool:
        return self.shown_parts > 1

    @property
    def used_parts(self) -> list[PartForm]:
        return [part for part in self.parts if part.cleaned_data]

    @property
    def so_far(self) -> str:
        """What the parts add up to while they are not the pay: "$400.00 of $620.00"."""
        if not self.is_bound or self.is_valid() or self.pay_read is None:
            return ""
        amounts = [part.cleaned_data.get("amount") or 0 for part in self.parts]
        if sum(amounts) == self.pay_read:
            return ""
        currency = self.listing.currency
        words = {"sum": display(sum(amounts), currency), "pay": display(self.pay_read, currency)}
        return _now("Parts so far %(sum)s of %(pay)s") % words

    def is_valid(self) -> bool:
        # Every form is asked, so that every error shows at once; `clean` adds some to the parts.
        whole = super().is_valid()
        return whole and not any(part.errors for part in self.parts)

    def clean_pay(self) -> int:
        pay = minor_of(self.cleaned_data["pay"], self.listing.currency)
        least = least_pay(self.listing)
        if pay > MAX_MINOR:
            raise forms.ValidationError(_("That is more than we can handle."))
        if pay < least:
            raise forms.ValidationError(
                _now("The listing promises %(least)s. You can offer more, not less.")
                % {"least": display(least, self.listing.currency)}
            )
        self.pay_read = pay
        return pay

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        today = timezone.localdate()
        if day < today:
            raise forms.ValidationError(_("Choose a day that has not passed."))
        if day > today + timedelta(days=MAX_DAYS):
            raise forms.ValidationError(_("Choose a day within a year."))
        bounds.check_start(day, self.listing)
        return day

    def clean_total_hours(self) -> int:
        hours: int = self.cleaned_data["total_hours"]
        bounds.check_hours(hours, self.listing)
        return hours

    def clean_hours_per_week(self) -> int:
        hours: int = self.cleaned_data["hours_per_week"]
        bounds.check_weekly(hours, self.listing)
        return hours

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        self._check_dates(given)
        self._check_hours(given)
        if all(part.is_valid() for part in self.parts):
            self._check_sum(given)
            self._check_due_days(given)
        return given

    def _check_dates(self, given: dict[str, Any]) -> None:
        starts, ends = given.get("starts_on"), given.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The work cannot end before it starts."))
        elif starts and ends and ends > starts + timedelta(days=MAX_DAYS):
            self.add_error("ends_on", _("The work has to end within a year."))
        elif starts and ends:
            try:
                bounds.check_length(starts, ends, self.listing)
            except forms.ValidationError as error:
                self.add_error("ends_on", error)

    def _check_hours(self, given: dict[str, Any]) -> None:
        total, weekly, pay = (given.get(k) for k in ("total_hours", "hours_per_week", "pay"))
        starts, ends = given.get("starts_on"), given.get("ends_on")
        currency = self.listing.currency
        least = minimum_pay(total or 0, currency, self.listing.direction)
        if total and pay and pay < least:
            self.add_error(
                "total_hours",
                _now("For %(hours)d hours the pay has to be at least %(least)s.")
                % {"hours": total, "least": display(least, currency)},
            )
        if total and weekly and starts and ends and starts <= ends:
            weeks = -(-((ends - starts).days + 1) // 7)
            if total > most_hours(weekly, weeks):
                self.add_error("total_hours", _too_many(total, weekly, weeks))

    def _check_sum(self, given: dict[str, Any]) -> None:
        pay = given.get("pay")
        total = sum(part.cleaned_data["amount"] for part in self.used_parts)
        if pay is None or pay == total:
            return
        currency = self.listing.currency
        words = {
            "sum": display(total, currency),
            "pay": display(pay, currency),
            "rest": display(abs(pay - total), currency),
        }
        if total < pay:
            text = _now("The parts add up to %(sum)s and the pay is %(pay)s: %(rest)s is missing.")
        else:
            text = _now("The parts add up to %(sum)s and the pay is %(pay)s: %(rest)s too much.")
        self.add_error("pay", text % words)

    def _check_due_days(self, given: dict[str, Any]) -> None:
        starts, ends = given.get("starts_on"), given.get("ends_on")
        if not starts or not ends or ends < starts:
            return
        earliest = starts
        longest = holding.longest_part(self.listing.format.review_hours)
        for part in self.used_parts:
            due = part.cleaned_data["due_on"]
            if not starts <= due <= ends:
                part.add_error("due_on", _("Choose a day between the start and the end."))
            elif due < earliest:
                part.add_error("due_on", _("This part is due before the one above it."))
            elif due - earliest > longest:
                text = _now(
                    "A part may take at most %(days)d days: the money for it is held from its "
                    "start until it is approved. Make more parts of it."
                )
                part.add_error("due_on", text % {"days": longest.days})
            earliest = max(earliest, due)

    def terms(self) -> Terms:
        """What a valid form says."""
        given = self.cleaned_data
        return Terms(
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            total_hours=given["total_hours"],
            hours_per_week=given["hours_per_week"],
            note=given["note"],
            choices=Choices(given["ownership"], given["confidentiality"], given["ai_use"]),
            parts=[
                Part(
                    title=part.cleaned_data["title"],
                    due_on=part.cleaned_data["due_on"],
                    amount_minor=part.cleaned_data["amount"],
                )
                for part in self.used_parts
            ],
        )


def _too_many(total: int, weekly: int, weeks: int) -> str:
    return ngettext(
        "%(weekly)d hours a week for %(weeks)d week are about %(about)d hours, at most "
        "%(most)d. You wrote %(total)d.",
        "%(weekly)d hours a week for %(weeks)d weeks are about %(about)d hours, at most "
        "%(most)d. You wrote %(total)d.",
        weeks,
    ) % {
        "weekly": weekly,
        "weeks": weeks,
        "about": weekly * weeks,
        "total": total,
        "most": most_hours(weekly, weeks),
    }


def first_offer(listing: Listing, application: Application) -> dict[str, Any]:
    """What the form shows first: the listing's own numbers, in one part."""
    starts = max(application.can_start or date.min, listing.starts_from or date.min)
    today = timezone.localdate()
    latest = bounds.latest_start(listing) or today + timedelta(days=MAX_DAYS)
    starts = min(max(starts, today), latest)
    ends = starts + timedelta(days=(listing.length_days or 7) - 1)
    pay = major(listing.pay_minor or 0, listing.currency)
    return {
        "pay": pay,
        "starts_on": starts,
        "ends_on": ends,
        "total_hours": listing.total_hours,
        "hours_per_week": listing.hours_per_week or _weekly(listing, application),
        **asdict(Choices()),
        "first_part": {"title": _everything(listing), "due_on": ends, "amount": pay},
    }


def _weekly(listing: Listing, application: Application) -> int | None:
    """For a listing that names no rhythm: the student's own hours, unless its hours need more."""
    total, weeks = listing.total_hours or 0, -(-(listing.length_days or 7) // 7)
    theirs = application.hours_per_week
    return theirs if theirs and total <= most_hours(theirs, weeks) else -(-total // weeks) or None


def _everything(listing: Listing) -> str:
    """All that the listing asks for, whole: a contract is not cut in the middle of a word."""
    title = "; ".join(listing.deliverables) or listing.title
    fits = len(title) <= MAX_TITLE
    return title if fits else _now("Everything the listing names under “What you hand in”")


class AcceptForm(forms.Form):
    agree = forms.BooleanField(
        label=_("I agree to these terms and to the agreement"),
        error_messages={"required": _("Tick the box to say that you agree.")},
    )
    may_work = forms.BooleanField(
        error_messages={"required": _("Tick the box to say that you are allowed to work there.")},
    )

    def __init__(self, data: Any = None, *, countries: Sequence[str] = ()) -> None:
        """`countries`: where the work needs a permit of which this student has not said yet."""
        super().__init__(data)
        if not countries:
            del self.fields["may_work"]
            return
        where = get_text_list([country_in_sentence(code) for code in countries], _now("or"))
        label = _now("I am allowed to work in %(country)s, also for this work")
        self.fields["may_work"].label = label % {"country": where}


class RefuseForm(forms.Form):
    word = forms.CharField(
        label=_("A word to the employer"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

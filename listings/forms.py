from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions import skills_named
from accounts.forms.fields import (
    MOST_WORDS_IN_A_SKILL,
    SKILL,
    ListedInput,
    LongSelect,
    country_choices,
)
from accounts.models import Organisation, University
from listings import actions
from listings.fields import Lines, Names, day, needed, whole
from listings.models import Format, Listing, Moderation, Programme
from listings.rules import problems
from listings.sheets import city_of
from marketplace.clocks import end_of_day
from marketplace.money import MAX_MINOR, MoneyField, major, to_minor


class ListingForm(forms.ModelForm[Listing]):
    """A listing as its employer writes it.

    `complete`: everything a university needs must be there and right. Otherwise it is a draft:
    almost anything may be missing, and only what cannot be stored is refused.
    `at`: when it would be sent, if not now.
    """

    title = forms.CharField(
        label=_("Title"),
        max_length=100,
        help_text=_("What the student does, in a line: “Clean and document a customer survey”."),
        error_messages=needed(_("Give it a title.")),
    )
    format = forms.ModelChoiceField(
        label=_("Format"),
        queryset=Format.objects.none(),
        to_field_name="slug",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages=needed(_("Choose a format.")),
    )
    field = forms.ChoiceField(
        label=_("Field"),
        choices=[("", _("Choose a field")), *Listing.Field.choices],
        error_messages=needed(_("Choose a field.")),
    )
    description = forms.CharField(
        label=_("What the student will do"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What there is now, what you want in the end, and whom they can ask."),
        error_messages=needed(_("Say what the student will do.")),
    )
    deliverables = Lines(
        label=_("What the student hands in"),
        most=10,
        help_text=_("One per line. It is what you pay for, so make it something one can check."),
        error_messages=needed(_("Name at least one thing the student hands in.")),
    )
    skills = Names(
        label=_("Skills"),
        most=10,
        longest=60,
        widget=ListedInput,
        help_text=_("With commas between them: Python, Spreadsheets, Writing."),
        error_messages=needed(_("Name at least one skill.")),
    )
    questions = Lines(
        label=_("Questions to applicants"),
        most=3,
        required=False,
        help_text=_("Three at most, one per line. Each is answered in up to 600 characters."),
    )
    arrangement = forms.ChoiceField(
        label=_("Where the work is done"),
        choices=Listing.Arrangement.choices,
        widget=forms.RadioSelect,
        error_messages=needed(_("Choose remote, hybrid or in person.")),
    )
    country = forms.ChoiceField(
        label=_("Country of work"),
        required=False,
        choices=country_choices,
        widget=LongSelect,
        help_text=_("Needed unless the work is remote."),
    )
    city = forms.CharField(
        label=_("Town or city"),
        max_length=80,
        required=False,
        help_text=_("Where students would come to."),
    )
    total_hours = whole(
        _("Hours in all"), _("Enter the hours in all."), help_text=_("Of one student.")
    )
    hours_per_week = whole(
        _("Hours a week"),
        max_value=60,
        help_text=_("If longer than a week."),
    )
    length_days = whole(
        _("Length in days"),
        _("Enter how many days it takes, from the first to the last."),
        max_value=365,
        help_text=_("Three weeks are 21."),
    )
    open_ended = forms.BooleanField(
        label=_("These are the least: it may go on for longer, for the same pay per hour"),
        required=False,
    )
    starts_from = day(
        _("Earliest start"), _("Enter the earliest start."), help_text=_("The first day of work.")
    )
    starts_by = day(_("Latest start"), help_text=_("Empty if the start is fixed."))
    apply_by = day(_("Apply by"), _("Enter the last day to apply."))
    openings = whole(
        _("Places"),
        _("Enter how many students you look for."),
        max_value=50,
        help_text=_("How many students you would pay for this."),
    )
    currency = forms.ChoiceField(
        label=_("Currency"), choices=[(code, code) for code in settings.CURRENCIES]
    )
    pay = MoneyField(
        label=_("What you pay for each place"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=_("For the whole project. Our fee comes out of it; nothing is added to it."),
    )
    included = Lines(
        label=_("What is included"),
        most=12,
        required=False,
        help_text=_("Housing, meals, training, a certificate. One per line."),
    )
    extras = Lines(
        label=_("Extras"),
        most=12,
        required=False,
        help_text=_("What students may add, apart from the work: an excursion. One per line."),
    )
    good_to_know = forms.CharField(
        label=_("Good to know"),
        max_length=1500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Safety, health, insurance, visa, what depends on the weather."),
    )
    universities = forms.ModelMultipleChoiceField(
        label=_("Whose students should see it"),
        queryset=University.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each career centre reads it and decides for its own students."),
        error_messages=needed(_("Choose at least one university.")),
    )

    # As they stand on the page, so that errors are read in the same order.
    field_order = [
        *("title", "format", "field", "description", "deliverables", "skills", "questions"),
        *("arrangement", "country", "city", "total_hours", "hours_per_week", "length_days"),
        *("open_ended", "starts_from", "starts_by", "apply_by"),
        *("included", "extras", "good_to_know", "universities", "pay", "currency", "openings"),
    ]

    class Meta:
        model = Listing
        fields = [
            *("title", "format", "field", "description", "deliverables", "questions"),
            *("arrangement", "total_hours", "hours_per_week", "length_days"),
            *("open_ended", "starts_from", "starts_by", "openings", "currency", "good_to_know"),
        ]

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        instance: Listing,
        complete: bool = True,
        at: datetime | None = None,
    ) -> None:
        self.complete = complete
        self.at = at
        super().__init__(data, instance=instance, initial=stored(instance))
        usable = Q(is_active=True) | Q(pk=instance.format_id)
        self._choices("format").queryset = Format.objects.filter(usable)
        self._choices("universities").queryset = askable(instance)
        self.fields["apply_by"].help_text = _("Until 23:59, %(zone)s time.") % {
            "zone": city_of(self.organisation.time_zone)
        }

    def _choices(self, name: str) -> forms.ModelChoiceField[Any]:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        return field

    @property
    def formats(self) -> QuerySet[Format]:
        return self._choices("format").queryset or Format.objects.none()

    @property
    def organisation(self) -> Organisation:
        return self.instance.organisation

    def full_clean(self) -> None:
        """A draft is checked with nothing required; the page still says what will be."""
        asked = [] if self.complete else [f for f in self.fields.values() if f.required]
        for each in asked:
            each.required = False
        super().full_clean()
        for each in asked:
            each.required = True

    def clean_format(self) -> Format:
        chosen: Format | None = self.cleaned_data["format"]
        return chosen or Format.objects.filter(is_active=True)[0]

    def clean_skills(self) -> list[str]:
        names: list[str] = self.cleaned_data["skills"]
        for name in names:
            if not SKILL.fullmatch(name) or len(name.split()) > MOST_WORDS_IN_A_SKILL:
                raise forms.ValidationError(
                    _("“%(skill)s” does not look like a skill. Use a few short words, and commas."),
                    params={"skill": name[:60]},
                )
        return names

    def clean_openings(self) -> int:
        return self.cleaned_data["openings"] or 1

    def clean_currency(self) -> str:
        return self.cleaned_data["currency"] or settings.CURRENCIES[0]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        given["pay_minor"] = self._pay_minor(given)
        if given.get("arrangement") == Listing.Arrangement.REMOTE:
            given["country"] = given["city"] = ""
        if self.complete:
            self._add_problems(given)
        return given

    def _add_problems(self, given: dict[str, Any]) -> None:
        """All of them at once: an error takes its field out of `given`, so they come first."""
        unread = set(self.errors)
        at, zone = self.at or timezone.now(), self.organisation.time_zone
        for name, problem in list(problems(dict(given), at, zone)):
            if name not in unread:
                self.add_error(name, problem)

    def _pay_minor(self, given: dict[str, Any]) -> int | None:
        pay, currency = given.get("pay"), given.get("currency")
        if pay is None or not currency:
            return None
        try:
            minor = to_minor(pay, currency)
        except ValueError:
            self.add_error("pay", _("That is more decimals than %(c)s has.") % {"c": currency})
            return None
        if minor > MAX_MINOR:
            self.add_error("pay", _("That is more than a project here can pay."))
            return None
        return minor

    @transaction.atomic
    def save(self, commit: bool = True) -> Listing:
        """The listing with its skills and the universities it would go to."""
        listing = self.instance
        listing.pay_minor = self.cleaned_data["pay_minor"]
        last_day: date | None = self.cleaned_data.get("apply_by")
        listing.apply_by = end_of_day(last_day, self.organisation.time_zone) if last_day else None
        if not listing.slug:
            listing.slug = actions.free_slug(listing.title)
        listing.save()
        self._save_rows(listing)
        listing.skills.set(skills_named(self.cleaned_data["skills"]))
        chosen = {university.pk for university in self.cleaned_data["universities"]}
        actions.choose_universities(listing, chosen)
        return listing

    def _save_rows(self, listing: Listing) -> None:
        given = self.cleaned_data
        listing.places.all().delete()
        if given["country"]:
            listing.places.create(country=given["country"], city=given["city"])
        comes_with = {"included": given["included"], "extras": given["extras"]}
        Programme.objects.update_or_create(listing=listing, defaults=comes_with)


def complete_form(listing: Listing) -> ListingForm:
    """What is stored, checked as if it had just been typed."""
    typed = ListingForm(instance=listing)
    return ListingForm({field.name: field.initial for field in typed}, instance=listing)


def stored(listing: Listing) -> dict[str, Any]:
    """What the form shows that is kept in another shape, and what a new listing starts with."""
    if listing.pk is None:
        return {"universities": [each.pk for each in askable(listing)]}
    asked = listing.moderations.exclude(status=Moderation.Status.DROPPED)
    asked = asked.filter(university__in=askable(listing))
    pay = listing.pay_minor
    zone = ZoneInfo(listing.organisation.time_zone)
    place = listing.first_place
    programme = Programme.objects.filter(listing=listing).first() or Programme()
    return {
        "country": place.country if place else "",
        "city": place.city if place else "",
        "included": programme.included,
        "extras": programme.extras,
        "format": listing.format.slug,
        "skills": [skill.name for skill in listing.skills.all()],
        "apply_by": listing.apply_by and listing.apply_by.astimezone(zone).date(),
        "pay": None if pay is None else shown(pay, listing.currency),
        "universities": [each.university_id for each in asked],
    }


def shown(minor: int, currency: str) -> Decimal:
    """In the major unit, without decimals when they are all zero."""
    amount = major(minor, currency)
    whole = amount.to_integral_value()
    return whole if whole == amount else amount


def askable(listing: Listing) -> QuerySet[University]:
    """Universities that have not answered for good: all of them, for a new listing."""
    if listing.pk is None:
        return University.objects.all()
    final = [Moderation.Status.APPROVED, Moderation.Status.REJECTED]
    answered = listing.moderations.filter(status__in=final)
    return University.objects.exclude(pk__in=answered.values("university"))

"""What “Get matched with five” asks. All of it may stay empty; answers are the page's address."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import SkillsField
from accounts.models import Student, University
from listings.fields import Several
from listings.models import Listing
from listings.nearby import near
from listings.search import spoken
from marketplace.languages import language_choices

# The currencies a pay can be said in; others are converted on a listing's page.
CURRENCIES = ("USD", "EUR", "GBP", "CAD", "INR", "JPY")
KM = 50


def _day(label: Any, help_text: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class FiveForm(forms.Form):
    university = forms.ModelChoiceField(
        label=_("Where do you study?"),
        queryset=University.objects.order_by("name"),
        required=False,
        empty_label=_("Anywhere"),
        help_text=_("Each university decides what its own students can apply to."),
        error_messages={"invalid_choice": _("Choose one of the universities, or “Anywhere”.")},
    )
    field = forms.MultipleChoiceField(
        label=_("What would you like to do?"),
        choices=Listing.Field.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick any that appeal to you."),
    )
    skills = SkillsField(
        label=_("What can you do?"),
        most=15,
        required=False,
        help_text=_(
            "A few skills, separated by commas. For example: Excel, survey design, French."
        ),
    )
    hours = forms.IntegerField(
        label=_("Hours free in a week"),
        min_value=1,
        max_value=60,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": _("Write a whole number of hours.")},
    )
    free_from = _day(_("Free from"), _("Empty: any day."))
    free_until = _day(_("Done by"), _("Such as the day before your exams."))
    pay = forms.DecimalField(
        label=_("At least, for an hour"),
        min_value=1,
        max_value=1_000_000,
        max_digits=9,
        decimal_places=2,
        required=False,
        help_text=_("What you receive, after our fee."),
        error_messages={
            "invalid": _("Write an amount, such as 18 or 18.50."),
            "max_digits": _("That is more than anybody pays."),
        },
    )
    pay_in = forms.ChoiceField(
        label=_("in"), choices=[(code, code) for code in CURRENCIES], required=False
    )
    arrangement = forms.MultipleChoiceField(
        label=_("How would you work?"),
        choices=Listing.Arrangement.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: any of them."),
    )
    near = forms.CharField(
        label=_("Near a town"),
        max_length=80,
        required=False,
        help_text=_("Within 50 km, unless the work is remote."),
    )
    languages = Several(
        label=_("Languages you work in"),
        usual=[],
        most=6,
        choices=language_choices,
        required=False,
        help_text=_("None chosen: any language."),
    )
    home_only = forms.BooleanField(label=_("Not abroad"), required=False)

    def __init__(
        self, data: QueryDict | None = None, *, student: Student | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.student = student
        # What is abroad is said by where one's university is.
        del self.fields["home_only" if student is None else "university"]
        given = {*self.initial.get("languages", ()), *(data.getlist("languages") if data else ())}
        asked = given | {*spoken()}
        # Of the two hundred that there are, those that make a difference.
        self.fields["languages"].widget.choices = [
            choice for choice in language_choices() if choice[0] in asked
        ]

    def clean_near(self) -> Any:
        typed = self.cleaned_data["near"].replace("\0", "")
        found = near(typed, KM) if typed.strip() else None
        if typed.strip() and found is None:
            raise forms.ValidationError(
                _t("We know no town of this name. Write it as “Lisbon” or “Lisbon, Portugal”.")
            )
        return found

    def clean_free_until(self) -> date | None:
        until: date | None = self.cleaned_data["free_until"]
        if until and until < timezone.localdate():
            raise forms.ValidationError(_t("This day has passed."))
        if until and (begins := self.cleaned_data.get("free_from")) and until < begins:
            raise forms.ValidationError(_t("This is before the day you are free from."))
        return until

"""What analysts ask of a class, and what who is asked answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Student, University
from accounts.places import countries
from outcomes.calendar import today_at
from outcomes.models import Asked, Survey
from outcomes.models.surveys import last_day


class SurveyForm(forms.Form):
    graduates_in = forms.TypedChoiceField(
        label=gettext_lazy("Students who graduate in"),
        coerce=int,
        error_messages={"required": gettext_lazy("Choose a year.")},
    )
    closes_on = forms.DateField(
        label=gettext_lazy("They can answer until"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("They are reminded after one and after three weeks."),
    )

    def __init__(self, *args: Any, university: University, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today_at(university)
        self.initial.setdefault("closes_on", last_day(self.today))
        asked = Survey.objects.filter(university=university).values("graduates_in")
        years = Student.objects.filter(university=university, graduates_in__isnull=False)
        years = years.exclude(graduates_in__in=asked).order_by("-graduates_in")
        found = years.values_list("graduates_in", flat=True).distinct()
        field = self.fields["graduates_in"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(year, str(year)) for year in found]

    def clean_closes_on(self) -> date:
        day: date = self.cleaned_data["closes_on"]
        if not self.today < day <= self.today.replace(year=self.today.year + 1):
            raise forms.ValidationError(_("Choose a day after today, within a year."))
        return day


class AnswerForm(forms.ModelForm[Asked]):
    country = forms.ChoiceField(
        label=gettext_lazy("In which country"),
        required=False,
        choices=lambda: [("", "–"), *countries()],
    )
    helped = forms.TypedChoiceField(
        label=gettext_lazy("Did a project that you found here help you to get there?"),
        required=False,
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        coerce=lambda said: said == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Asked
        fields = ["destination", "place", "title", "country", "helped"]
        widgets = {"destination": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["destination"] = forms.ChoiceField(
            label=gettext_lazy("What are you doing now?"),
            choices=Asked.Destination.choices,
            widget=forms.RadioSelect,
            error_messages={"required": gettext_lazy("Choose what comes nearest.")},
        )
        said: dict[bool | None, str] = {None: "", True: "yes", False: "no"}
        self.initial["helped"] = said[self.instance.helped]

"""Days on which a student cannot work."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Blackout, Student

MOST = 20
# In one go, and from today.
MAX_DAYS, MAX_AHEAD = 120, 550


def _day(label: Any, missing: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": missing,
            "invalid": gettext_lazy("Enter the day as a date, such as 2026-12-01."),
        },
    )


class BlackoutForm(forms.ModelForm[Blackout]):
    first_day = _day(gettext_lazy("First day"), gettext_lazy("Enter the first day."))
    last_day = _day(gettext_lazy("Last day"), gettext_lazy("Enter the last day."))

    class Meta:
        model = Blackout
        fields = ["first_day", "last_day", "reason"]
        help_texts = {"reason": gettext_lazy("For example: exams. Your employer reads it.")}

    def __init__(self, *args: Any, student: Student, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.student = student

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = given.get("first_day"), given.get("last_day")
        if first and last:
            self._check(first, last)
        if self.instance.student.blackouts.not_over().count() >= MOST:
            self.add_error("first_day", _("You have %(most)d already.") % {"most": MOST})
        return given

    def _check(self, first: date, last: date) -> None:
        today = timezone.localdate()
        if last < first:
            self.add_error("last_day", _("Choose the first day, or a day after it."))
        elif last < today:
            self.add_error("last_day", _("Choose days that have not passed."))
        elif (last - first).days >= MAX_DAYS:
            self.add_error("last_day", _("Choose at most %(most)d days.") % {"most": MAX_DAYS})
        elif last > today + timedelta(days=MAX_AHEAD):
            self.add_error("last_day", _("Choose days within a year and a half."))

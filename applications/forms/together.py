"""What both sides settle while the work goes on: a later day, hours, how it is going."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applications.actions import MAX_DAYS_LATER
from applications.forms.bounds import check_held
from applications.forms.fields import day_field
from applications.models import CheckIn, Milestone, Placement

QUARTER = 15  # minutes


class MoreTimeForm(forms.Form):
    to_day = day_field(_("The new day"), _("Enter the new day."))
    reason = forms.CharField(
        label=_("Why"),
        max_length=600,
        help_text=_("The other side reads it, and decides by it."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say why.")},
    )

    def __init__(self, data: Any = None, *, milestone: Milestone, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.milestone = milestone

    def clean_to_day(self) -> date:
        day: date = self.cleaned_data["to_day"]
        now = self.milestone.hand_in_by
        if day <= now:
            raise ValidationError(
                _now("Choose a day after %(day)s: it is due then.") % {"day": _said(now)}
            )
        today = self.milestone.today
        if day < today:
            raise ValidationError(_now("Choose a day that has not passed where the student is."))
        latest = max(now, today) + timedelta(days=MAX_DAYS_LATER)
        if day > latest:
            raise ValidationError(_now("Choose a day up to %(day)s.") % {"day": _said(latest)})
        check_held(day, self.milestone)
        return day


class HoursField(forms.DecimalField):
    """1.5, 1,5 or 1.5 h: half of the world writes a comma."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.strip().lower().removesuffix("h").strip().replace(",", ".")
        return super().to_python(value)


class HoursForm(forms.Form):
    """`key` makes a form that is sent twice one entry."""

    day = day_field(_("Day"), _("Enter the day you worked."))
    hours = HoursField(
        label=_("How long"),
        min_value=Decimal("0.25"),
        max_value=24,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=_("In hours, to the quarter: 1.5 is an hour and a half."),
        error_messages={
            "required": _("Enter how long you worked."),
            "invalid": _("Enter the hours in figures, such as 1.5."),
            "min_value": _("Enter at least a quarter of an hour: 0.25."),
            "max_value": _("A day has 24 hours."),
            "max_decimal_places": _("Enter whole quarters of an hour, such as 1.25."),
        },
    )
    note = forms.CharField(label=_("What you did"), max_length=200, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)

    def __init__(self, data: Any = None, *, placement: Placement, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.placement = placement

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        started = self.placement.started_at
        first = timezone.localtime(started).date() if started else timezone.localdate()
        if day > timezone.localdate():
            raise ValidationError(_now("Choose today or a day before it."))
        if day < first:
            raise ValidationError(
                _now("The work began on %(day)s. Choose that day or a later one.")
                % {"day": _said(first)}
            )
        return day

    def clean_hours(self) -> int:
        """In minutes."""
        minutes: Decimal = self.cleaned_data["hours"] * 60
        if minutes % QUARTER:
            raise ValidationError(_now("Enter whole quarters of an hour, such as 1.25."))
        return int(minutes)


class CheckInForm(forms.Form):
    going = forms.ChoiceField(
        label=_("How is it going?"),
        choices=CheckIn.Going.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it is going.")},
    )
    word = forms.CharField(max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, data: Any = None, *, side: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["word"].label = (
            _now("What would help you in the second half?")
            if side == CheckIn.Side.STUDENT
            else _now("What should they do more of, or differently?")
        )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        trouble = given.get("going") in {CheckIn.Going.MIXED, CheckIn.Going.BADLY}
        if trouble and not given.get("word"):
            self.add_error("word", _now("Say what the trouble is: the other side can only guess."))
        return given


def _said(day: date) -> str:
    return date_format(day, "D j M Y")

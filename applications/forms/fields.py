from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Choices
from django.utils.translation import gettext_lazy as _


def day_field(label: Any, missing: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": missing,
            "invalid": _("Enter the day as a date, such as 2026-12-01."),
        },
        **more,
    )


def choice_field(label: Any, choices: type[Choices], missing: Any) -> forms.ChoiceField:
    """One of a few, as radio buttons."""
    return forms.ChoiceField(
        label=label,
        choices=choices.choices,
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": missing},
    )


def hours_field(label: Any, missing: Any, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=most,
        error_messages={
            "required": missing,
            "invalid": _("Enter the hours as a number, such as 10."),
            "min_value": _("Enter at least one hour."),
        },
    )

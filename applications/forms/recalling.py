"""Why a university takes a listing back."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class RecallForm(forms.Form):
    words = forms.CharField(
        label=_("Why"),
        min_length=20,
        max_length=800,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The employer and every student of yours who applied read it, word for word."),
        error_messages={
            "required": _("Say why: who applied wants to know."),
            "min_length": _("Say why in a sentence, so that they understand it."),
        },
    )
    freeze = forms.BooleanField(
        label=_("Hold back the pay for their work, too"),
        required=False,
        help_text=_(
            "For five working days nothing is released, so that Foothold can look at it. Choose "
            "it only where something may be wrong with the money or the work."
        ),
    )

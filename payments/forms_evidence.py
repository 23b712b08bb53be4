"""What our staff send to a payer's bank. The names of the fields are Stripe's."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from payments.evidence import LONGEST


def _text(label: Any, rows: int) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class EvidenceForm(forms.Form):
    product_description = forms.CharField(
        label=gettext_lazy("What was paid for"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Say what was paid for.")},
    )
    customer_name = forms.CharField(label=gettext_lazy("Who paid"), max_length=300, required=False)
    customer_email_address = forms.EmailField(
        label=gettext_lazy("Their address"),
        required=False,
        error_messages={"invalid": gettext_lazy("Enter a whole e-mail address, or none.")},
    )
    service_date = forms.CharField(
        label=gettext_lazy("Work handed in on"), max_length=40, required=False
    )
    access_activity_log = _text(gettext_lazy("What happened, and when"), 8)
    uncategorized_text = _text(gettext_lazy("Work, messages and agreement"), 16)

    def said(self) -> dict[str, str]:
        """What is filled in."""
        return {name: text for name, text in self.cleaned_data.items() if text}

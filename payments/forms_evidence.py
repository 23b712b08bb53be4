"""What our staff send to a payer's bank. The names of the fields are Stripe's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payments.evidence import LONGEST
from payments.evidence_files import TOGETHER, Draft
from payments.models import EvidenceFile


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

    attached = forms.MultipleChoiceField(
        label=gettext_lazy("Files that go with it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Read them below first. Leave out what is nobody’s business."),
    )

    def __init__(self, *args: Any, offered: Iterable[EvidenceFile.Field], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["attached"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(each.value, each.label) for each in offered]
        field.initial = [each.value for each in offered]

    def said(self) -> dict[str, str]:
        """What is filled in."""
        words = {name: text for name, text in self.cleaned_data.items() if name != "attached"}
        return {name: text for name, text in words.items() if text}

    def chosen(self) -> list[EvidenceFile.Field]:
        return [EvidenceFile.Field(each) for each in self.cleaned_data["attached"]]

    def is_small_enough(self, drafts: list[Draft]) -> bool:
        """If not, it says so."""
        fits = sum(len(each.content) for each in drafts) <= TOGETHER
        if not fits:
            self.add_error("attached", _("Together they are larger than 4.5 MB. Leave one out."))
        return fits

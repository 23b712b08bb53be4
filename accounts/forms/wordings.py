"""A university's own words in mails to its students."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import wordings
from accounts.models import Wording


class WordingForm(forms.Form):
    """`known`: what may stand in braces, with what it is in the sample."""

    subject = forms.CharField(
        label=gettext_lazy("Subject"),
        max_length=Wording.SUBJECT,
        required=False,
        help_text=gettext_lazy("Empty: ours."),
    )
    intro = forms.CharField(
        label=gettext_lazy("First line"),
        max_length=Wording.INTRO,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("Stands after the greeting, before what we say. Empty: nothing."),
    )

    def __init__(
        self, data: Any = None, *, known: Mapping[str, str], initial: dict[str, str] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.known = known

    def clean_subject(self) -> str:
        return self._checked(" ".join(self.cleaned_data["subject"].split()))

    def clean_intro(self) -> str:
        return self._checked(self.cleaned_data["intro"].strip())

    def _checked(self, text: str) -> str:
        if strange := wordings.unknown(text, self.known):
            names = ", ".join(f"{{{name}}}" for name in self.known)
            raise forms.ValidationError(
                _("“%(strange)s” stands for nothing here. You can write %(names)s.")
                % {"strange": strange, "names": names}
            )
        return text

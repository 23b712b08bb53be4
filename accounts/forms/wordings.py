"""A university's own words in mails to its students."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import wordings
from accounts.models import Wording
from notifications.kinds import Kind


class WordingForm(forms.Form):
    """`known`: what may stand in braces, with what it is in the sample. A subject only where
    there may be one: it names what it is about, as ours do."""

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
        self,
        data: Any = None,
        *,
        kind: Kind,
        known: Mapping[str, str],
        initial: dict[str, str] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.known = known
        if not wordings.may_have_subject(kind):
            del self.fields["subject"]
        elif "title" in known:
            self.fields["subject"].help_text = _("With {title} in it. Empty: ours.")

    def clean_subject(self) -> str:
        subject = self._checked(" ".join(self.cleaned_data["subject"].split()))
        if subject and "title" in self.known and "{title}" not in subject:
            text = _("Write {title} where the project is named: a list shows the subject alone.")
            raise forms.ValidationError(text)
        return subject

    def clean(self) -> dict[str, Any]:
        return {"subject": "", **(super().clean() or self.cleaned_data)}

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

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.criteria import LONGEST, MOST
from applications.models import Criterion
from listings.fields import Lines

VALUES = [(1, "1"), (2, "2"), (3, "3"), (4, "4"), ("", _("Skip"))]


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Add a note"),
        max_length=1000,
        help_text=_("Your organisation reads it, the student does not. Keep to the work."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the note first.")},
    )


class CriteriaForm(forms.Form):
    criteria = Lines(
        label=_("Criteria"),
        most=MOST,
        longest=LONGEST,
        help_text=_("One per line, five at most. What would a good application show?"),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Name at least one.")},
    )

    def clean_criteria(self) -> list[str]:
        return list(dict.fromkeys(self.cleaned_data["criteria"]))


class ScoreForm(forms.Form):
    """A choice of 1 to 4 for each criterion."""

    def __init__(self, *args: Any, criteria: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for criterion in criteria:
            self.fields[criterion.key] = forms.TypedChoiceField(
                label=criterion.words,
                choices=VALUES,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )

    def values(self) -> dict[str, int | None]:
        """Only of what was asked: what the form did not know is left as it is."""
        return {name: self.cleaned_data[name] for name in self.fields if name in self.data}

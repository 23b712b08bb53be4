from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applications.models import Report


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What is wrong"),
        choices=Report.Reason,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong.")},
    )
    note = forms.CharField(
        label=_("What we should know"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("reason") == Report.Reason.OTHER and not given.get("note"):
            self.add_error("note", _now("Say in a few words what is wrong."))
        return given


class AnswerReportForm(forms.Form):
    """What our staff do about a report; only what can be done to the kind of thing it is of."""

    DISMISS, HIDE, DOWN, REFUSE = "dismiss", "hide", "down", "refuse"
    LEAST_WORDS = 20

    action = forms.ChoiceField(
        label=_("What you do"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you do.")},
    )
    words = forms.CharField(
        label=_("Why, for the employer"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "They read it word for word: what breaks which rule. Name nobody who reported it."
        ),
    )

    def __init__(self, *args: Any, kind: str, possible: bool, **kwargs: Any) -> None:
        """`possible`: there still is something that can be taken away."""
        super().__init__(*args, **kwargs)
        field = self.fields["action"]
        assert isinstance(field, forms.ChoiceField)
        acts = {
            Report.Kind.MESSAGE: (self.HIDE, _("Take the message away: both sides see that")),
            Report.Kind.QUESTION: (self.HIDE, _("Take the question away: who asked is told")),
            Report.Kind.LISTING: (self.DOWN, _("Take the listing off the site")),
            Report.Kind.ORGANISATION: (
                self.REFUSE,
                _("Refuse the organisation: nothing of it is shown"),
            ),
        }
        dismiss = (self.DISMISS, _("Nothing is wrong: leave it"))
        field.choices = [acts[Report.Kind(kind)], dismiss] if possible else [dismiss]
        if kind != Report.Kind.LISTING or not possible:
            del self.fields["words"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        words = given.get("words") or ""
        if given.get("action") == self.DOWN and len(words) < self.LEAST_WORDS:
            self.add_error("words", _now("Say why, so that they understand it."))
        return given

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from listings.models import Question
from listings.wording import ways_around


def no_contacts(text: str) -> None:
    """What everybody will read leads nobody away. Raises ValidationError."""
    if found := ways_around([text]):
        raise ValidationError(found)


class QuestionForm(forms.Form):
    text = forms.CharField(
        label=_("Your question"),
        min_length=Question.SHORTEST,
        max_length=Question.LONGEST,
        help_text=_("What others may wonder, too. Nobody reads who asked."),
        widget=forms.Textarea(attrs={"rows": 4}),
        validators=[no_contacts],
        error_messages={
            "required": _("Write your question."),
            "min_length": _("Say a little more: at least %(limit_value)d characters."),
        },
    )


class AnswerForm(forms.Form):
    """`action`: what is done with the question; each needs its own words."""

    ACTIONS = ("answer", "publish", "decline", "hide", "show")

    answer = forms.CharField(
        label=_("Your answer"),
        max_length=Question.LONGEST_ANSWER,
        help_text=_("Everybody who can see the listing reads it, beside the question."),
        widget=forms.Textarea(attrs={"rows": 6}),
        validators=[no_contacts],
        error_messages={"required": _("Write your answer.")},
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        help_text=_("Only the student who asked reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why, so that the student is not left to wonder.")},
    )
    action = forms.ChoiceField(choices=[(each, each) for each in ACTIONS], initial="answer")

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        action = (data or {}).get("action")
        self.fields["answer"].required = action in {None, "answer"}
        self.fields["reason"].required = action in {None, "decline", "hide"}


class HideForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is hidden"),
        max_length=300,
        help_text=_("The student who asked and the employer read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why it is hidden.")},
    )

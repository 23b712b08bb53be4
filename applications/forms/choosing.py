from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from applications.models.application import NAME
from listings.models import Listing

# What looks like something that would be filled in: {foo}, {0}, { Name }.
BRACES = re.compile(r"\{[\w .-]{0,40}\}")


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why"),
        choices=Application.DeclineReason,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )
    note = forms.CharField(
        label=_("A word to the student"),
        max_length=600,
        required=False,
        help_text=_(
            "The student receives the reason and this note. Change it as you like: {name} becomes "
            "their first name."
        ),
        widget=forms.Textarea(attrs={"rows": 7}),
    )

    def __init__(self, *args: Any, listing: Listing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The words to start from quote these, whatever stands in them.
        self.quoted = f"{listing.title} {listing.organisation}"

    def clean_note(self) -> str:
        note: str = self.cleaned_data["note"]
        for braces in BRACES.findall(note):
            if braces != NAME and braces not in self.quoted:
                raise forms.ValidationError(
                    _now(
                        "Students would read “%(braces)s” as it stands here: only %(name)s becomes "
                        "something else. Write it out, or take it away."
                    )
                    % {"braces": braces, "name": NAME}
                )
        return note


def kind_words(application: Application) -> str:
    """A note to start from: true of everybody, and easy to make particular."""
    name = NAME if application.is_blind else application.student.user.first_name
    return kind_words_to_all(application.listing).replace(NAME, name)


def kind_words_to_all(listing: Listing) -> str:
    return _now(
        "Dear %(name)s,\n\nThank you for the time you put into your application for “%(title)s”. "
        "We read it with care, and have decided to go on with others this time. That is no "
        "judgement of what you can do.\n\nWe wish you well with the next one.\n%(organisation)s"
    ) % {
        "name": NAME,
        "title": listing.title,
        "organisation": listing.organisation,
    }

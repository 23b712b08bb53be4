from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from applications.models.application import NAME
from listings.models import Listing


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

"""What a university's staff say of an organisation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from listings.models import OrganisationNote, Standing


class StandingForm(forms.Form):
    status = forms.ChoiceField(
        label=_("Your students and this organisation"),
        choices=Standing.Status.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three.")},
    )
    proof = forms.ChoiceField(
        label=_("How you made sure who they are"),
        choices=Standing.Proof.choices,
        required=False,
    )
    reason = forms.CharField(
        label=_("Why, for your own staff"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only your career centre reads it. Needed to suspend or block."),
    )
    words = forms.CharField(
        label=_("What the employer and your students read"),
        max_length=800,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed to block: its listings are taken back from your students with it."),
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        status = given.get("status")
        if status in (Standing.Status.SUSPENDED, Standing.Status.BLOCKED):
            if not given.get("reason", "").strip():
                self.add_error("reason", _now("Say why: your colleagues will want to know."))
            if status == Standing.Status.BLOCKED and len(given.get("words", "").strip()) < 20:
                self.add_error("words", _now("Say why in a sentence, so that they understand it."))
        return given


class OrganisationNoteForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[
            (OrganisationNote.Kind.NOTE.value, OrganisationNote.Kind.NOTE.label),
            (OrganisationNote.Kind.CONTACT.value, OrganisationNote.Kind.CONTACT.label),
        ],
        initial=OrganisationNote.Kind.NOTE.value,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Text"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For a contact: name, what they do, how to reach them. Yours alone."),
        error_messages={"required": _("Write something first.")},
    )

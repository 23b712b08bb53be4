"""Asking somebody to act for an organisation."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Membership, Organisation


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("Their e-mail address"),
        max_length=254,
        help_text=gettext_lazy("They sign in with this address, or create an account with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("As"),
        choices=[
            (Membership.Role.MEMBER.value, gettext_lazy("A member: does the work")),
            (Membership.Role.OWNER.value, gettext_lazy("An owner: also says who belongs here")),
        ],
        initial=Membership.Role.MEMBER.value,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what they may do.")},
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        # Whether they have an account elsewhere is not for others to learn.
        if self.organisation.memberships.filter(user__email=email).exists():
            raise forms.ValidationError(_("They belong to your organisation already."))
        return email

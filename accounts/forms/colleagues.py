"""Asking somebody to work in a career centre, and saying what they may do there."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role, University

DOMAIN = re.compile(
    r"(?=.{4,100}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z]"
)
MOST_DOMAINS = 50
# What each may do, in a line, by its value.
WHAT: dict[str, Any] = {
    Role.MODERATOR.value: gettext_lazy("Decides which listings your students see."),
    Role.FUNDER.value: gettext_lazy("Pays into budgets, and funds projects from them."),
    Role.ANALYST.value: gettext_lazy("Reads and exports outcomes, small numbers too."),
    Role.ADMINISTRATOR.value: gettext_lazy(
        "Says who works here, how people sign in, and what the university’s pages look like."
    ),
}


def roles_field() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=gettext_lazy("What they may do"),
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one.")},
    )


class StaffInviteForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("Their e-mail address"),
        max_length=254,
        help_text=gettext_lazy("They sign in with this address, or create an account with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    roles = roles_field()

    def __init__(self, *args: Any, university: University, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.university = university

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if self.university.staff.filter(user__email=email).exists():
            raise forms.ValidationError(_("They work here already."))
        return email


class RolesForm(forms.Form):
    roles = roles_field()


class StaffDomainsForm(forms.Form):
    domains = forms.CharField(
        label=gettext_lazy("E-mail domains of your staff"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy(
            "One on each line, such as careers.uni.edu. Only addresses there can be asked to join. "
            "None: any address can."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )

    def clean_domains(self) -> list[str]:
        names = self.cleaned_data["domains"].lower().replace(",", " ").split()
        tidy = {name.removeprefix("@").rstrip(".") for name in names}
        for name in sorted(tidy):
            if not DOMAIN.fullmatch(name):
                raise forms.ValidationError(
                    _("“%(name)s” is not a domain. Write the part after @, as uni.edu.")
                    % {"name": name[:60]}
                )
        if len(tidy) > MOST_DOMAINS:
            raise forms.ValidationError(
                _("That are too many: %(most)d at most.") % {"most": MOST_DOMAINS}
            )
        return sorted(tidy)

"""How each kind of message comes, for who gets it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import actions
from accounts.models import User
from notifications.kinds import KINDS, Group, How, Kind


@dataclass(frozen=True)
class Part:
    """A group of kinds: what can be chosen, and what always comes."""

    key: str
    label: str
    fields: list[BoundField]
    always: list[Kind]


class PreferencesForm(forms.Form):
    quiet_from = forms.TimeField(
        label=gettext_lazy("From"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    quiet_until = forms.TimeField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.kinds = {
            _name(kind): kind for kind in KINDS.values() if user.kind in kind.to and kind.on_site
        }
        for name in ("quiet_from", "quiet_until"):
            self.fields[name].initial = getattr(user, name)
        said = dict(user.preferences.values_list("kind", "how"))
        for name, kind in self.kinds.items():
            if kind.may_turn_off:
                self.fields[name] = forms.ChoiceField(
                    label=str(kind.label),
                    choices=How.choices,
                    initial=said.get(kind.template, kind.how),
                )

    def parts(self) -> list[Part]:
        """The groups in which this person gets anything."""
        parts = []
        for group in Group:
            inside = {name: kind for name, kind in self.kinds.items() if kind.group == group}
            if inside:
                fields = [self[name] for name in inside if name in self.fields]
                always = [kind for kind in inside.values() if not kind.may_turn_off]
                parts.append(Part(group.value, str(group.label), fields, always))
        return parts

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if {"quiet_from", "quiet_until"} & set(self.errors):
            return given
        start, end = given.get("quiet_from"), given.get("quiet_until")
        if (start is None) != (end is None):
            missing = "quiet_from" if start is None else "quiet_until"
            self.add_error(missing, _("Write both times, or leave both empty for no quiet hours."))
        elif start is not None and start == end:
            self.add_error("quiet_until", _("Write another time than the one they begin at."))
        return given

    def save(self) -> None:
        given = self.cleaned_data
        chosen = {
            kind.template: How(given[name]) for name, kind in self.kinds.items() if name in given
        }
        actions.choose_mail(self.user, chosen, given["quiet_from"], given["quiet_until"])


def _name(kind: Kind) -> str:
    return kind.template.replace("/", "-")

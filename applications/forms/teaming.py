"""Putting a team together."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import UniversityDomain
from applications.actions.teaming import PERCENT
from applications.models import Application, TeamMember
from marketplace.money import display, major, split_by, to_minor

IN_PERCENT, IN_MONEY = "percent", "money"


class NameForm(forms.Form):
    email = forms.EmailField(
        label=_("Their university e-mail address"),
        max_length=254,
        help_text=_("We write to them, and they confirm here. They may not have an account yet."),
        error_messages={
            "required": _("Enter their e-mail address."),
            "invalid": _("Enter a whole address, such as ada@students.example.edu."),
        },
    )

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        domain = email.rpartition("@")[2]
        if not UniversityDomain.objects.covering(domain).exists():
            raise forms.ValidationError(
                _("We know no university of this address. Use the one their university gave them.")
            )
        return email


class SharesForm(forms.Form):
    """Everybody's share, in percent or in money; it has to be all of it, to the cent."""

    kind = forms.ChoiceField(
        label=_("Shares"),
        choices=[(IN_PERCENT, _("In percent")), (IN_MONEY, _("In money"))],
        widget=forms.RadioSelect,
        initial=IN_PERCENT,
    )

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        self.listing = application.listing
        self.team = list(application.members.select_related("student__user"))
        super().__init__(*args, **{**kwargs, "initial": self._initial()})
        for member in self.team:
            self.fields[_name(member)] = forms.DecimalField(
                label=str(member),
                max_digits=12,
                decimal_places=3,
                error_messages={
                    "required": _("Enter a share."),
                    "invalid": _("Enter a share in figures, such as 33.34."),
                },
            )

    def _initial(self) -> dict[str, Any]:
        """In percent, of shares that are kept in percent; else in money."""
        whole = sum(member.share for member in self.team)
        minor, currency = self.listing.student_minor, self.listing.currency
        in_percent = whole in {PERCENT, len(self.team)}
        if in_percent:
            parts = split_by(PERCENT, [member.share for member in self.team])
            shares = [Decimal(part) / 100 for part in parts]
        else:
            parts = split_by(minor, [member.share for member in self.team])
            shares = [major(part, currency) for part in parts]
        named = zip(self.team, shares, strict=True)
        return {
            "kind": IN_PERCENT if in_percent else IN_MONEY,
            **{_name(member): share for member, share in named},
        }

    @property
    def share_fields(self) -> list[forms.BoundField]:
        return [self[_name(member)] for member in self.team]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return given
        self.weights = {member.pk: self._weight(member) for member in self.team}
        if self.errors:
            return given
        whole = PERCENT if given["kind"] == IN_PERCENT else self.listing.student_minor
        if sum(self.weights.values()) != whole:
            self.add_error(None, self._not_all(whole))
        return given

    def _not_all(self, whole: int) -> str:
        total = sum(self.weights.values())
        if self.cleaned_data["kind"] == IN_PERCENT:
            said = _now("The shares make %(total)s %%; together they have to be 100 %%.")
            return said % {"total": Decimal(total) / 100}
        said = _now("The shares make %(total)s; together they have to be %(whole)s.")
        currency = self.listing.currency
        return said % {"total": display(total, currency), "whole": display(whole, currency)}

    def _weight(self, member: TeamMember) -> int:
        given: Decimal = self.cleaned_data[_name(member)]
        if given <= 0:
            self.add_error(_name(member), _("Everybody in a team receives something."))
            return 0
        try:
            if self.cleaned_data["kind"] == IN_PERCENT:
                return int_of(given * 100)
            return to_minor(given, self.listing.currency)
        except ValueError:
            self.add_error(_name(member), _("Use at most two decimals."))
            return 0

    def shares(self) -> dict[UUID, int]:
        return self.weights


def int_of(number: Decimal) -> int:
    """Raises ValueError: it is not a whole number."""
    if number != number.to_integral_value():
        raise ValueError(number)
    return int(number)


def _name(member: TeamMember) -> str:
    return f"share_{member.pk}"

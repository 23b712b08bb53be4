"""Which way money goes, and how much: the part of a listing's form."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import LongSelect
from listings.fields import OneOf
from listings.models import Direction, Listing
from listings.quotes import too_many_decimals
from marketplace.currencies import currency_choices
from marketplace.money import MAX_MINOR, MoneyField, major, to_minor

# What the employer pays is asked of these.
EMPLOYER_PAYS = (Direction.PAID, Direction.EXPENSES)
DIRECTION_HINTS = {
    Direction.PAID: _("You pay a fixed price for the project."),
    Direction.EXPENSES: _("You pay what it costs the student, and nothing for the work."),
    Direction.SIMULATION: _("An exercise with a model answer. Nobody pays."),
    Direction.STUDENT_PAYS: _("The student pays you for the programme."),
}


def grouped_currencies() -> list[Any]:
    usual, others, rest = currency_choices()
    groups = [
        (_now("Used most"), usual),
        (_now("We also pay in"), others),
        (_now("We cannot pay in yet"), rest),
    ]
    return [group for group in groups if group[1]]


class MoneyPart(forms.Form):
    direction = OneOf(
        label=_("Who pays"),
        usual=Direction.PAID,
        choices=Direction.choices,
        widget=forms.RadioSelect,
    )
    currency = forms.ChoiceField(
        label=_("Currency"), choices=grouped_currencies, widget=LongSelect, initial="USD"
    )
    pay = MoneyField(
        label=_("What you pay for each place"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=_("For the whole project. Our fee comes out of it; nothing is added to it."),
    )
    programme_fee = MoneyField(
        label=_("What one student pays"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=_("For the whole programme, with everything that is included."),
    )

    @property
    def chosen_direction(self) -> str:
        """As typed; of a listing whose direction is fixed, as it stands."""
        return str(
            self["direction"].value()
            or self.get_initial_for_field(self.fields["direction"], "direction")
        )

    @property
    def employer_pays(self) -> bool:
        return self.chosen_direction in EMPLOYER_PAYS

    def clean_currency(self) -> str:
        return self.cleaned_data["currency"] or settings.CURRENCIES[0]

    def clean_money(self, given: dict[str, Any]) -> None:
        """Amounts in minor units: each direction has its own, and none of the other's."""
        direction = given.get("direction")
        pay, fee = self._minor(given, "pay"), self._minor(given, "programme_fee")
        given["pay_minor"] = pay if direction in EMPLOYER_PAYS else 0
        given["programme_fee_minor"] = fee if direction == Direction.STUDENT_PAYS else None

    def _minor(self, given: Mapping[str, Any], name: str) -> int | None:
        amount, currency = given.get(name), given.get("currency")
        if amount is None or not currency:
            return None
        try:
            minor = to_minor(amount, currency)
        except ValueError:
            self.add_error(name, too_many_decimals(currency))
            return None
        if minor > MAX_MINOR:
            self.add_error(name, _("That is more than a project here can pay."))
            return None
        return minor


def stored_money(listing: Listing) -> dict[str, Any]:
    pay, fee = listing.pay_minor, listing.programme_fee_minor
    asked = listing.direction in EMPLOYER_PAYS
    return {
        "pay": shown(pay, listing.currency) if asked and pay is not None else None,
        "programme_fee": None if fee is None else shown(fee, listing.currency),
    }


def shown(minor: int, currency: str) -> Decimal:
    """In the major unit, without decimals when they are all zero."""
    amount = major(minor, currency)
    whole = amount.to_integral_value()
    return whole if whole == amount else amount

"""What a price means, before anything is posted: the fee, what the student receives, per hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.fields import OneOf
from listings.models import Direction, Listing
from listings.rules import too_little
from marketplace.currencies import EXPONENTS
from marketplace.money import (
    MAX_MINOR,
    MoneyField,
    display,
    for_all,
    per_hour,
    platform_fee,
    to_minor,
)

type Row = dict[str, str]


@dataclass(frozen=True)
class Quote:
    """Rows for `_money.html`, a line under them, and what is wrong with the price, if anything."""

    rows: list[Row] = field(default_factory=list)
    note: str = ""
    problem: str = ""


class Figures(forms.Form):
    """The figures of the listing's form that a quote is made of; any may be missing."""

    direction = OneOf(usual=Direction.PAID, choices=Direction.choices, required=False)
    pay = MoneyField(required=False)
    programme_fee = MoneyField(required=False)
    currency = forms.ChoiceField(choices=[(code, code) for code in EXPONENTS])
    total_hours = forms.IntegerField(required=False, min_value=1, max_value=2000)
    openings = forms.IntegerField(required=False, min_value=1, max_value=50)


def quote_of(data: Mapping[str, Any]) -> Quote:
    """A quote for what was typed so far."""
    figures = Figures(data)
    figures.is_valid()
    given = figures.cleaned_data
    direction, currency = given.get("direction", Direction.PAID), given.get("currency")
    name = "programme_fee" if direction == Direction.STUDENT_PAYS else "pay"
    if direction == Direction.SIMULATION:
        return unpaid()
    amount = given.get(name)
    if name in figures.errors or amount is None or not currency:
        return Quote(problem=" ".join(map(str, figures[name].errors)))
    try:
        minor = to_minor(amount, currency)
    except ValueError:
        return Quote(problem=too_many_decimals(currency))
    if minor > MAX_MINOR:
        return Quote(problem=_("That is more than a project here can pay."))
    if direction == Direction.STUDENT_PAYS:
        return programme_fee(minor, currency)
    places = given.get("openings") or 1
    return quote(minor, currency, given.get("total_hours"), places, direction)


def quote_for(listing: Listing) -> Quote:
    if listing.direction == Direction.SIMULATION:
        return unpaid()
    if listing.direction == Direction.STUDENT_PAYS:
        fee = listing.programme_fee_minor
        return Quote() if fee is None else programme_fee(fee, listing.currency)
    if listing.pay_minor is None:
        return Quote()
    hours, places = listing.total_hours, listing.openings
    return quote(listing.pay_minor, listing.currency, hours, places, listing.direction)


def unpaid() -> Quote:
    return Quote(note=_("Nobody pays. Posting is free."))


def programme_fee(minor: int, currency: str) -> Quote:
    """`minor` is what a student pays the provider, in minor units of `currency`."""
    rows = [{"label": _("Each student pays you"), "amount": display(minor, currency)}]
    return Quote(rows, _("You pay the student nothing. Students see this before all else."))


def too_many_decimals(currency: str) -> str:
    if not EXPONENTS[currency]:
        return _("%(c)s has no decimals.") % {"c": currency}
    return _("That is more decimals than %(c)s has.") % {"c": currency}


def quote(
    minor: int, currency: str, hours: int | None, places: int, direction: str = Direction.PAID
) -> Quote:
    """`minor` is what the employer pays for one place, in minor units of `currency`."""
    expenses = direction == Direction.EXPENSES
    received = _("The student receives for expenses") if expenses else _("The student receives")
    fee = platform_fee(minor)
    rows = [
        {"label": _("You pay"), "amount": display(minor, currency)},
        {"label": fee_label(), "amount": f"−{display(fee, currency)}"},
        {"label": received, "amount": display(minor - fee, currency)},
    ]
    # Expenses are no wage: an hour of it is worth nothing.
    note = _note(minor, fee, currency, None if expenses else hours, places)
    return Quote(rows, note, too_little(minor, currency, hours, direction))


def fee_label() -> str:
    return _("Foothold's fee, %(rate)s") % {"rate": fee_rate()}


def fee_rate() -> str:
    """10 %: from basis points."""
    return f"{settings.PLATFORM_FEE_BPS / 100:g}\u00a0%"


def _note(minor: int, fee: int, currency: str, hours: int | None, places: int) -> str:
    parts = []
    if hours:
        parts.append(
            _("%(rate)s an hour to the student.")
            % {"rate": display(per_hour(minor - fee, hours), currency)}
        )
    if places > 1:
        parts.append(
            ngettext(
                "For %(n)d place you pay %(amount)s in all.",
                "For all %(n)d places you pay %(amount)s.",
                places,
            )
            % {"n": places, "amount": display(for_all(minor, places), currency)}
        )
    parts.append(_("You pay when a student has accepted your offer. Posting is free."))
    return " ".join(parts)

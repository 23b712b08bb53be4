"""What a price means, before anything is posted: the fee, what the student receives, per hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.models import Listing
from listings.rules import too_little
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
    """The four figures of the listing's form that a quote is made of; any may be missing."""

    pay = MoneyField(required=False)
    currency = forms.ChoiceField(choices=[(code, code) for code in settings.CURRENCIES])
    total_hours = forms.IntegerField(required=False, min_value=1, max_value=2000)
    openings = forms.IntegerField(required=False, min_value=1, max_value=50)


def quote_of(data: Mapping[str, Any]) -> Quote:
    """A quote for what was typed so far."""
    figures = Figures(data)
    figures.is_valid()
    given = figures.cleaned_data
    pay, currency = given.get("pay"), given.get("currency")
    if "pay" in figures.errors or pay is None or not currency:
        return Quote(problem=" ".join(map(str, figures["pay"].errors)))
    try:
        minor = to_minor(pay, currency)
    except ValueError:
        return Quote(problem=_("That is more decimals than %(c)s has.") % {"c": currency})
    if minor > MAX_MINOR:
        return Quote(problem=_("That is more than a project here can pay."))
    return quote(minor, currency, given.get("total_hours"), given.get("openings") or 1)


def quote_for(listing: Listing) -> Quote:
    if listing.pay_minor is None:
        return Quote()
    return quote(listing.pay_minor, listing.currency, listing.total_hours, listing.openings)


def quote(minor: int, currency: str, hours: int | None, places: int) -> Quote:
    """`minor` is what the employer pays for one place, in minor units of `currency`."""
    fee = platform_fee(minor)
    rows = [
        {"label": _("You pay"), "amount": display(minor, currency)},
        {"label": fee_label(), "amount": f"− {display(fee, currency)}"},
        {"label": _("The student receives"), "amount": display(minor - fee, currency)},
    ]
    return Quote(
        rows, _note(minor, fee, currency, hours, places), too_little(minor, currency, hours)
    )


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

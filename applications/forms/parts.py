from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applications.forms.fields import day_field
from marketplace.money import MoneyField, display, exponent, to_minor

# The least one milestone pays, in the currency's major unit: each is a payment of its own.
MIN_PART = 5
MAX_TITLE = 400


class PartForm(forms.Form):
    """One milestone. A row that is left empty is no milestone."""

    title = forms.CharField(
        label=_("What is handed in"),
        max_length=MAX_TITLE,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say what is handed in.")},
    )
    due_on = day_field(_("Due on"), _("Enter the day this part is due."))
    amount = MoneyField(label=_("Amount"))

    def __init__(self, data: Any = None, *, number: int, currency: str, **kwargs: Any) -> None:
        super().__init__(data, use_required_attribute=False, **kwargs)
        self.number = number
        self.currency = currency

    def add_error(self, field: str | None, error: Any) -> None:
        """Up to four parts stand on one page: each error says of which part it is."""
        said = error if isinstance(error, forms.ValidationError) else forms.ValidationError(error)
        part = _now("Part %(number)d") % {"number": self.number}
        super().add_error(field, [f"{part}: {text}" for text in said.messages])

    def clean_title(self) -> str:
        # One line: it also stands in the subjects of mails.
        return " ".join(self.cleaned_data["title"].split())

    def clean_amount(self) -> int | None:
        amount: Decimal | None = self.cleaned_data["amount"]
        if amount is None:
            return None
        minor = minor_of(amount, self.currency)
        if minor < MIN_PART * 10 ** exponent(self.currency):
            raise forms.ValidationError(
                _now("Each part pays at least %(least)s.")
                % {"least": display(MIN_PART * 10 ** exponent(self.currency), self.currency)}
            )
        return minor


def minor_of(amount: Decimal, currency: str) -> int:
    try:
        return to_minor(amount, currency)
    except ValueError:
        raise forms.ValidationError(
            _now("Enter an amount in figures, such as 720 or 720.50.")
        ) from None

"""Money: integers in a currency's minor unit. The only arithmetic on amounts is here."""

import re
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from math import ceil, floor
from typing import Any

from babel import Locale
from babel.numbers import format_currency
from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from marketplace.currencies import EXPONENTS

# Largest amount we handle, in minor units: far above any project, far below 2**53.
MAX_MINOR = 100_000_000_00


@dataclass(frozen=True)
class Money:
    """An amount in minor units of one currency. Two currencies do not add."""

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other).minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return display(self.minor, self.currency)

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add")
        return other


def exponent(currency: str) -> int:
    """Decimals of `currency`. Raises KeyError for a currency we do not handle."""
    return EXPONENTS[currency]


def major(minor: int, currency: str) -> Decimal:
    """`minor` in the currency's major unit, exact."""
    return Decimal(minor).scaleb(-exponent(currency))


def to_minor(amount: Decimal, currency: str) -> int:
    """Minor units of `amount` in the major unit.

    Raises:
        ValueError: `amount` has more decimals than the currency.
    """
    scaled = amount.scaleb(exponent(currency))
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{amount} has too many decimals for {currency}")
    return int(scaled)


def display(minor: int, currency: str, *, cents: bool = True) -> str:
    """For people, in the active language: $648.00, or $648 with `cents=False` when it is round.

    A currency that we do not handle is shown as it is counted. Less than nothing has a minus, not a
    hyphen: −$41.11.
    """
    return _displayed(minor, currency, cents, (get_language() or "en").replace("-", "_"))


# The same prices stand on many pages, and some of them often.
@lru_cache(maxsize=8192)
def _displayed(minor: int, currency: str, cents: bool, locale: str) -> str:
    decimals = EXPONENTS.get(currency)
    if decimals is None:
        # Only others' books have it (Stripe's): how many decimals it has is not for us to guess.
        words = {"minor": minor, "currency": currency}
        return gettext("%(minor)s %(currency)s (minor units)") % words
    whole = not cents and minor % 10**decimals == 0
    said = format_currency(
        major(minor, currency),
        currency,
        locale=locale,
        format="¤#,##0" if whole else _pattern(locale, decimals),
        currency_digits=False,
    )
    # A code instead of a sign stands apart from its figures: KWD 6.140, CHF 200.
    return CODE_NEXT_TO_FIGURES.sub("\u00a0", said).replace("-", "\u2212")


CODE_NEXT_TO_FIGURES = re.compile(r"(?<=[A-Z]{3})(?=\d)|(?<=\d)(?=[A-Z]{3})")


@cache
def _pattern(locale: str, decimals: int) -> Any:
    """The locale's way to write an amount, with the decimals of ISO 4217: CLDR rounds some off."""
    pattern = copy(Locale.parse(locale).currency_formats["standard"])
    pattern.frac_prec = (decimals, decimals)
    return pattern


def platform_fee(minor: int) -> int:
    """Our share of `minor`, same unit, half units to the even one; the rest is the student's.

    The rate is `settings.PLATFORM_FEE_BPS`, in basis points (1000 = 10 %). Keep the
    result on the row that money moves by: the rate may change, what we took may not.

    Raises:
        ValueError: `minor` is negative.

    Source: product.md section 5; rounding payments.md F33.
    """
    if minor < 0:
        raise ValueError(f"negative amount: {minor}")
    whole, rest = divmod(minor * settings.PLATFORM_FEE_BPS, 10_000)
    return whole + (rest > 5_000 or (rest == 5_000 and whole % 2 == 1))


def tax_within(minor: int, bps: int) -> int:
    """The tax of `bps` basis points that `minor` contains, same unit, half units to the even one.

    1900 is a tax of 19 %: of 119.00, 19.00.
    """
    return round(Fraction(minor * bps, 10_000 + bps))


def split_fee(amounts: list[int]) -> list[int]:
    """The fee of each part, minor units, so that they add up to the fee of the whole.

    The fee of the whole is what people were shown; the last part takes the difference.
    """
    fees = [platform_fee(amount) for amount in amounts]
    fees[-1] += platform_fee(sum(amounts)) - sum(fees)
    return fees


def split_by(minor: int, weights: list[int]) -> list[int]:
    """`minor` in proportion to `weights`, in parts that add up to it.

    Each is rounded down; the units left over go, one each, to those who lost most by that, and
    among equals to who comes first.
    """
    whole = sum(weights)
    parts = [minor * weight // whole for weight in weights]
    lost = [minor * weight % whole for weight in weights]
    first = sorted(range(len(weights)), key=lambda n: (-lost[n], n))
    for n in first[: minor - sum(parts)]:
        parts[n] += 1
    return parts


def split_parts(amounts: list[int], weights: list[int]) -> list[list[int]]:
    """Each of `amounts` by `weights`, so that also everybody's parts add up to their whole.

    The last amount takes the difference, as long as nobody would owe something for it.
    """
    rows = [split_by(amount, weights) for amount in amounts]
    whole = split_by(sum(amounts), weights)
    before = [sum(row[n] for row in rows[:-1]) for n in range(len(weights))]
    last = [total - earlier for total, earlier in zip(whole, before, strict=True)]
    return [*rows[:-1], last if min(last) >= 0 else rows[-1]]


def per_hour(minor: int, hours: int) -> int:
    """`minor` for `hours` of work, per hour, rounded down: never promise more than is paid."""
    return minor // hours


def for_times(rate: Decimal, times: Fraction, currency: str) -> int:
    """`rate`, in the major unit, so many times: minor units, half ones to the even one.

    Three months at 1,000.00 a month, or 30 hours at 20.00 an hour.
    """
    return round(Fraction(rate.scaleb(exponent(currency))) * times)


def rounded(minor: int, currency: str) -> int:
    """To whole major units, half ones up; still counted in minor ones: for figures to be read."""
    unit: int = 10 ** exponent(currency)
    return (minor + unit // 2) // unit * unit


def for_all(minor: int, places: int) -> int:
    """`minor` once for each of `places`."""
    return minor * places


def minimum_pay(hours: int, currency: str, per_usd: Decimal | None = None) -> int | None:
    """The least a project of `hours` may pay, minor units (product.md section 5).

    Where no amount is set for `currency`, an hour is worth what is set for the US dollar, at
    `per_usd` units for a dollar, rounded up; None when that is not known either.
    """
    least: int | None = settings.MINIMUM_PER_HOUR.get(currency)
    if least is None and per_usd is not None:
        dollars = major(settings.MINIMUM_PER_HOUR["USD"], "USD")
        least = ceil((dollars * per_usd).scaleb(exponent(currency)))
    return None if least is None else hours * least


def converted(minor: int, currency: str, to: str, per_usd: Mapping[str, Decimal]) -> int | None:
    """`minor` in minor units of the currency `to`, rounded down; `per_usd`: units for a dollar.

    Only to compare, never to charge. None where a rate is not known.
    """
    if currency == to:
        return minor
    rates = {"USD": Decimal(1), **per_usd}
    if currency not in rates or to not in rates:
        return None
    there = Fraction(major(minor, currency)) * Fraction(rates[to]) * 10 ** exponent(to)
    return floor(Fraction(there, Fraction(rates[currency])))


IN_FIGURES = re.compile(r"-?(\d*|\d{1,3}(,\d{3})+|\d{1,3}( \d{3})+|\d{1,3}(,\d{2})*,\d{3})(\.\d*)?")


class MoneyField(forms.DecimalField):
    """Major units in the browser, a Decimal in `cleaned_data`.

    A form that knows the currency turns it into minor units with `to_minor`,
    because the currency is another field of the same form.
    """

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("min_value", Decimal(0))
        kwargs.setdefault(
            "error_messages",
            {
                "invalid": _("Enter an amount in figures, such as 720 or 720.50."),
                "required": _("Enter an amount."),
            },
        )
        super().__init__(max_digits=12, decimal_places=3, localize=False, **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.strip().replace("\u00a0", " ")
            # A comma or a space stands between thousands only: 12,50 is not 1250.
            if not IN_FIGURES.fullmatch(value):
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
            value = value.replace(",", "").replace(" ", "")
        return super().to_python(value)

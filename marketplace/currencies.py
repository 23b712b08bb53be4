"""The currencies of ISO 4217 that money is handled in, and what people call them."""

from functools import cache

from babel import Locale
from babel.core import get_global
from django.conf import settings
from django.utils.translation import get_language
from iso4217 import Currency

# Stripe counts these in another unit than ISO 4217 does: ISK and UGX have no decimals here and
# two there, MGA two here and none there (docs.stripe.com/currencies). An amount would be paid a
# hundredfold, or a hundredth of it: nothing is priced in them.
UNLIKE_STRIPE = {"ISK", "UGX", "MGA"}


def _exponents() -> dict[str, int]:
    """Decimals of each currency's major unit: of those that are money somewhere today.

    Funds, metals and units of account have codes of ISO too, and no coins.
    """
    tender = {
        code
        for history in get_global("territory_currencies").values()
        for code, _since, until, is_tender in history
        if is_tender and until is None
    }
    return {
        each.code: each.exponent
        for each in Currency
        if each.code in tender - UNLIKE_STRIPE and each.exponent is not None
    }


EXPONENTS = _exponents()

type Choices = list[tuple[str, str]]


def currency_name(code: str) -> str:
    """Japanese yen: in the page's language; the code itself when nobody names it."""
    return _names(get_language() or "en").get(code, code)


@cache
def _names(language: str) -> dict[str, str]:
    names = Locale.parse(language, sep="-").currencies
    return {code: str(names[code]) for code in EXPONENTS if code in names}


def currency_choices() -> tuple[Choices, Choices, Choices]:
    """The usual ones, the others we can pay in, and those we cannot: (code, code and name)."""
    usual = [code for code in settings.CURRENCIES if code in EXPONENTS]
    paid = [code for code in settings.SETTLED_CURRENCIES if code in EXPONENTS]
    others = sorted(set(paid) - set(usual))
    rest = sorted(set(EXPONENTS) - set(usual) - set(paid))
    return _named(usual), _named(others), _named(rest)


def _named(codes: list[str]) -> Choices:
    return [(code, f"{code} · {currency_name(code)}") for code in codes]

"""The currencies that the stand-in takes. Amounts are integers in the minor unit.

Source of the minimums: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts.
The fees are only of the usual size: real ones differ by country, card and contract.
"""

from dataclasses import dataclass

from .errors import NotBegun

LARGEST = 99_999_999


@dataclass(frozen=True)
class Currency:
    sign: str
    decimals: int
    smallest: int
    fee_fixed: int


CURRENCIES = {
    "cad": Currency("CA$", 2, 50, 30),
    "eur": Currency("€", 2, 50, 25),
    "gbp": Currency("£", 2, 30, 20),
    "inr": Currency("₹", 2, 50, 200),
    "jpy": Currency("¥", 0, 50, 30),
    "usd": Currency("$", 2, 50, 30),
}


def known(code: str, param: str = "currency") -> str:
    """The code in lower case. Raises NotBegun for one that is not taken here."""
    if code.lower() not in CURRENCIES:
        taken = ", ".join(sorted(CURRENCIES))
        raise NotBegun(f"Invalid currency: {code.lower()}. Taken here: {taken}", param=param)
    return code.lower()


def card_fee(amount: int, code: str) -> int:
    """2.9 % rounded to the nearest unit, and a fixed part."""
    return (amount * 29 + 500) // 1000 + CURRENCIES[code].fee_fixed


def shown(amount: int, code: str) -> str:
    """Such as $720.00, −€12.50 or ¥500."""
    currency = CURRENCIES[code]
    whole, rest = divmod(abs(amount), 10**currency.decimals)
    cents = f".{rest:0{currency.decimals}d}" if currency.decimals else ""
    return f"{'−' if amount < 0 else ''}{currency.sign}{whole:,}{cents}"

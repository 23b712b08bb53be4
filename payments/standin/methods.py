"""Stripe's documented test numbers, and no others: nobody can type a real card here.

Source: https://docs.stripe.com/testing, https://docs.stripe.com/payments/ach-direct-debit/accept-a-payment#test-account-numbers
and https://docs.stripe.com/payments/sepa-debit/accept-a-payment (test IBANs).
"""

from dataclasses import dataclass
from typing import Any, NamedTuple


class Decline(NamedTuple):
    code: str
    reason: str | None
    message: str


DECLINED = "Your card was declined."

DECLINES = {
    "4000000000000002": Decline("card_declined", "generic_decline", DECLINED),
    "4000000000009995": Decline(
        "card_declined", "insufficient_funds", "Your card has insufficient funds."
    ),
    "4000000000009987": Decline("card_declined", "lost_card", DECLINED),
    "4000000000000069": Decline("expired_card", None, "Your card has expired."),
    "4000000000000127": Decline("incorrect_cvc", None, "Your card’s security code is incorrect."),
    "4000000000000119": Decline(
        "processing_error", None, "An error occurred while processing your card. Try again."
    ),
}

# What a card does besides succeeding, in the words of its page.
AVAILABLE = "is available at once"
DISPUTED = "is disputed at once"
REFUND_FAILS = "has refunds that fail later"
REFUND_WAITS = "has refunds that wait first"

# Number: brand, and one of the above.
CARDS: dict[str, tuple[str, str]] = {
    "4242424242424242": ("visa", ""),
    "5555555555554444": ("mastercard", ""),
    "378282246310005": ("amex", ""),
    "4000000000000077": ("visa", AVAILABLE),
    "4000000000000259": ("visa", DISPUTED),
    "4000000000005126": ("visa", REFUND_FAILS),
    "4000000000007726": ("visa", REFUND_WAITS),
}

# By Stripe's word: what people call it. A wallet pays with the card that is in it.
WALLETS = {"apple_pay": "Apple Pay", "google_pay": "Google Pay"}
IN_WALLETS = "4242424242424242"

# What a debit's account number does. None: it succeeds.
DEBITS: dict[str, dict[str, str | None]] = {
    "usd": {
        "000123456789": None,
        "000111111113": "account_closed",
        "000111111116": "no_account",
        "000222222227": "insufficient_funds",
    },
    "eur": {"AT611904300234573201": None, "AT861904300235473202": "insufficient_funds"},
}

DEBIT_TYPES = {"usd": "us_bank_account", "eur": "sepa_debit"}


@dataclass(frozen=True)
class Card:
    number: str
    exp_month: int
    exp_year: int
    wallet: str = ""

    @property
    def does(self) -> str:
        return CARDS.get(self.number, ("", ""))[1]

    @property
    def declined(self) -> Decline | None:
        return DECLINES.get(self.number)

    def details(self) -> dict[str, Any]:
        brand = CARDS.get(self.number, ("visa", ""))[0]
        checks = {
            "address_line1_check": None,
            "address_postal_code_check": None,
            "cvc_check": "fail" if self.number == "4000000000000127" else "pass",
        }
        return {
            "type": "card",
            "card": {
                "brand": brand,
                "checks": checks,
                "country": "US",
                "exp_month": self.exp_month,
                "exp_year": self.exp_year,
                "funding": "credit",
                "last4": self.number[-4:],
                "network": brand,
                "three_d_secure": None,
                "wallet": self.wallet_details(),
            },
        }

    def wallet_details(self) -> dict[str, Any] | None:
        if not self.wallet:
            return None
        return {"type": self.wallet, "dynamic_last4": self.number[-4:], self.wallet: {}}


@dataclass(frozen=True)
class Debit:
    currency: str
    number: str

    @property
    def fails(self) -> str | None:
        """The reason, if the bank will refuse."""
        return DEBITS[self.currency][self.number]

    def details(self) -> dict[str, Any]:
        last4 = self.number[-4:]
        if self.currency == "usd":
            shown: dict[str, Any] = {
                "account_holder_type": "company",
                "account_type": "checking",
                "bank_name": "STRIPE TEST BANK",
                "fingerprint": None,
                "last4": last4,
                "routing_number": "110000000",
            }
        else:
            shown = {
                "bank_code": self.number[4:9],
                "branch_code": None,
                "country": self.number[:2],
                "fingerprint": None,
                "last4": last4,
                "mandate": None,
            }
        type_ = DEBIT_TYPES[self.currency]
        return {"type": type_, type_: shown}


type Method = Card | Debit

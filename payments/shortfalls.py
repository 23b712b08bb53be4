"""Where less is at Stripe than others are owed from there, by currency.

Stripe keeps its fee of each payment at once, and ours is earned only when work is approved; a bank
takes back what is still held; what we sent to our own bank is not there any more. So the books may
add up while the next payout or refund has nothing to be sent from.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Sum

from accounts.models import PayoutRoute
from marketplace.money import display
from payments.models import BudgetReturn, Entry, LedgerAccount, Payout
from payments.models.ledger import OWING

Kind = LedgerAccount.Kind
# What universities have paid in is paid out from Stripe, too, wherever it came.
OWED = tuple(Kind(each) for each in OWING)
ASKED = (*OWED, Kind.STRIPE_BALANCE, Kind.BANK, Kind.DISPUTE_SUSPENSE)


@dataclass(frozen=True)
class Shortfall:
    """Minor units of `currency`. `owed` without what we pay by bank transfer, which needs no money
    at Stripe; `in_bank`: in our own bank; `taken`: by a payer's bank that has not decided.
    """

    currency: str
    at_stripe: int
    owed: int
    in_bank: int
    taken: int

    @property
    def minor(self) -> int:
        """What we have to add at Stripe."""
        return self.owed - self.at_stripe

    def __str__(self) -> str:
        amounts = (self.at_stripe, self.owed, self.minor)
        at_stripe, owed, minor = (display(each, self.currency) for each in amounts)
        return (
            f"{self.currency}: {at_stripe} is at Stripe and {owed} is owed from there: "
            f"top up {minor}"
        )


def shortfalls() -> list[Shortfall]:
    """None of them where there is enough. In two queries, over the whole ledger."""
    sums: dict[str, dict[str, int]] = {}
    rows = Entry.objects.filter(account__kind__in=ASKED).values_list("currency", "account__kind")
    for currency, kind, total in rows.order_by("currency").annotate(total=Sum("amount")):
        sums.setdefault(currency, {})[kind] = total
    by_hand = _by_hand()
    found = [_of(currency, kinds, by_hand.get(currency, 0)) for currency, kinds in sums.items()]
    return [each for each in found if each.minor > 0]


def _of(currency: str, kinds: dict[str, int], by_hand: int) -> Shortfall:
    return Shortfall(
        currency,
        at_stripe=kinds.get(Kind.STRIPE_BALANCE, 0),
        owed=-sum(kinds.get(kind, 0) for kind in OWED) - by_hand,
        in_bank=max(0, kinds.get(Kind.BANK, 0)),
        taken=max(0, kinds.get(Kind.DISPUTE_SUSPENSE, 0)),
    )


def _by_hand() -> dict[str, int]:
    """What waits to be sent by bank transfer, minor units per currency."""
    waiting = Payout.objects.waiting().filter(rail=PayoutRoute.Rail.MANUAL)
    rows = waiting.values_list("currency").order_by("currency")
    sums: dict[str, int] = dict(rows.annotate(total=Sum("amount_minor")))
    back = BudgetReturn.objects.to_send().order_by("budget__currency")
    for currency, total in back.values_list("budget__currency").annotate(Sum("amount_minor")):
        sums[currency] = sums.get(currency, 0) + total
    return sums

"""Asking whether the ledger adds up, and keeping the answer."""

from collections.abc import Mapping
from time import monotonic_ns

from payments import ledger
from payments.models import LedgerCheck
from payments.shortfalls import shortfalls


def check(stripe: Mapping[str, int] | None = None) -> LedgerCheck:
    """`stripe`: what Stripe says we have, minor units per currency; None when it did not say."""
    began = monotonic_ns()
    problems = ledger.problems(stripe)
    short = [f"less is held than is owed in {each}" for each in shortfalls()]
    waiting = [*ledger.waiting_for_a_person(), *short]
    return LedgerCheck.objects.create(
        took_ms=(monotonic_ns() - began) // 1_000_000,
        compared=stripe is not None and not ledger.on_its_way(),
        problems=problems,
        waiting=waiting,
    )

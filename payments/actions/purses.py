"""What is left in universities' budgets, as the ledger says."""

from payments.ledger import Kind, account
from payments.models import Budget, LedgerAccount


def purse(budget: Budget) -> LedgerAccount:
    """Where the ledger keeps what is left of it."""
    return account(Kind.BUDGET, budget.currency, budget=budget)


def left(budget: Budget) -> int:
    """What can still be given out of it, minor units."""
    return -purse(budget).balance

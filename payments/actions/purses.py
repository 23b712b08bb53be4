"""What is left in universities' budgets, as the ledger says."""

from django.db.models import Sum

from payments.ledger import Kind, account
from payments.models import Budget, LedgerAccount, TopUp


def purse(budget: Budget) -> LedgerAccount:
    """Where the ledger keeps what is left of it."""
    return account(Kind.BUDGET, budget.currency, budget=budget)


def left(budget: Budget) -> int:
    """What can still be given out of it, minor units."""
    return -purse(budget).balance


def overdue(top_up: TopUp) -> int:
    """What is left of this payment and of those before it, minor units.

    The oldest is spent first.
    """
    newer = TopUp.objects.filter(
        budget=top_up.budget_id, status=TopUp.Status.SUCCEEDED, paid_at__gt=top_up.paid_at
    )
    came = newer.aggregate(sum=Sum("came_minor"))["sum"] or 0
    return max(left(top_up.budget) - came, 0)

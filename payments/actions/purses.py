"""What is left in universities' budgets, as the ledger says."""

from django.db.models import QuerySet, Sum

from applications.models import Milestone
from payments.ledger import Kind, account
from payments.models import Budget, LedgerAccount, Sponsorship, TopUp


def purse(budget: Budget) -> LedgerAccount:
    """Where the ledger keeps what is left of it."""
    return account(Kind.BUDGET, budget.currency, budget=budget)


def left(budget: Budget) -> int:
    """What can still be given out of it, minor units."""
    return -purse(budget).balance


def set_aside(budget: Budget) -> int:
    """What is reserved or held out of it for projects, minor units: still with us."""
    rows = LedgerAccount.objects.filter(kind=Kind.RESERVED, budget=budget)
    reserved = -(rows.aggregate(sum=Sum("balance"))["sum"] or 0)
    return reserved + sum(each.spent_minor for each in held_out_of(budget))


def held_out_of(budget: Budget) -> QuerySet[Sponsorship]:
    """For parts that are paid in and not decided, the longest held first."""
    rows = Sponsorship.objects.filter(budget=budget, status=Sponsorship.Status.HELD)
    now = rows.filter(milestone__status__in=Milestone.HELD).for_pages()
    return now.order_by("held_at", "pk")


def overdue(top_up: TopUp) -> int:
    """What is still with us of this payment and of those before it, minor units.

    The oldest leaves first.
    """
    newer = TopUp.objects.filter(
        budget=top_up.budget_id, status=TopUp.Status.SUCCEEDED, paid_at__gt=top_up.paid_at
    )
    came = newer.aggregate(sum=Sum("came_minor"))["sum"] or 0
    return max(left(top_up.budget) + set_aside(top_up.budget) - came, 0)

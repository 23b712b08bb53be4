"""What is left in universities' budgets, as the ledger says."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet, Sum

from applications.models import Milestone
from marketplace import holding
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
    still = left(top_up.budget) + set_aside(top_up.budget)
    return max(still - _newer(top_up), 0)


def _newer(top_up: TopUp) -> int:
    """What came into its budget after it, minor units."""
    newer = TopUp.objects.filter(
        budget=top_up.budget_id, status=TopUp.Status.SUCCEEDED, paid_at__gt=top_up.paid_at
    )
    return newer.aggregate(sum=Sum("came_minor"))["sum"] or 0


def lasts(budget: Budget, parts: Iterable[tuple[Milestone, int]]) -> bool:
    """Whether so much of it may be held for these parts, too, until each is decided, however late.

    Money is not told apart: on the last day of a payment those after it have to carry all that is
    needed for longer.
    """
    wanted = [(_decided_by(milestone), minor) for milestone, minor in parts if minor]
    rows = Sponsorship.objects.live().filter(budget=budget)
    rows = rows.filter(milestone__status__in=[Milestone.Status.AGREED, *Milestone.HELD])
    there = [(_decided_by(each.milestone), each.spent_minor) for each in rows.for_pages()]
    last = max((day for day, _ in wanted), default=None)
    for top_up in TopUp.objects.filter(budget=budget, leave_by__lt=last) if last else ():
        limit = top_up.leave_by
        longer = sum(minor for day, minor in [*there, *wanted] if limit and day > limit)
        if longer > _newer(top_up):
            return False
    return True


def _decided_by(milestone: Milestone) -> datetime:
    """UTC: reviewed, and disputed, after it is handed in on the last day."""
    assert milestone.placement is not None
    hours = milestone.placement.listing.format.review_hours
    return milestone.due_at + holding.after_the_due_day(hours)

"""One function per mail about universities' budgets and what they pay for."""

from __future__ import annotations

from accounts.models import User
from applications.models import Placement
from notifications import outbox
from payments.models import Budget, Sponsorship, TopUp


def spenders(budget: Budget) -> list[User]:
    """Who pays into the budget, and gives out of it."""
    staff = User.objects.filter(staff_of__university=budget.university, staff_of__may_spend=True)
    return list(staff.filter(is_active=True).order_by("pk"))


def topped_up(top_up: TopUp) -> None:
    """To who paid: it is in the budget, this is the receipt."""
    outbox.post(
        f"topped-up:{top_up.pk}",
        top_up.by.email,
        "payments/topped_up",
        reader=top_up.by,
        top_up=top_up,
        budget=top_up.budget,
    )


def sponsored(placement: Placement, rows: list[Sponsorship]) -> None:
    """To the employer: this much of it is paid by the students' university."""
    if not rows:
        return
    offer = placement.offer
    outbox.post(
        f"sponsored:{rows[0].pk}",
        offer.made_by.email,
        "payments/sponsored",
        reader=offer.made_by,
        placement=placement,
        listing=placement.listing,
        university=rows[0].budget.university,
        minor=sum(each.amount_minor for each in rows),
        price=offer.pay_minor,
        rest=offer.pay_minor - sum(each.amount_minor for each in rows),
        currency=offer.currency,
    )


def budget_short(placement: Placement, rows: list[Sponsorship]) -> None:
    """To who looks after the budget, and the employer: too little was left when a student
    accepted."""
    budget = rows[0].budget
    for reader in [*spenders(budget), placement.offer.made_by]:
        outbox.post(
            f"budget-short:{rows[0].pk}:{reader.pk}",
            reader.email,
            "payments/budget_short",
            reader=reader,
            placement=placement,
            listing=placement.listing,
            budget=budget,
            minor=sum(each.amount_minor for each in rows),
            currency=budget.currency,
        )

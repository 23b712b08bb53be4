"""One function per mail about universities' budgets and what they pay for."""

from __future__ import annotations

from typing import Any

from accounts.models import Role, UniversityStaff, User
from applications.models import Placement
from notifications import outbox
from payments.models import (
    Budget,
    BudgetReturn,
    ReturnTransfer,
    Sponsorship,
    TopUp,
    TopUpChargeback,
)


def spenders(budget: Budget) -> list[User]:
    """Who pays into the budget, and gives out of it."""
    funders = UniversityStaff.objects.of(budget.university).who(Role.FUNDER)
    return [each.user for each in funders.select_related("user").order_by("user")]


def topped_up(top_up: TopUp) -> None:
    """To who paid: it is in the budget, this is the receipt."""
    outbox.post(
        f"topped-up:{top_up.pk}",
        top_up.by,
        "payments/topped_up",
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
        offer.made_by,
        "payments/sponsored",
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
    accepted, it may not be held so long, or the student has had the most that one gets."""
    budget = rows[0].budget
    for reader in [*spenders(budget), placement.offer.made_by]:
        outbox.post(
            f"budget-short:{rows[0].pk}:{reader.pk}",
            reader,
            "payments/budget_short",
            placement=placement,
            listing=placement.listing,
            budget=budget,
            old=rows[0].status == Sponsorship.Status.TOO_OLD,
            capped=rows[0].status == Sponsorship.Status.CAPPED,
            minor=sum(each.amount_minor for each in rows),
            currency=budget.currency,
        )


def too_old(row: Sponsorship) -> None:
    """To who looks after the budget, and the employer: what was reserved may stay no longer."""
    placement = row.milestone.placement
    assert placement is not None
    for reader in [*spenders(row.budget), placement.offer.made_by]:
        outbox.post(
            f"budget-too-old:{row.pk}:{reader.pk}",
            reader,
            "payments/budget_too_old",
            placement=placement,
            listing=placement.listing,
            budget=row.budget,
            minor=row.amount_minor,
            currency=row.budget.currency,
        )


def may_stay_until(top_up: TopUp, minor: int) -> None:
    """To who gives out of the budget: `minor` of it goes back unless it is used before."""
    key = f"budget-back:{top_up.pk}:soon"
    _back(key, "soon", top_up.budget, minor, by=top_up.leave_by)


def goes_back(row: BudgetReturn) -> None:
    """It may be held no longer."""
    _back(f"budget-back:{row.pk}:limit", "limit", row.budget, row.amount_minor, row=row)


def sent_back(row: BudgetReturn, transfer: ReturnTransfer) -> None:
    key = f"budget-back:{row.pk}:sent"
    _back(key, "sent", row.budget, row.amount_minor, row=row, transfer=transfer)


def _back(key: str, event: str, budget: Budget, minor: int, **more: Any) -> None:
    for reader in spenders(budget):
        outbox.post(
            f"{key}:{reader.pk}",
            reader,
            "payments/budget_back",
            event=event,
            budget=budget,
            minor=minor,
            **more,
        )


def taken_back(row: TopUpChargeback) -> None:
    """To who gives out of the budget: their bank wants a payment back, or has decided."""
    budget = row.top_up.budget
    for reader in spenders(budget):
        outbox.post(
            f"budget-taken-back:{row.pk}:{row.status}:{reader.pk}",
            reader,
            "payments/budget_taken_back",
            event=row.status,
            chargeback=row,
            top_up=row.top_up,
            budget=budget,
        )

"""What we write to our own staff when something about money is found that only they can mend."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from accounts.models import User
from notifications import outbox
from payments.models import Break, BudgetReturn, Funding, Operation, TopUpChargeback


def our_staff() -> list[User]:
    rows = User.objects.filter(kind=User.Kind.PLATFORM, is_staff=True, is_active=True)
    return list(rows.order_by("pk"))


def difference(row: Break) -> None:
    """What stops a currency is for all of our staff to know; the rest for who is to look at it."""
    owner = [row.owner] if row.owner else []
    to = our_staff() if row.stops else owner
    _post(f"difference:{row.pk}", to, row.get_absolute_url(), event="difference", row=row)


def unsure(operation: Operation) -> None:
    """It may or may not have been done at Stripe, and is not repeated."""
    url = reverse("admin:payments_operation_change", args=[operation.pk])
    _post(f"unsure:{operation.pk}", our_staff(), url, event="unsure", operation=operation)


def parked(why: str, funding: Funding, minor: int, currency: str) -> None:
    """`minor` of what was paid belongs nowhere. `why`: what has parked it, as a key."""
    url = reverse("payments:differences")
    what = {"funding": funding, "minor": minor, "currency": currency}
    _post(f"parked:{why}", our_staff(), url, event="parked", **what)


def send_back(row: BudgetReturn) -> None:
    """A university gets money of its budget back: one sends it, another confirms it."""
    what = {"minor": row.amount_minor, "currency": row.budget.currency, "row": row}
    url = row.get_absolute_url()
    _post(f"send-back:{row.pk}", our_staff(), url, event="send_back", budget=row.budget, **what)


def budget_taken_back(row: TopUpChargeback) -> None:
    """A bank takes back what was paid into a budget, or has decided."""
    what = {"minor": row.amount_minor, "currency": row.top_up.currency, "row": row}
    key, url = f"budget-taken-back-staff:{row.pk}:{row.status}", reverse("payments:chargebacks")
    _post(key, our_staff(), url, event="budget_bank", budget=row.top_up.budget, **what)


def _post(key: str, to: Iterable[User], path: str, **context: Any) -> None:
    for user in to:
        outbox.post(
            f"{key}:{user.pk}",
            user,
            "payments/look_staff",
            path=path,
            **context,
        )

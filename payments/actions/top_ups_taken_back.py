"""A bank takes back what a university has paid into its budget.

What is left in the budget is taken out of it at once, so that it is not spent while nobody knows;
it comes back when the payment stands. What was spent before, and the bank keeps, is our loss:
students were promised it, and are paid.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from marketplace.states import move
from payments import emails_budgets, emails_staff, ledger
from payments.actions import reconciling
from payments.actions.charging_back import UNDECIDED, end_of, moved
from payments.actions.locks import hold_budget
from payments.actions.purses import left, purse
from payments.ledger import Kind, account
from payments.models import TopUp, TopUpChargeback
from payments.seen import ChargedBack

Status = TopUpChargeback.Status


@transaction.atomic
def settle_top_up_chargeback(top_up: TopUp, seen: ChargedBack) -> TopUpChargeback:
    """Write down what Stripe says now of it. Said twice, it is written once."""
    hold_budget(top_up.budget_id)
    row, new = TopUpChargeback.objects.get_or_create(
        stripe_dispute_id=seen.id,
        defaults={
            "top_up": top_up,
            "amount_minor": seen.amount,
            "reason": seen.reason[:60],
            "word": seen.status[:40],
            "opened_at": seen.opened_at,
            "answer_by": seen.answer_by,
        },
    )
    TopUpChargeback.objects.filter(pk=row.pk).update(
        word=seen.status[:40], answer_by=seen.answer_by
    )
    for each in seen.moved:
        moved(each, {"top_up": str(top_up.pk), "dispute": seen.id})
    end = end_of(seen)
    known = end is not None or seen.status in UNDECIDED
    if not known or (end and row.status not in (Status.OPEN, end)):
        reconciling.unknown_word(f"chargeback {seen.id}", seen.status)
    _write_down(row, seen, Status(end) if end else None, new=new)
    return row


def _taken(row: TopUpChargeback, seen: ChargedBack) -> int:
    """What the bank has now, minor units of the budget's currency."""
    ours = [each.amount for each in seen.moved if each.currency == row.top_up.currency]
    return max(-sum(ours), 0)


def _write_down(row: TopUpChargeback, seen: ChargedBack, end: Status | None, *, new: bool) -> None:
    undecided, taken = row.status == Status.OPEN, _taken(row, seen)
    if undecided and end != Status.WON:
        _set_apart(row, taken)
    if undecided and end:
        move(row, end, closed_at=timezone.now())
    if row.status == Status.WON:
        _keep_apart(row, 0)
    elif row.status == Status.LOST:
        _lose(row, taken, len(seen.moved))
    if new or (undecided and end):
        emails_budgets.taken_back(row)
        emails_staff.budget_taken_back(row)


def _set_apart(row: TopUpChargeback, taken: int) -> None:
    """As much of it as is left in the budget."""
    budget = row.top_up.budget
    more = min(taken - row.apart_minor, left(budget))
    if more > 0:
        key = f"apart:{row.stripe_dispute_id}:{row.apart_minor}"
        suspense = account(Kind.DISPUTE_SUSPENSE, budget.currency)
        ledger.post(key, "apart", [(purse(budget), more), (suspense, -more)], _memo(row))
        row.apart_minor += more
        row.save(update_fields=["apart_minor"])


def _keep_apart(row: TopUpChargeback, minor: int) -> None:
    """No more than this; the rest is in the budget again."""
    budget, back = row.top_up.budget, row.apart_minor - minor
    if back > 0:
        suspense = account(Kind.DISPUTE_SUSPENSE, budget.currency)
        legs = [(suspense, back), (purse(budget), -back)]
        ledger.post(f"stands:{row.stripe_dispute_id}:{minor}", "stands", legs, _memo(row))
        row.apart_minor = minor
        row.save(update_fields=["apart_minor"])


def _lose(row: TopUpChargeback, taken: int, movements: int) -> None:
    """What the budget could not bear; what the bank gives back later makes that less first."""
    _keep_apart(row, taken)
    more = taken - row.apart_minor - row.lost_minor
    if more:
        currency = row.top_up.currency
        legs = [
            (account(Kind.LOSS, currency), more),
            (account(Kind.DISPUTE_SUSPENSE, currency), -more),
        ]
        ledger.post(f"lost:{row.stripe_dispute_id}:{movements}", "lost", legs, _memo(row))
        row.lost_minor += more
        row.save(update_fields=["lost_minor"])


def _memo(row: TopUpChargeback) -> dict[str, str]:
    return {"top_up": str(row.top_up_id), "dispute": row.stripe_dispute_id}

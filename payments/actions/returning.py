"""What is left of a budget goes back to the university: by bank transfer, by two of our staff.

It is out of the budget from the moment it is asked for, so that nobody spends it meanwhile.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications.actions.keeping import hand_over
from marketplace import uploads
from marketplace.states import WrongState, move
from payments import emails_budgets, emails_staff, ledger
from payments.actions.by_hand import SamePerson
from payments.actions.locks import hold_budget
from payments.actions.purses import left, overdue, purse
from payments.actions.sponsoring import TooLittle
from payments.ledger import Kind, account
from payments.models import Budget, BudgetReturn, LedgerAccount, ReturnTransfer, TopUp

Status = BudgetReturn.Status
Why = BudgetReturn.Why


@transaction.atomic
def ask_back(budget: Budget, by: User, minor: int) -> BudgetReturn:
    """The university wants `minor` of it back, in the budget's currency.

    Raises:
        TooLittle: less is left in it, or nothing is asked for.
    """
    budget = hold_budget(budget.pk)
    if not 0 < minor <= left(budget):
        raise TooLittle(f"Budget {budget.pk} has {left(budget)}")
    return _take_out(budget, minor, Why.ASKED, by)


@transaction.atomic
def return_by_limit(top_up: TopUp) -> BudgetReturn | None:
    """What is still here of this payment goes back before Stripe lets it stay no longer, as far as
    nothing of the budget is set aside for it: money is not told apart, so newer money stays for
    the projects.

    Raises:
        WrongState: there is time left, or it was done before.
    """
    budget = hold_budget(top_up.budget_id)
    top_up = TopUp.objects.select_for_update(no_key=True).get(pk=top_up.pk)
    if top_up.leave_by is None or top_up.leave_by > timezone.now():
        raise WrongState(f"Top-up {top_up.pk} may stay until {top_up.leave_by}")
    minor = min(left(budget), overdue(top_up))
    top_up.leave_by = None
    top_up.save(update_fields=["leave_by"])
    if not minor:
        return None
    row = _take_out(budget, minor, Why.LIMIT, None)
    emails_budgets.goes_back(row)
    return row


def _take_out(budget: Budget, minor: int, why: Why, by: User | None) -> BudgetReturn:
    row = BudgetReturn.objects.create(budget=budget, why=why, amount_minor=minor, asked_by=by)
    _post(row, "return", purse(budget), _owed(row))
    emails_staff.send_back(row)
    return row


@transaction.atomic
def keep_in(row: BudgetReturn) -> BudgetReturn:
    """The university leaves it in the budget after all.

    Raises:
        WrongState: it is sent or recorded already, or may stay no longer.
    """
    row = _hold(row.pk)
    if row.why == Why.LIMIT or row.transfers.to_confirm().exists():
        raise WrongState(f"Return {row.pk} goes on")
    move(row, Status.DROPPED, ended_at=timezone.now())
    _post(row, "keptin", _owed(row), purse(row.budget))
    return row


@transaction.atomic
def record_return(
    row: BudgetReturn, by: User, reference: str, sent_on: date, paper: uploads.Given
) -> ReturnTransfer:
    """`by` has sent it from our bank on `sent_on` (UTC), as `paper` shows.

    Raises:
        WrongState: it is recorded already, or over.
    """
    row = _hold(row.pk)
    if row.status != Status.TO_SEND or row.transfers.to_confirm().exists():
        raise WrongState(f"Return {row.pk} is {row.status}, or recorded")
    hand_over([paper])
    return ReturnTransfer.objects.create(
        of=row,
        recorded_by=by,
        reference=reference,
        sent_on=sent_on,
        confirm_by=timezone.now() + ReturnTransfer.CONFIRM_WITHIN,
        **uploads.facts(paper),
    )


@transaction.atomic
def confirm_return(transfer: ReturnTransfer, by: User) -> ReturnTransfer:
    """It is on our bank's statement: the university has it.

    Raises:
        SamePerson: `by` has recorded it.
        WrongState: it was confirmed or refused meanwhile.
    """
    row = _hold(transfer.of_id)
    transfer = _held(transfer.pk)
    if transfer.recorded_by == by:
        raise SamePerson
    now = timezone.now()
    move(transfer, ReturnTransfer.Status.CONFIRMED, decided_by=by, decided_at=now)
    move(row, Status.RETURNED, ended_at=now)
    _post(row, "returned", _owed(row), account(Kind.BANK, row.budget.currency))
    emails_budgets.sent_back(row, transfer)
    return transfer


@transaction.atomic
def refuse_return(transfer: ReturnTransfer, by: User, why: str) -> ReturnTransfer:
    """It is not as it was said: it waits to be sent again. Raises WrongState: it was decided."""
    _hold(transfer.of_id)
    transfer = _held(transfer.pk)
    now = timezone.now()
    move(transfer, ReturnTransfer.Status.REFUSED, decided_by=by, decided_at=now, why=why)
    return transfer


def _owed(row: BudgetReturn) -> LedgerAccount:
    return account(Kind.REFUND_PAYABLE, row.budget.currency, budget=row.budget)


def _post(row: BudgetReturn, what: str, out_of: LedgerAccount, to: LedgerAccount) -> None:
    minor = row.amount_minor
    memo = {"budget": str(row.budget_id), "manual_reference": row.reference}
    ledger.post(f"{what}:{row.pk}", what, [(out_of, minor), (to, -minor)], memo)


def _hold(pk: UUID) -> BudgetReturn:
    rows = BudgetReturn.objects.select_for_update(no_key=True, of=("self",)).for_pages()
    return rows.get(pk=pk)


def _held(pk: UUID) -> ReturnTransfer:
    rows = ReturnTransfer.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("recorded_by").get(pk=pk)

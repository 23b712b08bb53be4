"""What goes back from universities' budgets."""

from __future__ import annotations

from accounts.models import User
from payments import actions
from payments.models import BudgetReturn, ReturnTransfer
from tests import make
from tests.making.budget import budget
from tests.making.by_hand import paper


def asked_back(minor: int = 100_00) -> BudgetReturn:
    """All of a budget."""
    row = budget(minor)
    return actions.ask_back(row, row.made_by, minor)


def sent_back(row: BudgetReturn | None = None, by: User | None = None) -> ReturnTransfer:
    """Recorded by one of our staff; another is to look at it."""
    row = row or asked_back()
    return actions.record_return(row, by or make.platform(), "SWIFT 88", make.today(), paper())

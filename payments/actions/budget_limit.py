"""Budgets' money in projects that may be held no longer (payments.md F39).

What is left in a budget goes back first. Only what that does not make up for is taken out of
projects: out of parts that nobody has paid in, then out of those that are held longest.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from marketplace.states import WrongState
from payments import emails_budgets
from payments.actions.funding import ask_to_close
from payments.actions.limiting import let_go_of
from payments.actions.locks import hold_milestone, hold_parts
from payments.actions.purses import held_out_of, left, overdue
from payments.actions.sponsoring import set_free
from payments.models import Funding, Sponsorship, TopUp


def too_old(top_up: TopUp) -> list[Sponsorship]:
    """What of the projects has to leave with this payment, and what is left in the budget."""
    missing = overdue(top_up) - left(top_up.budget)
    reserved = Sponsorship.objects.filter(
        budget=top_up.budget_id, status=Sponsorship.Status.RESERVED
    )
    found = []
    for row in [*reserved.for_pages().order_by("-made_at", "pk"), *held_out_of(top_up.budget)]:
        if missing > 0:
            found.append(row)
            missing -= row.spent_minor
    return found


@transaction.atomic
def end_at_limit(row: Sponsorship, top_up: TopUp) -> None:
    """What is reserved is in the budget again, and the employer pays all of the part or waits for
    the university to give once more. What is held is let go of, as an employer's payment is.

    Raises:
        TakenBack: a payer's bank has the rest of it, and has not decided.
        WrongState: there is time left, or it is over by now.
    """
    hold_parts(row.milestone_id)
    milestone = hold_milestone(row.milestone_id)
    row = Sponsorship.objects.for_pages().get(pk=row.pk)
    if top_up.leave_by is None or top_up.leave_by > timezone.now():
        raise WrongState(f"Top-up {top_up.pk} may stay until {top_up.leave_by}")
    if row.status == Sponsorship.Status.RESERVED:
        for page in Funding.objects.live().filter(milestone=milestone):
            ask_to_close(page)
        set_free(milestone)
        emails_budgets.too_old(row)
    elif row.status == Sponsorship.Status.HELD and milestone.status in milestone.HELD:
        let_go_of(milestone)
    else:
        raise WrongState(f"Sponsorship {row.pk} is {row.status}, {milestone.status}")

"""Money that may be held no longer (payments.md F39): it is paid out, or goes back where it came
from, before Stripe wants it gone.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from applications import actions as application_actions
from applications.models import Milestone
from marketplace.states import WrongState
from payments import emails
from payments.actions import keeping
from payments.actions.deciding import decide_at_limit
from payments.actions.holding import paid_with, pay_back
from payments.actions.locks import hold_credit, hold_funding, hold_milestone, hold_parts
from payments.actions.paying import owe
from payments.models import Credit, Funding, Refund

Status = Milestone.Status


@transaction.atomic
def let_go(funding: Funding) -> None:
    """Work that waits for its answer is approved, as by its own clock; a dispute is ended; what
    is not handed in ends, and its money goes back.

    Raises:
        TakenBack: the payer's bank has it, and has not decided.
        WrongState: there is time left.
    """
    pks = paid_with(funding)
    for pk in pks:
        hold_parts(pk)
    parts = [hold_milestone(pk) for pk in pks]
    funding = hold_funding(funding.pk)
    if funding.refund_by is None or funding.refund_by > timezone.now():
        raise WrongState(f"Payment {funding.pk} may be held until {funding.refund_by}")
    for milestone in parts:
        if milestone.status in Milestone.HELD:
            let_go_of(milestone)
    for credit in Credit.objects.open().filter(funding=funding):
        keeping.close(hold_credit(credit.pk), Refund.Why.LIMIT)


def let_go_of(milestone: Milestone) -> None:
    """The caller holds it and its parts, and it is held."""
    if milestone.status == Status.DELIVERED:
        application_actions.approve(milestone, None)
        owe(milestone)
    elif milestone.status == Status.DISPUTED:
        decide_at_limit(milestone)
    else:
        application_actions.end_without_pay(milestone)
        pay_back(milestone, milestone.amount_minor, Refund.Why.LIMIT)
        emails.hold_ended(milestone)

"""What we write to people about money."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from notifications import waits
from notifications.kinds import (
    BOTH_SIDES,
    DEADLINE,
    EMPLOYER,
    MONEY,
    PLATFORM,
    STAFF,
    STUDENT,
    Group,
    register,
)
from notifications.models import Email
from payments import actions
from payments.budgets import may_spend
from payments.models import TopUp

# As payments.clocks names it.
BUDGET_HOLD = "budget-hold"


def _spends(mails: Sequence[Email]) -> set[int]:
    """To who still gives out of the budget; what is to be used soon, while it is there. These are
    few, and in no digest."""
    waiting = waits.still(mails) - _used(mails)
    spend = {each.pk for each in mails if each.reader and may_spend(each.reader)}
    return waiting & spend


def _used(mails: Sequence[Email]) -> set[int]:
    """Those about money that is to leave a budget, and has left it."""
    asked = {each.pk: each.about["of"] for each in mails if each.about.get("clock") == BUDGET_HOLD}
    rows = TopUp.objects.for_pages().filter(pk__in=set(asked.values()))
    used = {str(row.pk) for row in rows if not min(actions.overdue(row), actions.left(row.budget))}
    return {pk for pk, of in asked.items() if of in used}


register(
    "payments",
    Group.WORK,
    EMPLOYER,
    always=DEADLINE,
    urgent=True,
    still=waits.still,
    remind_review=_("Work waits for your answer"),
)
register(
    "payments",
    Group.MONEY,
    EMPLOYER,
    always=MONEY,
    still=waits.still,
    receipt=_("The receipt of a payment"),
    not_paid=_("Your bank refused a payment"),
    sending_back=_("A payment is on its way back"),
    paying_back=_("Money is sent back to you"),
    bounced=_("Money could not be paid back to you"),
    kept=_("Money waits for the next student"),
    kept_reminder=_("Money that waits goes back soon"),
    sponsored=_("A university pays part of your project"),
    chargeback_payer=_("Your bank asks for a payment back"),
)
register(
    "payments",
    Group.MONEY,
    EMPLOYER,
    always=DEADLINE,
    urgent=True,
    still=waits.still,
    remind_pay_in=_("A payment is due"),
)
register(
    "payments",
    Group.MONEY,
    *BOTH_SIDES,
    always=MONEY,
    still=waits.still,
    hold_ends=_("Money may be held no longer soon"),
)
register(
    "payments",
    Group.MONEY,
    STUDENT,
    always=MONEY,
    hold_ended=_("Money could be held no longer"),
    still=waits.still,
    chargeback_student=_("A bank asks for a payment back"),
    payout_waiting=_("Your pay waits for you"),
    taken_from_student=_("Some of your pay goes back"),
    tax_form=_("Your pay will be on a tax form"),
)
register(
    "payments",
    Group.BUDGETS,
    STAFF,
    always=MONEY,
    still=_spends,
    topped_up=_("A payment is in the budget"),
    budget_back=_("Money of a budget goes back"),
    budget_taken_back=_("A bank takes back a payment into a budget"),
)
register(
    "payments",
    Group.BUDGETS,
    STAFF,
    EMPLOYER,
    always=MONEY,
    budget_short=_("A budget was too small"),
    budget_too_old=_("What a university had reserved goes back"),
)
register(
    "payments",
    Group.STAFF,
    PLATFORM,
    always=MONEY,
    urgent=True,
    still=waits.still,
    chargeback_staff=_("A chargeback"),
    look_staff=_("Something about money is to be looked at"),
)
register(
    "payments",
    Group.STAFF,
    PLATFORM,
    always=DEADLINE,
    urgent=True,
    still=waits.still,
    remind_transfer=_("A bank transfer is to be confirmed"),
)

"""What we write to an employer who has to pay in, or to answer work, while there is time."""

import logging
from datetime import datetime, timedelta
from typing import Any

from applications import emails_disputes
from applications.models import Dispute, Milestone, Placement
from listings.people import of_employer
from marketplace.waiting import WEEK
from notifications import outbox
from payments import actions, emails, emails_budgets, emails_chargebacks
from payments.models import BankTransfer, Chargeback, Credit, Funding, Payout, Sponsorship, TopUp
from payments.models.payouts import TIME_TO_SET_UP

logger = logging.getLogger(__name__)


def pay_in_first(placement: Placement, before: timedelta) -> None:
    first = placement.milestones.select_related("offer__application").first()
    assert first is not None
    first.placement = placement
    _pay_in(first, placement.fund_by, before)


def pay_in(milestone: Milestone, before: timedelta) -> None:
    """For a later part."""
    assert milestone.fund_by is not None
    _pay_in(milestone, milestone.fund_by, before)


def _pay_in(milestone: Milestone, due: datetime, before: timedelta) -> None:
    # A debit that the bank works on needs nothing from anybody.
    if not milestone.with_bank:
        _post("remind_pay_in", milestone, due, before)


def review(milestone: Milestone, before: timedelta) -> None:
    assert milestone.review_by is not None
    _post("remind_review", milestone, milestone.review_by, before)


def use_kept(credit: Credit, before: timedelta) -> None:
    emails.kept_reminder(credit, actions.kept(credit))


def hold_ends(funding: Funding, before: timedelta) -> None:
    """To both sides of all that it is held for, or to who has kept it."""
    emails.hold_ends(funding, actions.held_with(funding))


def budget_hold_ends(top_up: TopUp, before: timedelta) -> None:
    """To who looks after the budget; and to both sides of work that has to end for it.

    Each hears it once, whenever it is so.
    """
    if minor := min(actions.overdue(top_up), actions.left(top_up.budget)):
        emails_budgets.may_stay_until(top_up, minor)
    for row in actions.too_old(top_up):
        if row.status == Sponsorship.Status.HELD:
            emails.budget_hold_ends(top_up, row.milestone)


def send_evidence(chargeback: Chargeback, before: timedelta) -> None:
    """To our staff, while nobody has sent it."""
    emails_chargebacks.to_staff(chargeback, _hours(before))


def answer_dispute(dispute: Dispute, before: timedelta) -> None:
    emails_disputes.remind_to_answer(dispute, _hours(before))


def decide_dispute(dispute: Dispute, before: timedelta) -> None:
    """To our staff. Late, it is an error besides: somebody waits for money or for work."""
    late = before <= timedelta()
    if late:
        logger.error("dispute %s waits for a decision since %s", dispute.pk, dispute.decide_by)
    emails_disputes.remind_to_decide(dispute, _hours(before), late=late)


def set_up(payout: Payout, before: timedelta) -> None:
    """To the student, each week. Our staff hear of late ones too: `ledger.waiting_for_a_person`."""
    emails.payout_waiting(payout, f"week {(TIME_TO_SET_UP - before) // WEEK}")


def confirm_transfer(transfer: BankTransfer, before: timedelta) -> None:
    """To each of our staff who may confirm it. Late, it is an error besides: a student waits."""
    late = before <= timedelta()
    if late:
        logger.error("transfer %s is to be confirmed since %s", transfer.pk, transfer.confirm_by)
    emails.confirm_transfer(transfer, _hours(before), late=late)


def _hours(before: timedelta) -> str:
    return f"{before.total_seconds() / 3600:g}h"


def _post(template: str, milestone: Milestone, due: datetime, before: timedelta) -> None:
    placement = milestone.placement
    assert placement is not None
    context: dict[str, Any] = {
        "milestone": milestone,
        "placement": placement,
        "listing": placement.listing,
        "who": placement.who,
        "due": due,
    }
    key = f"{template}:{milestone.pk}:{due:%Y%m%d%H%M%S%f}:{_hours(before)}"
    for end, to in of_employer(placement.listing):
        outbox.post(f"{key}{end}", to, f"payments/{template}", **context)

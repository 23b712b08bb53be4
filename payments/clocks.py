"""The waiting states that end in money moving, or in none coming (product.md section 4)."""

from contextlib import suppress
from typing import Any

from applications import emails_silence
from applications.models import Dispute, Milestone, Placement
from marketplace.states import WrongState
from marketplace.waiting import DAY, TWICE, WEEK, Clock, shorter_than
from payments import actions, reminders
from payments.models import BankTransfer, Chargeback, Credit, Funding, Payout, TopUp

# Of a wait of 3 days. A longer one is reminded of in its last days.
DAILY = (2 * DAY, DAY)


# Of a wait of about a week: before its end, and on after it.
EVERY_DAY = tuple(n * DAY for n in range(6, -15, -1))


# From a week after the approval on.
WEEKLY = tuple(n * WEEK for n in range(2, -13, -1))


def no_money_came(placement: Placement) -> None:
    """Close what can still be paid, then cancel; raises WrongState until all pages are closed."""
    _close_pages(placement)
    actions.cancel_unfunded(placement)


def no_more_money_came(milestone: Milestone) -> None:
    """As `no_money_came`, for a later part: what was approved stays."""
    assert milestone.placement is not None
    _close_pages(milestone.placement)
    actions.end_early(milestone.placement)


def _close_pages(placement: Placement) -> None:
    for funding in Funding.objects.live().filter(milestone__placement=placement):
        actions.ask_to_close(funding)


def nobody_used_it(credit: Credit) -> None:
    """Close what can still be paid with it, then give it back; raises WrongState until then."""
    for funding in actions.counting_on(credit.listing_id, credit.funding.currency):
        actions.ask_to_close(funding)
    actions.return_by_clock(credit)


def budget_money_is_old(top_up: TopUp) -> None:
    """Out of projects first, where what is left in the budget does not make up for it."""
    for row in actions.too_old(top_up):
        with suppress(WrongState):  # it is over, or a bank has it and has not decided
            actions.end_at_limit(row, top_up)
    actions.return_by_limit(top_up)


CLOCKS: list[Clock[Any]] = [
    Clock(
        key="funding",
        noun=Placement,
        states=(Placement.Status.ACCEPTED,),
        rows=Placement.objects.for_pages,
        due="fund_by",
        index="placement_not_funded",
        who="employer",
        length="3 days",
        hours="funding_hours",
        told="daily",
        then="it is cancelled; the place is free again, the student is told",
        reminders=DAILY,
        remind=reminders.pay_in_first,
        wanted=shorter_than(lambda row: row.listing.format.funding_hours),
        act=no_money_came,
    ),
    Clock(
        key="later-part",
        noun=Milestone,
        states=(Milestone.Status.AGREED,),
        rows=Milestone.objects.for_pages,
        due="fund_by",
        index="milestone_not_funded",
        who="employer",
        length="3 days after the part before it is approved",
        hours="funding_hours",
        told="daily",
        then="the rest is cancelled; what is approved is paid",
        reminders=DAILY,
        remind=reminders.pay_in,
        wanted=shorter_than(lambda row: row.placement.listing.format.funding_hours),
        act=no_more_money_came,
    ),
    Clock(
        key="review",
        noun=Milestone,
        states=(Milestone.Status.DELIVERED,),
        rows=Milestone.objects.for_pages,
        due="review_by",
        index="milestone_to_review",
        who="employer",
        length="7 days",
        hours="review_hours",
        then="it is approved, and paid",
        reminders=TWICE,
        remind=reminders.review,
        wanted=shorter_than(lambda row: row.placement.listing.format.review_hours),
        act=actions.approve_by_clock,
    ),
    Clock(
        key="silence",
        noun=Milestone,
        states=Milestone.WAITS_FOR_STUDENT,
        rows=Milestone.objects.for_pages,
        due="work_by",
        index="milestone_to_hand_in",
        grace=Milestone.SILENCE,
        who="student, or employer",
        length="2 weeks after the agreed day",
        told="both, 7 days and 1 day before",
        then="with nothing handed in, that part ends: what was paid in for it goes back, and the "
        "place is free; where changes are late, a dispute is opened for the employer, so that the "
        "student is heard",
        reminders=(7 * DAY, DAY),
        remind=emails_silence.remind,
        act=actions.end_in_silence,
    ),
    Clock(
        key="dispute",
        noun=Dispute,
        states=(Dispute.Status.OPEN,),
        rows=Dispute.objects.for_pages,
        due="answer_by",
        index="dispute_to_answer",
        who="the other side",
        length="5 working days",
        told="24 hours before",
        then="it is decided as whoever opened it wants",
        reminders=(DAY,),
        remind=reminders.answer_dispute,
        act=actions.decide_by_clock,
    ),
    Clock(
        key="decision",
        noun=Dispute,
        states=(Dispute.Status.ANSWERED,),
        rows=Dispute.objects.for_pages,
        due="decide_by",
        index="dispute_to_decide",
        who="staff of the platform",
        length="5 working days",
        told="daily, and after it for 2 weeks",
        then="it is an error in the log every night, and stands first in the list",
        reminders=EVERY_DAY,
        remind=reminders.decide_dispute,
    ),
    Clock(
        key="evidence",
        noun=Chargeback,
        states=(Chargeback.Status.OPEN,),
        rows=lambda: Chargeback.objects.for_pages().filter(sent_at=None),
        due="answer_by",
        index="chargeback_to_answer",
        who="staff of the platform",
        length="as the payer's bank says",
        told="3 days and 24 hours before, while nothing was sent",
        then="the bank decides without us",
        reminders=TWICE,
        remind=reminders.send_evidence,
    ),
    Clock(
        key="hold",
        noun=Funding,
        states=(Funding.Status.SUCCEEDED,),
        rows=Funding.objects.to_let_go,
        due="refund_by",
        index="funding_to_let_go",
        who="both sides of the work it is held for",
        length="until 3 days before Stripe lets money stay no longer (90 days; 2 years in the US)",
        told="11 days before",
        then="work that waits for its answer is approved; a dispute is ended; what is not handed "
        "in ends, and the money goes back",
        reminders=(11 * DAY,),
        remind=reminders.hold_ends,
        act=actions.let_go,
    ),
    Clock(
        key="budget-hold",
        noun=TopUp,
        states=(TopUp.Status.SUCCEEDED,),
        rows=TopUp.objects.for_pages,
        due="leave_by",
        index="top_up_to_leave",
        who="staff of the university",
        length="until 3 days before Stripe lets money stay no longer (90 days; 2 years in the US)",
        told="11 days before, while some of it is there, and both sides of work that it would end; "
        "who is concerned only later, a week, 3 days or a day before",
        then="it goes back to the university, out of what is left in the budget: two of our staff "
        "send it. Where that is too little, what is reserved for projects goes back, too, and then "
        "what is held for them, by the rule above",
        reminders=(11 * DAY, WEEK, 3 * DAY, DAY),
        remind=reminders.budget_hold_ends,
        act=budget_money_is_old,
    ),
    Clock(
        key="payout",
        noun=Payout,
        states=(Payout.Status.WAITING,),
        rows=lambda: Payout.objects.stuck().for_pages(),
        due="set_up_by",
        index="payout_to_set_up",
        who="student, who has to say where to be paid",
        length="3 weeks after the approval",
        told="every week, and on after it for 12 weeks",
        then="it stays theirs: our staff are told every night, to find them",
        reminders=WEEKLY,
        remind=reminders.set_up,
    ),
    Clock(
        key="bank-transfer",
        noun=BankTransfer,
        states=(BankTransfer.Status.RECORDED,),
        rows=BankTransfer.objects.for_pages,
        due="confirm_by",
        index="transfer_to_confirm",
        who="another of the platform's staff",
        length="2 days",
        told="daily, and after it for 2 weeks",
        then="it stands in the log every night, and first in the list",
        reminders=tuple(n * DAY for n in range(1, -15, -1)),
        remind=reminders.confirm_transfer,
    ),
    Clock(
        key="choose-to-keep",
        noun=Credit,
        states=(Credit.Status.ASKED,),
        rows=Credit.objects.for_pages,
        due="use_by",
        index="credit_to_give_back",
        who="employer",
        length="5 days after the student has called the work off",
        told="24 hours before",
        then="what was paid in goes back to where it came from",
        reminders=(DAY,),
        remind=reminders.use_kept,
        act=nobody_used_it,
    ),
    Clock(
        key="kept",
        noun=Credit,
        states=(Credit.Status.KEPT,),
        rows=Credit.objects.for_pages,
        due="use_by",
        index="credit_to_give_back",
        who="employer",
        length="30 days, for an offer to the next student",
        told="3 days before",
        then="what was kept goes back to where it came from",
        reminders=(3 * DAY,),
        remind=reminders.use_kept,
        act=nobody_used_it,
    ),
]

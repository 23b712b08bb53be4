"""What tests/test_steps.py needs of each step: rows in every state, and what is sent."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from applications import actions
from applications.models import (
    Application,
    CheckIn,
    Dispute,
    Extension,
    Milestone,
    Offer,
    Placement,
)
from marketplace.states import Stateful, move
from payments import actions as payment_actions
from payments.models import Credit
from tests import make

# Pages that take a form and are no step of the tables: each has tests of its own.
ELSEWHERE = {
    "applications:messages",  # of a thread, which says itself whether it goes on
    "applications:report",  # of anything, in any state
    "applications:answer_report",  # by our staff: tests/applications/test_answering_reports.py
    "applications:criteria",  # of a listing
    "applications:score",  # by a listing's criteria
    "applications:remove_note",  # of whoever wrote it
    "applications:nameless",  # a file beside the application, in any state
    "applications:put_away",  # of a listing
    "applications:team",  # of a listing; tests/applications/test_teams.py
    "applications:team_ask",  # of one who is named, whoever that is; test_teams.py
    "applications:discard",  # leaves no row; tests/applications/test_applying_draft.py
    "applications:remove_hours",  # of the log
    # By our staff: tests/payments/test_disputes.py
    "payments:decide",
    # tests/payments/test_by_hand.py, test_reconciling.py, ledger pages
    "payments:billing",
    "payments:difference",
    "payments:take_difference",
    "payments:ledger_check_now",
    "payments:transfer",
    "payments:confirm_transfer",
    "payments:refuse_transfer",
    # test_stuck_payouts.py, test_parked.py, test_faults_reversals.py, test_evidence.py
    "payments:begin_transfer",
    "payments:leave_transfer",
    "payments:take_over",
    "payments:return_parked",
    "payments:post_rate",
    "payments:correct",
    "payments:reversal",
    "payments:reverse_again",
    "payments:chargeback",
    "payments:setup",
    "payments:stripe_webhook",
    # By universities' staff, and ours for them: tests/payments/test_budgets.py
    "payments:new_budget",
    "payments:edit_budget",
    "payments:top_up",
    "payments:drop_top_up",
    "payments:grant_listing",
    "payments:grant_placement",
    "payments:end_grant",
    "payments:receive",
    "payments:confirm_receipt",
    "payments:refuse_receipt",
    # tests/payments/test_budgets_back.py
    "payments:ask_back",
    "payments:keep_in",
    "payments:send_back",
    "payments:confirm_return",
    "payments:refuse_return",
}
# Any student may use these, for an application of their own.
OF_A_LISTING = {"applications:apply"}


# --- A row in each state ---


def sendable(status: str) -> Application:
    """All that is asked for is there."""
    who = make.student()
    given = {"submitted_at": None, "decide_by": None} if status == "draft" else {}
    return make.application(
        student=who,
        university=who.university,
        listing=make.listing(approved_by=who.university),
        status=status,
        resume=make.resume(who),
        **given,
    )


def application(status: str) -> Application:
    if status == "offered":
        return make.offer().application
    if status == "accepted":
        return make.placement().offer.application
    return sendable(status)


def offer(status: str) -> Offer:
    if status == "accepted":
        return make.placement().offer
    if status == "cancelled":
        return placement("cancelled").offer
    row = make.offer()
    if status == "made":
        return row
    step = {"declined": actions.refuse, "expired": actions.expire, "withdrawn": actions.take_back}
    step[status](row)
    return row


def placement(status: str) -> Placement:
    if status == "completed":
        return milestone("paid").placement
    if status == "active":
        return make.funded().milestone.placement
    row = make.placement()
    if status == "cancelled":
        actions.cancel(row, row.offer.made_by, "other")
    return row


def milestone(status: str) -> Milestone:
    if status == "cancelled":
        return placement("cancelled").milestones.get()
    row: Milestone = HANDS[status]()
    row.refresh_from_db()
    return row


def refunded() -> Milestone:
    row = make.funded().milestone
    move(row, Milestone.Status.REFUNDED)
    return row


def sent_back() -> Milestone:
    row = make.delivered()
    actions.ask_for_changes(row, "Sort it by shop.", make.today(9))
    return row


def disputed() -> Milestone:
    return make.dispute().milestone


def paid() -> Milestone:
    row = make.delivered()
    make.payee(row.placement.student)
    return make.payout(row, sent=True).milestone


HANDS: dict[str, Callable[[], Milestone]] = {
    "agreed": lambda: make.placement().milestones.get(),
    "funded": lambda: make.funded().milestone,
    "delivered": make.delivered,
    "changes": sent_back,
    "approved": lambda: make.payout().milestone,
    "paid": paid,
    "disputed": disputed,
    "refunded": refunded,
}


def credit(status: str) -> Credit:
    """A student has called the work off, so the employer is asked."""
    row = make.funded().milestone
    payment_actions.call_off(
        row.placement, row.placement.student.user, "other", "", told=row.amount_minor
    )
    kept = Credit.objects.get()
    if status == "kept":
        payment_actions.choose_to_keep(kept, row.offer.made_by)
    if status == "closed":
        payment_actions.return_kept(kept)
    return kept


def extension(status: str) -> Extension:
    """The employer asks the student."""
    return make.extension(make.funded().milestone, by_student=False, status=status)


def check_in(status: str) -> CheckIn:
    """The student is asked."""
    return make.check_in(make.funded().milestone.placement, status=status)


def dispute(status: str) -> Dispute:
    """The employer opened it, wishing for a refund."""
    row = make.dispute() if status in {"open", "withdrawn"} else make.answered()
    if status == "withdrawn":
        actions.take_back_dispute(row, row.opened_by)
    if status == "decided":
        payment_actions.decide(row, make.platform(), actions.Wish("refund"), "Not as agreed.")
    return Dispute.objects.for_pages().get(pk=row.pk)


MADE: dict[type[Stateful], Callable[[str], Any]] = {
    Application: application,
    Offer: offer,
    Placement: placement,
    Milestone: milestone,
    Credit: credit,
    Dispute: dispute,
    Extension: extension,
    CheckIn: check_in,
}


def late(status: str) -> Milestone:
    """Its day has passed; it counts only while the student works."""
    row = milestone(status)
    Milestone.objects.filter(pk=row.pk).update(work_by=timezone.now() - timedelta(hours=1))
    row.refresh_from_db()
    return row


def runner_up(status: str) -> Application:
    """On the shortlist when the last place was filled, which is free again; now in `status`."""
    row = application(status)
    Application.objects.filter(pk=row.pk).update(runner_up_at=timezone.now())
    row.refresh_from_db()
    return row


# Where the state alone does not allow it.
MADE_FOR: dict[str, Callable[[str], Any]] = {
    "applications:nudge": late,
    "applications:ask_again": runner_up,
    "applications:open_dispute": late,
}


# --- What is sent ---


def terms() -> dict[str, str]:
    return {
        "pay": "720.00",
        "starts_on": make.today(14).isoformat(),
        "ends_on": make.today(34).isoformat(),
        "total_hours": "30",
        "hours_per_week": "10",
        "ownership": "employer",
        "confidentiality": "marked",
        "ai_use": "disclosed",
        "part1-title": "Clean table",
        "part1-due_on": make.today(20).isoformat(),
        "part1-amount": "720",
        "send": "1",
    }


SENT: dict[str, Callable[[], dict[str, str]]] = {
    "applications:apply": lambda: {"pitch": "I would begin with shop 8.", "save": "1"},
    "applications:edit": lambda: {"pitch": "I would begin with shop 8.", "save": "1"},
    "applications:add_note": lambda: {"text": "Ask about shop 7."},
    "applications:decline": lambda: {"reason": "skills", "note": "Thank you."},
    "applications:make_offer": terms,
    "payments:accept": lambda: {"agree": "on"},
    "applications:cancel": lambda: {"reason": "other"},
    "applications:deliver": lambda: {"note": "The table is clean."},
    "payments:agree": lambda: {"seen": "refund:None:None"},
    "payments:call_off": lambda: {
        "reason": "other",
        "told": "72000",
        "money": "back",
    },
    "applications:open_dispute": lambda: {
        "reason": "other",
        "note": "Half of the rows are missing.",
        "outcome": "redo",
        "day": make.today(9).isoformat(),
    },
    "applications:say": lambda: {"note": "All rows are there."},
    "applications:more_time": lambda: {
        "to_day": make.today(40).isoformat(),
        "reason": "The archive is closed.",
    },
    "applications:hours": lambda: {"day": make.today().isoformat(), "hours": "1.5"},
    "applications:check_in": lambda: {"going": "well", "word": ""},
    "applications:ask_for_changes": lambda: {
        "answer": "Sort it by shop.",
        "by_date": make.today(30).isoformat(),
    },
}


# What depends on the row.
SENT_OF: dict[str, Callable[[Any], dict[str, str]]] = {
    "applications:selected": lambda row: {"do": "shortlist", "a": str(row.pk)},
    "applications:decline_several": lambda row: {
        "a": str(row.pk),
        "reason": "skills",
        "note": "Thank you.",
        "send": "1",
    },
    "payments:agree": lambda row: {"seen": f"{row.wanted}:None:None"},
}
BY_LISTING = {"applications:apply", "applications:selected", "applications:decline_several"}


def sent(url: str, row: Any) -> dict[str, str]:
    return SENT_OF[url](row) if url in SENT_OF else SENT.get(url, dict)()


def address(url: str, row: Any) -> dict[str, Any]:
    """What the address needs."""
    if url in BY_LISTING:
        return {"slug": row.listing.slug}
    return {"pk": row.placement.pk if url == "applications:check_in" else row.pk}

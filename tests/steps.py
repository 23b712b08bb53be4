"""What tests/test_steps.py needs of each step: where it is, and what is sent there."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import UniversityDomain
from applications import actions
from applications.models import Application, Criterion, Milestone, TeamMember
from tests import make

# Pages that take a form and are no step of the tables: each has tests of its own.
ELSEWHERE = {
    "applications:report",  # of anything, in any state: tests/applications/test_reports.py
    "applications:criteria",  # of a listing: test_notes.py
    "applications:remove_note",  # of whoever wrote it: test_notes.py
    "applications:put_away",  # of a listing: test_putting_away.py
    "applications:not_for_me",  # of a listing: test_for_you.py
    "applications:all_again",  # of whoever asks: test_for_you.py
    "applications:not_interested",  # of an invitation: test_inviting.py
    "applications:interested",  # in listings: test_inviting.py
    "applications:invite",  # a student to a listing: test_inviting.py
    "applications:remove_hours",  # of the log: test_hours.py
    "applications:here_organisation",  # of an organisation: test_standing.py
    "applications:recall_here",  # of a listing: test_recalled_here.py
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
OF_A_LISTING = {"applications:apply", "applications:team"}
# What leaves no row behind.
GONE = {"applications:discard"}


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


SENT: dict[str, Callable[[], dict[str, Any]]] = {
    "applications:messages": lambda: {"text": "Which day suits you?"},
    "applications:nameless": lambda: {"upload": SimpleUploadedFile("me.pdf", make.PDF)},
    "applications:answer_report": lambda: {"action": "dismiss"},
    "payments:decide": lambda: {
        "outcome": "full",
        "reasons": "Seen and weighed: every row of it is there.",
        "meant": "on",
        "decide": "1",
    },
    "applications:apply": lambda: {"pitch": "I would begin with shop 8.", "save": "1"},
    "applications:edit": lambda: {"pitch": "I would begin with shop 8.", "save": "1"},
    "applications:add_note": lambda: {"text": "Ask about shop 7."},
    "applications:decline": lambda: {"reason": "skills", "note": "Thank you."},
    "applications:make_offer": terms,
    "payments:accept": lambda: {"agree": "on"},
    "applications:cancel": lambda: {"reason": "other"},
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


def to_deliver(row: Milestone) -> dict[str, str]:
    """What is handed in already may be added to."""
    if row.status == Milestone.Status.DELIVERED:
        return {"add": "1", "links": "https://example.org/more"}
    return {"note": "The table is clean."}


def to_a_team(row: TeamMember) -> dict[str, str]:
    """Who is asked says yes; who is in it leaves."""
    if row.status == TeamMember.Status.ASKED:
        return {"action": "confirm", "share": actions.part_of(row)}
    return {}


def to_name(row: Application) -> dict[str, str]:
    """Somebody with an address of a university that we know."""
    domain = UniversityDomain.objects.get(university=row.student.university).domain
    return {"action": "name", "email": f"mate@{domain}"}


# What depends on the row.
SENT_OF: dict[str, Callable[[Any], dict[str, str]]] = {
    "applications:team": to_name,
    "applications:deliver": to_deliver,
    "applications:check": lambda row: {"version": row.version},
    "applications:check_delivery": lambda row: {"version": make.hand_in(row).version},
    "applications:team_ask": to_a_team,
    "applications:score": lambda row: {Criterion.objects.get(listing=row.listing).key: "3"},
    "applications:selected": lambda row: {"do": "shortlist", "a": str(row.pk)},
    "applications:decline_several": lambda row: {
        "a": str(row.pk),
        "reason": "skills",
        "note": "Thank you.",
        "send": "1",
    },
    "payments:agree": lambda row: {"seen": f"{row.wanted}:None:None"},
}
BY_LISTING = {
    *("applications:apply", "applications:team"),
    *("applications:selected", "applications:decline_several"),
}


def sent(url: str, row: Any) -> dict[str, Any]:
    return SENT_OF[url](row) if url in SENT_OF else SENT.get(url, dict)()


def address(url: str, row: Any) -> dict[str, Any]:
    """What the address needs."""
    if url in BY_LISTING:
        return {"slug": row.listing.slug}
    return {"pk": row.placement.pk if url == "applications:check_in" else row.pk}

"""Everything that changes an application, an offer or a placement.

Rows are locked in one order: listing, application or offer, milestones, placement, delivery.
Callers have checked who asks; an action knows only what is possible.
"""

from applications.actions.agreeing import Choices, draft_of
from applications.actions.applying import (
    ChangedMeanwhile,
    Incomplete,
    NotEligible,
    keep_resume,
    save_draft,
    submit,
    withdraw,
)
from applications.actions.checking_in import ask_how_it_goes, say_how_it_goes, stop_asking
from applications.actions.choosing import close_undecided, decline, shortlist, unshortlist
from applications.actions.disputing import (
    Decision,
    Evidence,
    SaidEnough,
    Wish,
    end_dispute,
    may_open,
    open_dispute,
    say,
    take_back_dispute,
    wish_of,
)
from applications.actions.disputing import hold as hold_dispute
from applications.actions.editing import edit, keep_edits
from applications.actions.ending import Changed, HandedIn, call_off, may_end
from applications.actions.extending import (
    MAX_DAYS_LATER,
    AskedAlready,
    DayMoved,
    agree_to_more_time,
    ask_for_more_time,
    lapse,
    refuse_more_time,
    take_back_extension,
)
from applications.actions.messaging import (
    ThreadClosed,
    hide_message,
    keep_unsent,
    read,
    send,
    tell_of_messages,
)
from applications.actions.nameless import give_nameless, take_nameless
from applications.actions.offering import (
    MAX_PARTS,
    NoOpenings,
    Part,
    Terms,
    accept,
    expire,
    make_offer,
    refuse,
    take_back,
)
from applications.actions.putting import StillGoingOn, put_away
from applications.actions.reporting import act_on, dismiss, report
from applications.actions.scoring import add_note, score, set_criteria
from applications.actions.telling import tell_of_change
from applications.actions.timekeeping import TooManyHours, log_hours, remove_hours
from applications.actions.working import (
    PaymentUnderWay,
    approve,
    ask_for_changes,
    cancel,
    cancel_unfunded,
    deliver,
    end_early,
    end_of_work,
    extend_funding,
    fund,
    pay,
    payment_with_bank,
)

__all__ = [
    "MAX_DAYS_LATER",
    "MAX_PARTS",
    "AskedAlready",
    "Changed",
    "ChangedMeanwhile",
    "Choices",
    "DayMoved",
    "Decision",
    "Evidence",
    "HandedIn",
    "Incomplete",
    "NoOpenings",
    "NotEligible",
    "Part",
    "PaymentUnderWay",
    "SaidEnough",
    "StillGoingOn",
    "Terms",
    "ThreadClosed",
    "TooManyHours",
    "Wish",
    "accept",
    "act_on",
    "add_note",
    "agree_to_more_time",
    "approve",
    "ask_for_changes",
    "ask_for_more_time",
    "ask_how_it_goes",
    "call_off",
    "cancel",
    "cancel_unfunded",
    "close_undecided",
    "decline",
    "deliver",
    "dismiss",
    "draft_of",
    "edit",
    "end_dispute",
    "end_early",
    "end_of_work",
    "expire",
    "extend_funding",
    "fund",
    "give_nameless",
    "hide_message",
    "hold_dispute",
    "keep_edits",
    "keep_resume",
    "keep_unsent",
    "lapse",
    "log_hours",
    "make_offer",
    "may_end",
    "may_open",
    "open_dispute",
    "pay",
    "payment_with_bank",
    "put_away",
    "read",
    "refuse",
    "refuse_more_time",
    "remove_hours",
    "report",
    "save_draft",
    "say",
    "say_how_it_goes",
    "score",
    "send",
    "set_criteria",
    "shortlist",
    "stop_asking",
    "submit",
    "take_back",
    "take_back_dispute",
    "take_back_extension",
    "take_nameless",
    "tell_of_change",
    "tell_of_messages",
    "unshortlist",
    "wish_of",
    "withdraw",
]

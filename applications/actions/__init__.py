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
from applications.actions.choosing import close_undecided, decline, shortlist, unshortlist
from applications.actions.editing import edit, keep_edits
from applications.actions.ending import Changed, HandedIn, call_off, may_end
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
from applications.actions.telling import tell_of_change
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
    "MAX_PARTS",
    "Changed",
    "ChangedMeanwhile",
    "Choices",
    "HandedIn",
    "Incomplete",
    "NoOpenings",
    "NotEligible",
    "Part",
    "PaymentUnderWay",
    "StillGoingOn",
    "Terms",
    "accept",
    "approve",
    "ask_for_changes",
    "call_off",
    "cancel",
    "cancel_unfunded",
    "close_undecided",
    "decline",
    "deliver",
    "draft_of",
    "edit",
    "end_early",
    "end_of_work",
    "expire",
    "extend_funding",
    "fund",
    "give_nameless",
    "keep_edits",
    "keep_resume",
    "make_offer",
    "may_end",
    "pay",
    "payment_with_bank",
    "put_away",
    "refuse",
    "save_draft",
    "shortlist",
    "submit",
    "take_back",
    "take_nameless",
    "tell_of_change",
    "unshortlist",
    "withdraw",
]

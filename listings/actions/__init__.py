"""What changes a listing, and a university's decision on it."""

from listings.actions.asking import (
    NotOpen,
    TooMany,
    answer_question,
    ask,
    close_question,
    decline_question,
    hide_question,
    publish_question,
    show_question,
)
from listings.actions.claiming import claim, claim_next, release
from listings.actions.copying import copy
from listings.actions.deciding import (
    AgainstPolicy,
    NotVerified,
    TooLate,
    approve,
    approve_by_rule,
    ask_for_changes,
    reject,
)
from listings.actions.life import (
    archive,
    change,
    close,
    extend,
    fill,
    make_template,
    recall,
    reopen,
    unarchive,
)
from listings.actions.policy import apply_policy, newly_against, save_policy, save_reasons
from listings.actions.sending import Refused, choose_universities, free_slug, submit, withdraw

__all__ = [
    "AgainstPolicy",
    "NotOpen",
    "NotVerified",
    "Refused",
    "TooLate",
    "TooMany",
    "answer_question",
    "apply_policy",
    "approve",
    "approve_by_rule",
    "archive",
    "ask",
    "ask_for_changes",
    "change",
    "choose_universities",
    "claim",
    "claim_next",
    "close",
    "close_question",
    "copy",
    "decline_question",
    "extend",
    "fill",
    "free_slug",
    "hide_question",
    "make_template",
    "newly_against",
    "publish_question",
    "recall",
    "reject",
    "release",
    "reopen",
    "save_policy",
    "save_reasons",
    "show_question",
    "submit",
    "unarchive",
    "withdraw",
]

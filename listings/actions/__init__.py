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
from listings.actions.copying import copy
from listings.actions.deciding import NotVerified, TooLate, approve, ask_for_changes, reject
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
from listings.actions.sending import Refused, choose_universities, free_slug, submit, withdraw

__all__ = [
    "NotOpen",
    "NotVerified",
    "Refused",
    "TooLate",
    "TooMany",
    "answer_question",
    "approve",
    "archive",
    "ask",
    "ask_for_changes",
    "change",
    "choose_universities",
    "close",
    "close_question",
    "copy",
    "decline_question",
    "extend",
    "fill",
    "free_slug",
    "hide_question",
    "make_template",
    "publish_question",
    "recall",
    "reject",
    "reopen",
    "show_question",
    "submit",
    "unarchive",
    "withdraw",
]

"""What changes a listing, and a university's decision on it."""

from listings.actions.copying import copy
from listings.actions.deciding import NotVerified, TooLate, approve, ask_for_changes, reject
from listings.actions.life import (
    archive,
    change,
    close,
    extend,
    fill,
    make_template,
    reopen,
    unarchive,
)
from listings.actions.sending import Refused, choose_universities, free_slug, submit, withdraw

__all__ = [
    "NotVerified",
    "Refused",
    "TooLate",
    "approve",
    "archive",
    "ask_for_changes",
    "change",
    "choose_universities",
    "close",
    "copy",
    "extend",
    "fill",
    "free_slug",
    "make_template",
    "reject",
    "reopen",
    "submit",
    "unarchive",
    "withdraw",
]

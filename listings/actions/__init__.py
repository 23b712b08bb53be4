"""What changes a listing, and a university's decision on it."""

from listings.actions.copying import copy
from listings.actions.deciding import NotVerified, TooLate, approve, ask_for_changes, reject
from listings.actions.life import close, fill, reopen
from listings.actions.sending import Refused, choose_universities, free_slug, submit, withdraw

__all__ = [
    "NotVerified",
    "Refused",
    "TooLate",
    "approve",
    "ask_for_changes",
    "choose_universities",
    "close",
    "copy",
    "fill",
    "free_slug",
    "reject",
    "reopen",
    "submit",
    "withdraw",
]

"""Everything that changes money: one transaction each, no network.

What Stripe says comes in as rows of `payments.seen`; `payments.operations` fetches them.
"""

from payments.actions.accounts import settle_account, start_account
from payments.actions.clocks import cancel_unfunded, end_early
from payments.actions.funding import (
    NotOurs,
    UnderWay,
    ask_to_close,
    give_up_page,
    settle_checkout,
    start_funding,
)
from payments.actions.paying import (
    NewerVersion,
    approve,
    approve_by_clock,
    put_back,
    queue_due,
    record_manual,
    reroute,
    settle_transfer,
    transfer_again,
)
from payments.actions.refunding import give_up_refund, refund_again, settle_refund

__all__ = [
    "NewerVersion",
    "NotOurs",
    "UnderWay",
    "approve",
    "approve_by_clock",
    "ask_to_close",
    "cancel_unfunded",
    "end_early",
    "give_up_page",
    "give_up_refund",
    "put_back",
    "queue_due",
    "record_manual",
    "refund_again",
    "reroute",
    "settle_account",
    "settle_checkout",
    "settle_refund",
    "settle_transfer",
    "start_account",
    "start_funding",
    "transfer_again",
]

"""Everything that changes money: one transaction each, no network.

What Stripe says comes in as rows of `payments.seen`; `payments.operations` fetches them.
"""

from payments.actions.accounts import lose_account, settle_account, start_account
from payments.actions.answering import (
    evidence_refused,
    send_evidence,
    settle_evidence,
    uploaded,
)
from payments.actions.budget_limit import end_at_limit, too_old
from payments.actions.by_hand import (
    SamePerson,
    begin_transfer,
    confirm_transfer,
    leave_transfer,
    record_transfer,
    refuse_transfer,
    take_over,
)
from payments.actions.charging_back import settle_chargeback
from payments.actions.clocks import cancel_unfunded, end_early
from payments.actions.converting import parked, post_rate
from payments.actions.correcting import (
    NotByStripe,
    correct,
    give_up_reversal,
    left_of,
    reversal_again,
    reversal_waits,
    reverse_again,
    settle_reversal,
    shares_of_correction,
)
from payments.actions.deciding import agree, decide, decide_by_clock, shares
from payments.actions.ending import Outcome, call_off, outcome
from payments.actions.funding import (
    NotOurs,
    TooEarly,
    UnderWay,
    ask_to_close,
    give_up_page,
    pay_from_kept,
    settle_checkout,
    start_funding,
)
from payments.actions.holding import held_with
from payments.actions.keeping import (
    InUse,
    choose_to_keep,
    counting_on,
    kept,
    return_by_clock,
    return_kept,
    usable,
)
from payments.actions.limiting import let_go
from payments.actions.paying import (
    Frozen,
    NewerVersion,
    approve,
    approve_by_clock,
    give_to_staff,
    hold_back,
    put_back,
    queue_due,
    reroute,
    settle_transfer,
    transfer_again,
)
from payments.actions.purses import left, overdue
from payments.actions.reconciling import close as close_break
from payments.actions.reconciling import (
    compare,
    find_missing,
    match,
    stopped,
    unknown_word,
)
from payments.actions.reconciling import keep as keep_booked
from payments.actions.reconciling import take as take_break
from payments.actions.refunding import (
    give_up_refund,
    refund_again,
    return_parked,
    settle_refund,
)
from payments.actions.returning import (
    ask_back,
    confirm_return,
    keep_in,
    record_return,
    refuse_return,
    return_by_limit,
)
from payments.actions.setting_apart import find_apart
from payments.actions.silence import end_in_silence
from payments.actions.sponsoring import (
    Capped,
    TooLittle,
    TooOld,
    accept,
    end_grant,
    grant_listing,
    grant_placement,
    held_for,
    reserved_for,
    set_aside_for,
    set_free_by_clock,
    university_share,
)
from payments.actions.taken_back import TakenBack
from payments.actions.taxing import warn as warn_of_tax_form
from payments.actions.top_ups_taken_back import settle_top_up_chargeback
from payments.actions.topping_up import (
    announce_top_up,
    confirm_receipt,
    drop_top_up,
    give_up_top_up,
    record_receipt,
    refuse_receipt,
    settle_top_up,
    start_top_up,
)

__all__ = [
    "Capped",
    "Frozen",
    "InUse",
    "NewerVersion",
    "NotByStripe",
    "NotOurs",
    "Outcome",
    "SamePerson",
    "TakenBack",
    "TooEarly",
    "TooLittle",
    "TooOld",
    "UnderWay",
    "accept",
    "agree",
    "announce_top_up",
    "approve",
    "approve_by_clock",
    "ask_back",
    "ask_to_close",
    "begin_transfer",
    "call_off",
    "cancel_unfunded",
    "choose_to_keep",
    "close_break",
    "compare",
    "confirm_receipt",
    "confirm_return",
    "confirm_transfer",
    "correct",
    "counting_on",
    "decide",
    "decide_by_clock",
    "drop_top_up",
    "end_at_limit",
    "end_early",
    "end_grant",
    "end_in_silence",
    "evidence_refused",
    "find_apart",
    "find_missing",
    "give_to_staff",
    "give_up_page",
    "give_up_refund",
    "give_up_reversal",
    "give_up_top_up",
    "grant_listing",
    "grant_placement",
    "held_for",
    "held_with",
    "hold_back",
    "keep_booked",
    "keep_in",
    "kept",
    "leave_transfer",
    "left",
    "left_of",
    "let_go",
    "lose_account",
    "match",
    "outcome",
    "overdue",
    "parked",
    "pay_from_kept",
    "post_rate",
    "put_back",
    "queue_due",
    "record_receipt",
    "record_return",
    "record_transfer",
    "refund_again",
    "refuse_receipt",
    "refuse_return",
    "refuse_transfer",
    "reroute",
    "reserved_for",
    "return_by_clock",
    "return_by_limit",
    "return_kept",
    "return_parked",
    "reversal_again",
    "reversal_waits",
    "reverse_again",
    "send_evidence",
    "set_aside_for",
    "set_free_by_clock",
    "settle_account",
    "settle_chargeback",
    "settle_checkout",
    "settle_evidence",
    "settle_refund",
    "settle_reversal",
    "settle_top_up",
    "settle_top_up_chargeback",
    "settle_transfer",
    "shares",
    "shares_of_correction",
    "start_account",
    "start_funding",
    "start_top_up",
    "stopped",
    "take_break",
    "take_over",
    "too_old",
    "transfer_again",
    "university_share",
    "unknown_word",
    "uploaded",
    "usable",
    "warn_of_tax_form",
]

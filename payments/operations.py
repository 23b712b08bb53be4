"""Asking Stripe and writing down the answer: claim, call, settle.

Each step is its own transaction and may be repeated: a worker that dies anywhere leaves an
operation whose lease runs out, and the next one sends the same request with the same key.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from time import monotonic, sleep
from uuid import UUID

from django.db.models import Model, QuerySet

from accounts.models import Student
from marketplace.states import WrongState
from payments import actions, answering_banks, gateway, taking_back, top_ups
from payments.actions import outbox
from payments.gateway import GatewayBusy, GatewayRefused, GatewayUnknown
from payments.models import Funding, Operation, Payee, Payout, Refund, TopUp
from payments.models.payouts import PayoutQuerySet

logger = logging.getLogger(__name__)

Kind = Operation.Kind

CLICK_WAITS = 4  # seconds


def run(pk: UUID, *, at_once: bool = False) -> None:
    """Send one operation, if it is due and nobody else has it. Run twice, it is done once."""
    operation = outbox.claim(pk, at_once=at_once)
    if operation is None:
        return
    try:
        # Sent before, with an unknown end: what came of it is looked up, not repeated blindly.
        if operation.first_sent_at and _found_or_stuck(operation):
            return
        if outbox.is_too_old(operation):
            _too_old(operation)
        elif operation.first_sent_at or _may_begin(operation):
            outbox.begin(operation)
            SEND[operation.kind](operation)
    except GatewayBusy as error:
        outbox.put_off(operation, str(error))
    except GatewayRefused as error:
        GIVE_UP[operation.kind](operation, str(error))
    except GatewayUnknown as error:
        _unknown(operation, str(error))


def _unknown(operation: Operation, why: str) -> None:
    """A 500 is repeated for its key for ever, though the work may be done (payments.md F4)."""
    try:
        if found(operation):
            return
    except GatewayBusy as error:
        why = f"{why}; {error}"
    if operation.kind in (Kind.CHECKOUT, Kind.EXPIRE, Kind.TOP_UP):
        # The same key would say the same for a day. A new one does no harm: nobody has the
        # address of a page that did not come, and closing twice is closing once.
        GIVE_UP[operation.kind](operation, why)
    else:
        outbox.put_off(operation, why)


def found(operation: Operation) -> bool:
    """Whether Stripe has done it; if so, it is settled. Raises GatewayBusy: cannot be told now."""
    try:
        return LOOK_UP[operation.kind](operation)
    except (GatewayRefused, GatewayUnknown) as error:
        # That the question was refused says nothing about what was asked before.
        raise GatewayBusy(str(error)) from error


def _found_or_stuck(operation: Operation) -> bool:
    """As `found`. What is found but cannot be written down waits for a person after a day."""
    try:
        return found(operation)
    except GatewayBusy:
        raise
    except Exception as error:
        moves_money = operation.kind in Operation.MOVES_MONEY
        if not (moves_money and outbox.is_too_old(operation)):
            raise
        outbox.set_aside(operation, repr(error))
        logger.exception("operation %s (%s) waits for a person", operation.pk, operation)
        return True


def _too_old(operation: Operation) -> None:
    """Looked up above and not found; the key may be forgotten, so a repeat could be a second."""
    why = "not answered within a day"
    if operation.kind in Operation.MOVES_MONEY:
        outbox.set_aside(operation, why)
        logger.error("operation %s (%s) waits for a person", operation.pk, operation)
    else:
        # Nobody has the page's address or the account's link: a new one does no harm.
        GIVE_UP[operation.kind](operation, why)


# --- Payment pages ---


def open_page(funding: Funding) -> Funding:
    """Open the payment page somebody waits for; if it has been open before, see how it went.

    Raises GatewayBusy: it is not open, and nothing was charged.
    """
    if funding.stripe_session_id:
        return check_funding(funding)
    run(funding.operation_id, at_once=True)
    until = monotonic() + CLICK_WAITS
    while not _has_page(funding):
        # A double click: the first one is asking Stripe at this moment.
        if funding.operation.status != Operation.Status.SENT or monotonic() > until:
            raise GatewayBusy(funding.operation.last_error)
        sleep(0.1)
    return funding


def open_top_up(top_up: TopUp) -> TopUp:
    """Open the payment page of a payment that was begun just now.

    Raises GatewayBusy: it is not open, and nothing was charged.
    """
    if top_up.operation_id:
        run(top_up.operation_id, at_once=True)
    top_up.refresh_from_db()
    if top_up.status == TopUp.Status.CREATED:
        raise GatewayBusy(top_up.operation.last_error if top_up.operation else "")
    return top_up


def _has_page(funding: Funding) -> bool:
    funding.refresh_from_db()
    return bool(funding.checkout_url) or funding.status not in Funding.LIVE


def check_funding(funding: Funding) -> Funding:
    """Ask Stripe how this payment stands, and write it down. Raises the gateway's errors."""
    if not funding.stripe_session_id:
        return funding
    return actions.settle_checkout(funding, gateway.fetch_checkout(funding.stripe_session_id))


def check_session(session_id: str) -> bool:
    """As above, by Stripe's id. False: it names no payment of ours (yet)."""
    seen = gateway.fetch_checkout(session_id)
    funding = named(Funding.objects.all(), seen.funding)
    top_up = named(TopUp.objects.all(), seen.top_up)
    if funding:
        actions.settle_checkout(funding, seen)
    if top_up:
        actions.settle_top_up(top_up, seen)
    return funding is not None or top_up is not None


def _send_checkout(operation: Operation) -> None:
    seen = gateway.open_checkout(operation.params, operation.pk)
    actions.settle_checkout(Funding.objects.get(operation=operation), seen)


def _look_up_checkout(operation: Operation) -> bool:
    """An event may have told us of the page; otherwise the same key asks for the same page."""
    funding = Funding.objects.get(operation=operation)
    check_funding(funding)
    return funding.stripe_session_id is not None


def _send_expire(operation: Operation) -> None:
    gateway.expire_checkout(operation.params["session"], operation.pk)
    _settle_expired(operation)


def _settle_expired(operation: Operation) -> None:
    check_session(operation.params["session"])
    outbox.finish(operation, None)


def _look_up_expire(operation: Operation) -> bool:
    """Closing a page twice is the same as closing it once."""
    return False


def _not_expired(operation: Operation, why: str) -> None:
    """It is not open any more: paid, perhaps, or closed by the clock."""
    outbox.reject(operation, why)
    try:
        check_session(operation.params["session"])
    except (GatewayBusy, GatewayRefused, GatewayUnknown):
        logger.info("session %s is checked by the next poll", operation.params["session"])


# --- Refunds ---


def _send_refund(operation: Operation) -> None:
    seen = gateway.send_refund(operation.params, operation.pk)
    actions.settle_refund(Refund.objects.get(operation=operation), seen)


def _look_up_refund(operation: Operation) -> bool:
    seen = gateway.find_refund(operation.params["payment_intent"], operation.pk)
    if seen:
        actions.settle_refund(Refund.objects.get(operation=operation), seen)
    return seen is not None


def check_refund(refund_id: str) -> bool:
    """Ask Stripe how this refund stands. False: it names none of ours (yet)."""
    seen = gateway.fetch_refund(refund_id)
    refund = named(Refund.objects.all(), seen.refund)
    if refund:
        actions.settle_refund(refund, seen)
    return refund is not None


# --- Chargebacks ---


def check_dispute(dispute_id: str) -> bool:
    """Ask Stripe how this chargeback stands. False: it is of no payment of ours (yet)."""
    seen = gateway.fetch_dispute(dispute_id)
    funding = Funding.objects.filter(stripe_charge_id=seen.charge).first()
    if funding:
        actions.settle_chargeback(funding, seen)
        return True
    return top_ups.taken_back(seen)


# --- Students' accounts ---


def open_account(student: Student) -> Payee:
    """The student's account at Stripe, opened now if there is none. Raises WrongState."""
    payee = actions.start_account(student)
    if not payee.stripe_account_id:
        run(payee.operation_id, at_once=True)
        payee.refresh_from_db()
    return payee


def check_payee(payee: Payee) -> Payee:
    """Ask Stripe how this account stands; what waited for it is then asked for.

    One that Stripe does not show us (any more) takes no transfers, whatever it said before.
    """
    if not payee.stripe_account_id:
        return payee
    try:
        seen = gateway.fetch_account(payee.stripe_account_id)
    except GatewayRefused as error:
        return actions.lose_account(payee, str(error))
    payee = actions.settle_account(payee, seen)
    if payee.is_ready:
        queue_due(Payout.objects.filter(student=payee.student))
    return payee


def queue_due(payouts: PayoutQuerySet) -> None:
    for payout in payouts.due():
        with suppress(WrongState):  # another worker was quicker
            actions.queue_due(payout)


def _send_account(operation: Operation) -> None:
    seen = gateway.open_account(operation.params, operation.pk)
    actions.settle_account(Payee.objects.get(operation=operation), seen)


def _look_up_account(operation: Operation) -> bool:
    """Version 2 keeps no failures: the same key is enough. Source: payments.md 1.7."""
    return False


# --- Transfers ---


def _may_begin(operation: Operation) -> bool:
    """Whether this may be sent for the first time. Nothing of it is at Stripe yet.

    What was begun goes on with its key whatever becomes of the account or the books: it may be
    done already, and another key would do it again.
    """
    if operation.kind != Kind.TRANSFER:
        return True
    payout = Payout.objects.get(operation=operation)
    if actions.stopped(payout.currency):
        actions.hold_back(operation)
        return False
    # It may have been closed or exchanged (payments.md F32).
    payee = check_payee(Payee.objects.get(student=payout.student_id))
    if not payee.is_ready or payee.stripe_account_id != operation.params["destination"]:
        actions.put_back(operation, f"account {payee.stripe_account_id}: {payee.transfers_status}")
        return False
    actions.warn_of_tax_form(payout.milestone)
    return True


def _send_transfer(operation: Operation) -> None:
    seen = gateway.send_transfer(operation.params, operation.pk)
    actions.settle_transfer(Payout.objects.get(operation=operation), seen)


def _look_up_transfer(operation: Operation) -> bool:
    seen = gateway.find_transfer(operation.params["transfer_group"], operation.pk)
    if seen:
        actions.settle_transfer(Payout.objects.get(operation=operation), seen)
    return seen is not None


def check_transfer(transfer_id: str) -> bool:
    """Write down a transfer that Stripe told of. False: it names no payout of ours (yet)."""
    seen = gateway.fetch_transfer(transfer_id)
    payout = named(Payout.objects.select_related("operation"), seen.payout)
    if payout:
        actions.settle_transfer(payout, seen)
    return payout is not None


def _put_back(operation: Operation, why: str) -> None:
    """Refused for certain. If the account is the reason, the student is told."""
    payee = Payee.objects.get(student=Payout.objects.get(operation=operation).student_id)
    try:
        check_payee(payee)
    except (GatewayBusy, GatewayRefused, GatewayUnknown):
        logger.info("payee %s is checked by the next try", payee.pk)
    actions.put_back(operation, why)


def named[Row: Model](rows: QuerySet[Row], name: UUID | None) -> Row | None:
    """The row that Stripe's metadata names, if it is one of ours."""
    return rows.filter(pk=name).first() if name else None


SEND: dict[str, Callable[[Operation], None]] = {
    Kind.CHECKOUT: _send_checkout,
    Kind.EXPIRE: _send_expire,
    Kind.ACCOUNT: _send_account,
    Kind.TRANSFER: _send_transfer,
    Kind.REFUND: _send_refund,
    Kind.REVERSAL: taking_back.send,
    Kind.EVIDENCE: answering_banks.send,
    Kind.TOP_UP: top_ups.send,
}
LOOK_UP: dict[str, Callable[[Operation], bool]] = {
    Kind.CHECKOUT: _look_up_checkout,
    Kind.EXPIRE: _look_up_expire,
    Kind.ACCOUNT: _look_up_account,
    Kind.TRANSFER: _look_up_transfer,
    Kind.REFUND: _look_up_refund,
    Kind.REVERSAL: taking_back.look_up,
    Kind.EVIDENCE: answering_banks.look_up,
    Kind.TOP_UP: top_ups.look_up,
}
GIVE_UP: dict[str, Callable[[Operation, str], object]] = {
    Kind.CHECKOUT: actions.give_up_page,
    Kind.EXPIRE: _not_expired,
    Kind.ACCOUNT: outbox.reject,
    Kind.TRANSFER: _put_back,
    Kind.REFUND: actions.give_up_refund,
    Kind.REVERSAL: actions.reversal_waits,
    Kind.EVIDENCE: actions.evidence_refused,
    Kind.TOP_UP: actions.give_up_top_up,
}

"""Asking Stripe about payments into budgets, and writing down the answer."""

from __future__ import annotations

from payments import actions, gateway
from payments.models import Operation, TopUp
from payments.seen import ChargedBack


def check(top_up: TopUp) -> TopUp:
    """Ask Stripe how this payment stands, and write it down. Raises the gateway's errors."""
    if not top_up.stripe_session_id:
        return top_up
    return actions.settle_top_up(top_up, gateway.fetch_checkout(top_up.stripe_session_id))


def send(operation: Operation) -> None:
    seen = gateway.open_checkout(operation.params, operation.pk)
    actions.settle_top_up(TopUp.objects.get(operation=operation), seen)


def look_up(operation: Operation) -> bool:
    """An event may have told us of the page; otherwise the same key asks for the same page."""
    top_up = TopUp.objects.get(operation=operation)
    check(top_up)
    return top_up.stripe_session_id is not None


def taken_back(seen: ChargedBack) -> bool:
    """Write down how this chargeback stands. False: it is of no payment into a budget."""
    rows = TopUp.objects.select_related("budget__university")
    top_up = rows.filter(stripe_charge_id=seen.charge).first()
    if top_up:
        actions.settle_top_up_chargeback(top_up, seen)
    return top_up is not None

"""Asking Stripe about payments into budgets, and writing down the answer."""

from __future__ import annotations

from payments import actions, gateway
from payments.models import Operation, TopUp


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

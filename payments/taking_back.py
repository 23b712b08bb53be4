"""Asking Stripe to take back from a student's account what a correction says, and what it says."""

from __future__ import annotations

import logging

from payments import actions, gateway
from payments.models import Operation, Payout, Reversal

logger = logging.getLogger(__name__)


def send(operation: Operation) -> None:
    seen = gateway.send_reversal(operation.params, operation.pk)
    actions.settle_reversal(Reversal.objects.get(operation=operation), seen)


def look_up(operation: Operation) -> bool:
    every = gateway.reversals_of(operation.params["transfer"])
    seen = next((each for each in every if each.operation == operation.pk), None)
    if seen:
        actions.settle_reversal(Reversal.objects.get(operation=operation), seen)
    return seen is not None


def check(transfer_id: str) -> bool:
    """Write down what was taken back of a transfer. What nobody here asked for is for a person.

    False: it is no transfer of ours (yet).
    """
    for seen in gateway.reversals_of(transfer_id):
        reversal = Reversal.objects.filter(pk=seen.reversal).first() if seen.reversal else None
        if reversal:
            actions.settle_reversal(reversal, seen)
        else:
            logger.error("transfer %s: %s was reversed by nobody here", transfer_id, seen.id)
    return Payout.objects.filter(stripe_transfer_id=transfer_id).exists()

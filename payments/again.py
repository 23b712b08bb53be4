"""What nobody knows the end of is done once more, when two of our staff are certain of it."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ObjectDoesNotExist

from accounts.models import User
from marketplace.states import WrongState
from payments import actions, operations
from payments.models import Operation

Kind = Operation.Kind

AGAIN: dict[str, Callable[[Operation, str], object]] = {
    Kind.TRANSFER: actions.transfer_again,
    Kind.REFUND: actions.refund_again,
    Kind.REVERSAL: actions.reversal_again,
}


def do_again(operation: Operation, first: User, second: User) -> bool:
    """Two are certain that it was not done: it is looked up once more, and asked anew.

    False: Stripe has done it after all, and it is settled. For what moves money only.

    Raises:
        GatewayBusy: Stripe cannot be asked now. Nothing was changed.
        WrongState: it does not wait for a person (any more), or both are the same person.
    """
    if operation.status != Operation.Status.RECONCILE or first == second:
        raise WrongState(f"Operation {operation.pk} is {operation.status}")
    try:
        if operations.found(operation):
            return False
        why = f"not done, say {first.email} and {second.email}: asked anew"
        AGAIN[operation.kind](operation, why)
    except ObjectDoesNotExist as error:  # what it was for has another operation by now
        raise WrongState(f"Operation {operation.pk} was done again") from error
    return True

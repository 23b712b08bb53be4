"""The life of an operation: one intended write at Stripe, from ready to done."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from marketplace.once import insert_once
from marketplace.queue import after_commit
from marketplace.states import WrongState, move
from payments import emails_staff
from payments.models import Operation

Status = Operation.Status
Kind = Operation.Kind

# Longer than all calls of one operation may take, retries included.
LEASE = timedelta(seconds=150)
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=10)
# Stripe may forget a key after 24 hours; we stop repeating before that.
KEY_LIVES = timedelta(hours=23)

# Spreads retries out; nothing depends on it being secret.
chance = random.Random()  # noqa: S311


def ask(
    kind: Operation.Kind, subject: str, params: dict[str, Any], *, pk: UUID | None = None
) -> Operation:
    """Write down what Stripe shall do; a worker sends it after commit.

    The same kind and subject again is the same operation, whatever its state.
    """
    operation = Operation(pk=pk or uuid4(), kind=kind, subject=subject, params=params)
    if not insert_once(operation):
        return Operation.objects.get(kind=kind, subject=subject)
    after_commit("payments.tasks.send_operation", str(operation.pk))
    return operation


def ask_while_somebody_waits(
    kind: Operation.Kind, subject: str, params: dict[str, Any], patience: timedelta
) -> Operation:
    """As `ask`, but the page that asks sends it; workers leave it alone for `patience`."""
    return Operation.objects.create(
        kind=kind, subject=subject, params=params, not_before=timezone.now() + patience
    )


@transaction.atomic
def claim(pk: UUID, *, at_once: bool = False) -> Operation | None:
    """Take an operation for sending, or None: done, not due, or in another's hands.

    `at_once` for the page that somebody waits for: it does not have to be due.
    """
    now = timezone.now()
    due = Q(status=Status.READY) if at_once else Q(status=Status.READY, not_before__lte=now)
    operation = (
        Operation.objects.select_for_update(skip_locked=True)
        .filter(due | Q(status=Status.SENT, lease_until__lt=now), pk=pk)
        .first()
    )
    if operation is None:
        return None
    move(
        operation,
        Status.SENT,
        attempts=operation.attempts + 1,
        lease_until=now + LEASE,
    )
    return operation


def begin(operation: Operation) -> None:
    """From here on Stripe may have done it, whether or not we hear of it."""
    if operation.first_sent_at is None:
        operation.first_sent_at = timezone.now()
        operation.save(update_fields=["first_sent_at"])


def hold_on(operation: Operation) -> bool:
    """Several calls may take longer than a lease, which begins anew. False: it had run out, and
    the operation is in another's hands."""
    ours = Operation.objects.filter(
        pk=operation.pk, status=Status.SENT, attempts=operation.attempts
    )
    return bool(ours.update(lease_until=timezone.now() + LEASE))


def is_too_old(operation: Operation) -> bool:
    """Stripe may take a repeat for a new request."""
    sent = operation.first_sent_at
    return sent is not None and sent < timezone.now() - KEY_LIVES


def put_off(operation: Operation, why: str) -> None:
    """Try again later: each time after twice as long, never all at the same moment."""
    wait = min(FIRST_WAIT * 2 ** min(operation.attempts - 1, 10), LONGEST_WAIT)
    later = timezone.now() + wait * (0.8 + 0.4 * chance.random())
    move(operation, Status.READY, not_before=later, lease_until=None, last_error=why[:500])


def finish(operation: Operation, stripe_id: str | None) -> None:
    """It is done, whoever found out first. Does nothing when that is known already."""
    done = {"stripe_id": stripe_id, "lease_until": None, "last_error": ""}
    with suppress(WrongState):
        move(operation, Status.DONE, finished_at=timezone.now(), **done)


def reject(operation: Operation, why: str) -> None:
    """It is certain that nothing was done and nothing will be. Raises WrongState."""
    move(
        operation,
        Status.REJECTED,
        lease_until=None,
        last_error=why[:500],
        finished_at=timezone.now(),
    )


def set_aside(operation: Operation, why: str) -> None:
    """For a person: it may have been done, and must not be repeated (payments.md F6)."""
    move(operation, Status.RECONCILE, lease_until=None, last_error=why[:500])
    emails_staff.unsure(operation)


def ask_again(operation: Operation) -> None:
    """A person wants Stripe to be looked at once more. Raises WrongState."""
    move(operation, Status.READY, not_before=timezone.now())

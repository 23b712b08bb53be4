"""The site without what keeps it from paying twice, to show that the storm would find out."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.utils import timezone

from marketplace.states import WrongState

UNLOCKED, FRESH_KEY = "unlocked", "fresh-key"
NAMES = (UNLOCKED, FRESH_KEY)

CONSTRAINTS = """
ALTER TABLE applications_milestone DISABLE TRIGGER USER;
ALTER TABLE payments_payout DROP CONSTRAINT one_payout_per_work;
ALTER TABLE payments_ledgeraccount DROP CONSTRAINT account_not_overdrawn;
"""


def apply(name: str) -> None:
    """In every process of the storm, when it starts."""
    {"": lambda: None, UNLOCKED: _no_locks, FRESH_KEY: _fresh_keys}[name]()


def loosen(name: str) -> None:
    """Once, in the database of the storm."""
    if name == UNLOCKED:
        with connection.cursor() as cursor:
            cursor.execute(CONSTRAINTS)


def _no_locks() -> None:
    """The state is looked at first and never again: between the look and the act there is nobody
    to keep another one out."""
    from applications import actions as application_actions
    from applications.models import Delivery, Milestone
    from payments import ledger
    from payments.actions import paying

    def read(pk: UUID, *allowed: str) -> Milestone:
        return Milestone.objects.select_related(
            "offer__application__listing__organisation",
            "placement__listing__organisation",
            "placement__student__user",
        ).get(pk=pk)

    def approve(milestone: Milestone, by: Any) -> None:
        if milestone.status != Milestone.Status.DELIVERED:
            raise WrongState
        milestone.status, milestone.approved_at = Milestone.Status.APPROVED, timezone.now()
        milestone.deliveries.update(status=Delivery.Status.APPROVED)
        milestone.save(update_fields=["status", "approved_at"])

    vars(paying)["hold_milestone"] = read
    vars(application_actions)["approve"] = approve
    vars(paying)["_held"] = lambda milestone: ledger.account(
        ledger.Kind.HOLD, milestone.currency, milestone=milestone
    )


def _fresh_keys() -> None:
    """Each try is a new request that names no charge, and nobody looks whether one was done."""
    from payments import gateway, operations
    from payments.models import Operation
    from payments.seen import Transfer

    send = gateway.send_transfer

    def send_anew(params: Any, key: UUID) -> Transfer:
        named = {name: value for name, value in params.items() if name != "source_transaction"}
        return send(named, uuid4())

    gateway.send_transfer = send_anew
    operations.LOOK_UP[Operation.Kind.TRANSFER] = lambda operation: False

"""The site without what keeps it from paying twice, to show that the storm would find out."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.db import connection

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
    """Rows are read without a lock, and whatever their state is, they move."""
    from applications.actions import working
    from applications.models import Milestone
    from payments.actions import paying

    def read(pk: UUID) -> Milestone:
        return Milestone.objects.select_related(
            "offer__application__listing__organisation",
            "placement__listing__organisation",
            "placement__student__user",
        ).get(pk=pk)

    def refresh(milestone: Milestone, *allowed: str) -> None:
        milestone.refresh_from_db(fields=["status"])

    def move_anyway(row: Any, to: str, **also: Any) -> None:
        type(row)._default_manager.filter(pk=row.pk).update(status=to, **also)
        for field, value in {"status": to, **also}.items():
            setattr(row, field, value)

    vars(paying)["hold_milestone"] = read
    vars(working).update(hold_milestone=refresh, move=move_anyway)


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

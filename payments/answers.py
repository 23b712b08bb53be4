"""Stripe's answers as our own small rows: only what we act on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from payments.seen import (
    Account,
    ChargedBack,
    RefundSeen,
    ReversalSeen,
    Transfer,
    Withdrawn,
    as_uuid,
)


def account(account: Any) -> Account:
    recipient = getattr(account.configuration, "recipient", None)
    balance = getattr(getattr(recipient, "capabilities", None), "stripe_balance", None)
    transfers = getattr(balance, "stripe_transfers", None)
    wanted = getattr(account.requirements, "entries", None) or []
    return Account(
        id=account.id,
        transfers=getattr(transfers, "status", "") or "",
        requirements=[each.description for each in wanted if each.description],
    )


def transfer(transfer: Any) -> Transfer:
    return Transfer(
        id=transfer.id,
        amount=transfer.amount,
        currency=transfer.currency.upper(),
        destination=id_of(transfer.destination),
        payout=told(transfer, "payout"),
        operation=told(transfer, "operation"),
    )


def reversal(reversal: Any) -> ReversalSeen:
    return ReversalSeen(
        id=reversal.id,
        amount=reversal.amount,
        currency=reversal.currency.upper(),
        reversal=told(reversal, "reversal"),
        operation=told(reversal, "operation"),
    )


def refund(refund: Any) -> RefundSeen:
    return RefundSeen(
        id=refund.id,
        status=refund.status or "",
        amount=refund.amount,
        currency=refund.currency.upper(),
        refund=told(refund, "refund"),
        operation=told(refund, "operation"),
    )


def dispute(dispute: Any) -> ChargedBack:
    by = getattr(dispute.evidence_details, "due_by", None)
    return ChargedBack(
        id=dispute.id,
        status=dispute.status,
        reason=dispute.reason or "",
        amount=dispute.amount,
        currency=dispute.currency.upper(),
        charge=id_of(dispute.charge),
        opened_at=datetime.fromtimestamp(dispute.created, UTC),
        answer_by=datetime.fromtimestamp(by, UTC) if by else None,
        answers=dispute.evidence_details.submission_count,
        moved=[
            Withdrawn(each.id, each.amount, each.fee, each.currency.upper())
            for each in dispute.balance_transactions
        ],
    )


def told(thing: Any, name: str) -> UUID | None:
    """The row of ours that the metadata names."""
    metadata = thing.metadata
    return as_uuid(str(metadata[name])) if metadata and name in metadata else None


def id_of(thing: Any) -> str:
    return thing if isinstance(thing, str) else str(getattr(thing, "id", ""))

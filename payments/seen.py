"""What Stripe tells, as far as we act on it. Amounts in minor units, currencies in upper case."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


def as_uuid(text: str) -> UUID | None:
    """What we wrote into metadata ourselves; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class Txn:
    """What a charge did to our balance: `amount`, and of it the `fee`, in minor units of `currency`
    (upper case), which can be another than the payment's.
    """

    id: str
    fee: int
    currency: str
    amount: int = 0


@dataclass(frozen=True)
class Charge:
    id: str
    amount: int
    currency: str
    method: str
    paid_at: datetime
    txn: Txn | None


@dataclass(frozen=True)
class Checkout:
    """A payment page. `charge` is there once money has moved, and only then."""

    id: str
    status: str
    url: str
    funding: UUID | None
    intent: str | None
    intent_status: str
    charge: Charge | None
    top_up: UUID | None = None


@dataclass(frozen=True)
class Account:
    id: str
    transfers: str
    requirements: list[str]


@dataclass(frozen=True)
class Transfer:
    id: str
    amount: int
    currency: str
    destination: str
    payout: UUID | None
    operation: UUID | None


@dataclass(frozen=True)
class RefundSeen:
    id: str
    status: str
    amount: int
    currency: str
    refund: UUID | None
    operation: UUID | None


@dataclass(frozen=True)
class ReversalSeen:
    """What went back from a student's account to ours."""

    id: str
    amount: int
    currency: str
    reversal: UUID | None
    operation: UUID | None


@dataclass(frozen=True)
class Withdrawn:
    """What a chargeback did to our balance: `amount`, minor units, is negative when taken."""

    id: str
    amount: int
    fee: int
    currency: str


@dataclass(frozen=True)
class ChargedBack:
    """A payer's bank takes a payment back. `moved` holds what it has done to our balance so far,
    `answers` counts how often it was answered.
    """

    id: str
    status: str
    reason: str
    amount: int
    currency: str
    charge: str
    opened_at: datetime
    answer_by: datetime | None
    moved: list[Withdrawn]
    answers: int = 0


@dataclass(frozen=True)
class Booked:
    """A line of Stripe's book: `net` (the `fee` taken off) was added to our balance."""

    id: str
    kind: str
    amount: int
    fee: int
    net: int
    currency: str
    source: str
    made_at: datetime


@dataclass(frozen=True)
class Event:
    id: str
    kind: str
    account: str
    object_id: str
    livemode: bool
    payload: dict[str, Any]

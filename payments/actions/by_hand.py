"""Payouts by bank transfer: recorded by one of our staff, confirmed by another."""

import logging
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import PayoutRoute, User
from applications.actions.keeping import hand_over
from marketplace import uploads
from marketplace.states import WrongState, move
from payments import emails
from payments.actions.locks import hold_milestone, hold_payout
from payments.actions.paying import sent
from payments.ledger import Kind
from payments.models import BankTransfer, Payout

logger = logging.getLogger(__name__)

Status = BankTransfer.Status


# From the page to the bank and back, with a telephone call in between.
SENDING = timedelta(hours=8)


class SamePerson(Exception):
    """Who has recorded a transfer cannot confirm it."""


@transaction.atomic
def begin_transfer(payout: Payout, by: User) -> Payout:
    """`by` sends it from our bank now: for some hours nobody else does, and Stripe neither.

    Raises:
        WrongState: somebody else does, it is recorded or paid, or Stripe pays it.
    """
    payout = _to_send(payout, by)
    return _is_sending(payout, by)


@transaction.atomic
def take_over(payout: Payout, by: User) -> Payout:
    """Stripe refuses it, or the student's account is not ready: `by` sends it from our bank now.

    Raises:
        WrongState: Stripe is being asked, or it is paid.
    """
    payout = hold_payout(payout.pk)
    if payout.rail != PayoutRoute.Rail.CONNECT or payout.status != Payout.Status.WAITING:
        raise WrongState(f"Payout {payout.pk} is {payout.status}, by {payout.rail}")
    payout.rail = PayoutRoute.Rail.MANUAL
    payout.held_back = False
    payout.save(update_fields=["rail", "held_back"])
    logger.warning("payout %s is sent by hand: %s took it over", payout.pk, by.pk)
    return _is_sending(payout, by)


@transaction.atomic
def leave_transfer(payout: Payout, by: User) -> Payout:
    """`by` does not send it after all. Raises WrongState: it was not theirs."""
    payout = hold_payout(payout.pk)
    if payout.sending_by != by or not payout.is_being_sent:
        raise WrongState(f"Payout {payout.pk} is not in the hands of {by.pk}")
    payout.sending_until = None
    payout.save(update_fields=["sending_until"])
    return payout


def _is_sending(payout: Payout, by: User) -> Payout:
    payout.sending_by, payout.sending_until = by, timezone.now() + SENDING
    payout.save(update_fields=["sending_by", "sending_until"])
    return payout


def _to_send(payout: Payout, by: User) -> Payout:
    """The payout, locked. Raises WrongState: it is not for `by` to send."""
    payout = hold_payout(payout.pk)
    if payout.rail != PayoutRoute.Rail.MANUAL or payout.status != Payout.Status.WAITING:
        raise WrongState(f"Payout {payout.pk} is {payout.status}, by {payout.rail}")
    if payout.transfers.to_confirm().exists():
        raise WrongState(f"A transfer for payout {payout.pk} is recorded already")
    if payout.is_being_sent and payout.sending_by != by:
        raise WrongState(f"Payout {payout.pk} is sent by {payout.sending_by_id}")
    return payout


@transaction.atomic
def record_transfer(
    payout: Payout, by: User, reference: str, sent_on: date, paper: uploads.Given
) -> BankTransfer:
    """`by` has sent it from our bank on `sent_on` (UTC), as `paper` shows. Nothing is paid yet.

    Raises:
        WrongState: it is paid or recorded already, Stripe pays it, or somebody else sends it.
    """
    payout = _to_send(payout, by)
    hand_over([paper])
    transfer = BankTransfer.objects.create(
        payout=payout,
        recorded_by=by,
        reference=reference,
        sent_on=sent_on,
        confirm_by=timezone.now() + BankTransfer.CONFIRM_WITHIN,
        **uploads.facts(paper),
    )
    emails.confirm_transfer(transfer, "recorded", late=False)
    return transfer


@transaction.atomic
def confirm_transfer(transfer: BankTransfer, by: User) -> BankTransfer:
    """It is on our bank's statement: the student is paid.

    Raises:
        SamePerson: `by` has recorded it.
        WrongState: it was confirmed or refused meanwhile.
    """
    milestone = hold_milestone(transfer.payout.milestone_id)
    payout = hold_payout(transfer.payout_id)
    transfer = _held(transfer.pk)
    if transfer.recorded_by == by:
        raise SamePerson
    move(transfer, Status.CONFIRMED, decided_by=by, decided_at=timezone.now())
    noon = datetime.combine(transfer.sent_on, time(12), UTC)
    sent(payout, milestone, Kind.BANK, at=noon, manual_reference=transfer.reference)
    return transfer


@transaction.atomic
def refuse_transfer(transfer: BankTransfer, by: User, why: str) -> BankTransfer:
    """It is not as it was said, or a slip of whoever recorded it: the payout waits again.

    Raises:
        WrongState: it was confirmed or refused meanwhile.
    """
    hold_payout(transfer.payout_id)
    transfer = _held(transfer.pk)
    move(transfer, Status.REFUSED, decided_by=by, decided_at=timezone.now(), why=why)
    return transfer


def _held(pk: UUID) -> BankTransfer:
    rows = BankTransfer.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("recorded_by", "payout").get(pk=pk)

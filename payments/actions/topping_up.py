"""Money that a university pays into its budget: on Stripe's page, or by transfer to our bank."""

from __future__ import annotations

import logging
import uuid
from datetime import UTC, date, datetime, time
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from applications.actions.keeping import hand_over
from marketplace import holding as holding_time
from marketplace import uploads
from marketplace.states import WrongState, move
from payments import emails_budgets, ledger, params
from payments.actions import outbox
from payments.actions.by_hand import SamePerson
from payments.actions.funding import INTENTS, PATIENCE, NotOurs
from payments.actions.keeping import PAGE_LIVES
from payments.actions.purses import purse
from payments.actions.reconciling import unknown_word
from payments.ledger import Kind, account
from payments.models import BankReceipt, Budget, Operation, TopUp
from payments.seen import Charge, Checkout, Txn

logger = logging.getLogger(__name__)

Status = TopUp.Status
TITLE_LENGTH = 200


def _hold(pk: UUID) -> TopUp:
    rows = TopUp.objects.select_for_update(no_key=True, of=("self",)).for_pages()
    return rows.get(pk=pk)


# --- On Stripe's page


@transaction.atomic
def start_top_up(budget: Budget, by: User, minor: int) -> TopUp:
    """A payment page for `minor` of the budget's currency, to be opened next."""
    pk = uuid.uuid4()
    operation = outbox.ask_while_somebody_waits(
        Operation.Kind.TOP_UP,
        str(pk),
        params.top_up(
            pk,
            by,
            amount=minor,
            currency=budget.currency,
            title=f"{budget.university}: {budget.name}"[:TITLE_LENGTH],
            expires_at=timezone.now() + PAGE_LIVES,
            success_url=settings.SITE_URL + reverse("payments:top_up_done", args=[pk]),
            cancel_url=settings.SITE_URL + reverse("payments:top_up", args=[budget.pk]),
        ),
        PATIENCE,
    )
    return TopUp.objects.create(
        pk=pk,
        budget=budget,
        by=by,
        rail=TopUp.Rail.STRIPE,
        amount_minor=minor,
        operation=operation,
    )


@transaction.atomic
def settle_top_up(top_up: TopUp, seen: Checkout) -> TopUp:
    """Write down what Stripe says now of this payment. Said twice, it is written once.

    Raises:
        NotOurs: `seen` is another payment's page.
    """
    top_up = _hold(top_up.pk)
    if seen.top_up != top_up.pk or top_up.operation is None:
        raise NotOurs(f"{seen.id} is of top-up {seen.top_up}, not {top_up.pk}")
    # An address that was given stays, so that a second click finds it.
    top_up.stripe_session_id, top_up.checkout_url = seen.id, seen.url or top_up.checkout_url
    top_up.checked_at = timezone.now()
    top_up.save(update_fields=["stripe_session_id", "checkout_url", "checked_at"])
    outbox.finish(top_up.operation, seen.id)
    if seen.charge:
        if top_up.status != Status.SUCCEEDED:
            _paid(top_up, seen, seen.charge)
        if seen.charge.txn and top_up.status == Status.SUCCEEDED:
            _fee_known(top_up, seen.charge.txn)
    elif top_up.status in TopUp.LIVE:
        _not_paid_yet(top_up, seen)
    return top_up


def _not_paid_yet(top_up: TopUp, seen: Checkout) -> None:
    if seen.status not in ("open", "complete", "expired"):
        unknown_word(f"payment page of {top_up.reference}", seen.status)
    if seen.intent and seen.intent_status not in INTENTS:
        unknown_word(f"payment {top_up.reference}", seen.intent_status)
    refused = seen.intent_status in ("requires_payment_method", "canceled")
    if seen.status == "expired":
        move(top_up, Status.EXPIRED)
    elif seen.status == "complete" and refused:
        move(top_up, Status.FAILED, stripe_intent_id=seen.intent)
    elif seen.status == "complete" and top_up.status != Status.PROCESSING:
        move(top_up, Status.PROCESSING, stripe_intent_id=seen.intent)
    elif seen.status == "open" and top_up.status == Status.CREATED:
        move(top_up, Status.OPEN)


def _paid(top_up: TopUp, seen: Checkout, charge: Charge) -> None:
    """What came is in the budget, also when it is not what was asked for."""
    if charge.currency != top_up.currency:
        # No journal says it, so Stripe's book differs from ours until a person has looked.
        unknown_word(f"payment {top_up.reference}", f"paid in {charge.currency}")
        top_up.stripe_charge_id = charge.id
        top_up.save(update_fields=["stripe_charge_id"])
        return
    _came(
        top_up,
        Kind.STRIPE_BALANCE,
        charge.amount,
        charge.paid_at,
        stripe_intent_id=seen.intent,
        stripe_charge_id=charge.id,
        method=charge.method[:40],
    )


def _came(top_up: TopUp, to: Kind, minor: int, at: datetime, **proof: object) -> None:
    leave_by = holding_time.until(at)
    move(top_up, Status.SUCCEEDED, paid_at=at, came_minor=minor, leave_by=leave_by, **proof)
    ledger.post(
        f"topup:{top_up.pk}",
        "topup",
        [(account(to, top_up.currency), minor), (purse(top_up.budget), -minor)],
        {name: str(value) for name, value in proof.items()},
    )
    emails_budgets.topped_up(top_up)


def _fee_known(top_up: TopUp, txn: Txn) -> None:
    """Stripe's own fee, which it tells some time after the payment (payments.md F20)."""
    if top_up.stripe_txn_id:
        return
    top_up.stripe_txn_id = txn.id
    top_up.save(update_fields=["stripe_txn_id"])
    if txn.currency != top_up.currency:
        logger.error("top-up %s settled in %s: a person has to look", top_up.pk, txn.currency)
    elif txn.fee:
        ledger.post(
            f"fee:{txn.id}",
            "fee",
            [
                (account(Kind.STRIPE_FEE, txn.currency), txn.fee),
                (account(Kind.STRIPE_BALANCE, txn.currency), -txn.fee),
            ],
            {"top_up": str(top_up.pk)},
        )


@transaction.atomic
def give_up_top_up(operation: Operation, why: str) -> None:
    """The payment page could not be opened; nobody has its address, so nobody can pay there."""
    top_up = _hold(TopUp.objects.get(operation=operation).pk)
    outbox.reject(operation, why)
    move(top_up, Status.FAILED)


# --- By transfer to our bank


@transaction.atomic
def announce_top_up(budget: Budget, by: User, minor: int) -> TopUp:
    """`by` has the university's bank send it, with its reference; our staff look out for it."""
    return TopUp.objects.create(
        budget=budget,
        by=by,
        rail=TopUp.Rail.BANK,
        amount_minor=minor,
        status=Status.ANNOUNCED,
    )


@transaction.atomic
def drop_top_up(top_up: TopUp) -> TopUp:
    """It is not sent after all. Raises WrongState: it has come, or somebody has recorded it."""
    top_up = _announced(top_up.pk)
    move(top_up, Status.FAILED)
    return top_up


def _announced(pk: UUID) -> TopUp:
    """Locked, waited for, and recorded by nobody. Raises WrongState."""
    top_up = _hold(pk)
    if top_up.status != Status.ANNOUNCED or top_up.receipts.to_confirm().exists():
        raise WrongState(f"Top-up {top_up.pk} is {top_up.status}, or recorded")
    return top_up


@transaction.atomic
def record_receipt(
    top_up: TopUp, by: User, reference: str, came_on: date, minor: int, paper: uploads.Given
) -> BankReceipt:
    """`minor` have come into our bank on `came_on` (UTC), as `paper` shows. Nothing is in the
    budget yet.

    Raises:
        WrongState: it is in the budget, recorded already, or not sent after all.
    """
    top_up = _announced(top_up.pk)
    hand_over([paper])
    return BankReceipt.objects.create(
        top_up=top_up,
        recorded_by=by,
        amount_minor=minor,
        reference=reference,
        came_on=came_on,
        confirm_by=timezone.now() + BankReceipt.CONFIRM_WITHIN,
        **uploads.facts(paper),
    )


@transaction.atomic
def confirm_receipt(receipt: BankReceipt, by: User) -> BankReceipt:
    """It is on our bank's statement: the money is in the budget.

    Raises:
        SamePerson: `by` has recorded it.
        WrongState: it was confirmed or refused meanwhile.
    """
    top_up = _hold(receipt.top_up_id)
    receipt = _held(receipt.pk)
    if receipt.recorded_by == by:
        raise SamePerson
    move(receipt, BankReceipt.Status.CONFIRMED, decided_by=by, decided_at=timezone.now())
    noon = datetime.combine(receipt.came_on, time(12), UTC)
    _came(top_up, Kind.BANK, receipt.amount_minor, noon, method=receipt.reference[:40])
    return receipt


@transaction.atomic
def refuse_receipt(receipt: BankReceipt, by: User, why: str) -> BankReceipt:
    """It is not as it was said, or a slip of whoever recorded it: it is waited for again.

    Raises:
        WrongState: it was confirmed or refused meanwhile.
    """
    _hold(receipt.top_up_id)
    receipt = _held(receipt.pk)
    move(receipt, BankReceipt.Status.REFUSED, decided_by=by, decided_at=timezone.now(), why=why)
    return receipt


def _held(pk: UUID) -> BankReceipt:
    rows = BankReceipt.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("recorded_by", "top_up").get(pk=pk)

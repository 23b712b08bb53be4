"""Money that goes back to the card it came from."""

from __future__ import annotations

import logging
import uuid

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications.models import Milestone
from marketplace.states import WrongState, move
from payments import emails, emails_staff, ledger, params
from payments.actions import outbox, reconciling
from payments.actions.locks import hold_funding
from payments.actions.taken_back import cover, refuse_if_taken_back
from payments.ledger import Kind, account
from payments.models import Funding, LedgerAccount, Operation, Refund
from payments.seen import RefundSeen

logger = logging.getLogger(__name__)

Status = Refund.Status


def send_back(funding: Funding) -> Refund:
    """All of a payment that nothing needs. In the transaction that found it superfluous."""
    parked = account(Kind.SUSPENSE, funding.currency, funding=funding)
    refund = give_back(funding, funding.amount_minor, parked, Refund.Why.UNNEEDED)
    assert refund  # no bank can have taken back what we hear of only now
    emails.sending_back(refund)
    return refund


@transaction.atomic
def return_parked(funding: Funding, by: User) -> Refund:
    """What is parked of a payment goes back to where it came from, once more if it bounced.

    Raises:
        TakenBack: the payer's bank takes it back by itself.
        WrongState: nothing of it is parked (any more), or it came in another currency.
    """
    funding = hold_funding(funding.pk)
    parked = account(Kind.SUSPENSE, funding.currency, funding=funding)
    minor = -parked.balance
    refund = give_back(funding, minor, parked, Refund.Why.UNNEEDED) if minor else None
    if refund is None:
        raise WrongState(f"Nothing of payment {funding.pk} is parked")
    logger.warning("refund %s of parked money is asked for by %s", refund.pk, by.pk)
    emails.paying_back(refund)
    return refund


def give_back(
    funding: Funding, minor: int, out_of: LedgerAccount, why: Refund.Why, **more: Milestone
) -> Refund | None:
    """`minor` of this payment go back to the card it came from. Tells nobody.

    None: the payer's bank has given them that much already. The caller holds whatever the money
    is taken from. `more`: the `milestone` it was held for.

    Raises:
        IntegrityError: there is not so much on `out_of`, or this is the second time.
        TakenBack: the payer's bank has taken it back by itself, and has not decided.
    """
    refuse_if_taken_back(funding)
    minor -= cover(funding, minor, out_of)
    if not minor:
        return None
    pk = uuid.uuid4()
    refund = Refund.objects.create(
        pk=pk,
        funding=funding,
        amount_minor=minor,
        currency=funding.currency,
        why=why,
        operation=_ask(pk, funding, minor),
        **more,
    )
    _move_money(refund, "refund", out_of, Kind.REFUND_PAYABLE)
    return refund


def _ask(refund: uuid.UUID, funding: Funding, minor: int) -> Operation:
    """Each try is its own operation, with its own key."""
    pk = uuid.uuid4()
    earlier = Operation.objects.filter(
        kind=Operation.Kind.REFUND, subject__startswith=f"{refund}:"
    ).count()
    return outbox.ask(
        Operation.Kind.REFUND,
        f"{refund}:{earlier + 1}",
        params.refund(pk, refund, amount=minor, intent=funding.stripe_intent_id or ""),
        pk=pk,
    )


@transaction.atomic
def refund_again(operation: Operation, why: str) -> Refund:
    """A person has made certain that Stripe did not do it: asked anew, with a new key.

    Raises:
        WrongState: somebody else was quicker.
    """
    found = Refund.objects.get(operation=operation)
    funding = hold_funding(found.funding_id)
    outbox.reject(operation, why)
    refund = Refund.objects.get(pk=found.pk)
    refund.operation = _ask(refund.pk, funding, refund.amount_minor)
    refund.save(update_fields=["operation"])
    return refund


@transaction.atomic
def settle_refund(refund: Refund, seen: RefundSeen) -> Refund:
    """Write down what Stripe says now of this refund. Said twice, it is written once."""
    hold_funding(refund.funding_id)
    refund = Refund.objects.select_related("funding__payer", "operation").get(pk=refund.pk)
    if refund.stripe_refund_id not in (None, seen.id):
        logger.critical("refund %s has a second refund, %s", refund.pk, seen.id)
        return refund
    if (seen.amount, seen.currency) != (refund.amount_minor, refund.currency):
        logger.critical("refund %s is of another amount at Stripe, %s", refund.pk, seen.id)
        return refund
    outbox.finish(refund.operation, seen.id)
    Refund.objects.filter(pk=refund.pk).update(stripe_refund_id=seen.id)
    if seen.status == "succeeded" and refund.status == Status.PENDING:
        move(refund, Status.SUCCEEDED, finished_at=timezone.now())
        _move_money(refund, "refunded", Kind.REFUND_PAYABLE, Kind.STRIPE_BALANCE)
    elif seen.status in ("failed", "canceled") and refund.status != Status.FAILED:
        _bounced(refund)
    elif seen.status not in ("succeeded", "pending", "requires_action", "failed", "canceled"):
        reconciling.unknown_word(f"refund {refund.pk}", seen.status)
    return refund


def _bounced(refund: Refund) -> None:
    """The bank sent it back to us, perhaps days later: a person finds another way."""
    came_from = Kind.STRIPE_BALANCE if refund.status == Status.SUCCEEDED else Kind.REFUND_PAYABLE
    move(refund, Status.FAILED, finished_at=timezone.now())
    _move_money(refund, "refundfail", came_from, Kind.SUSPENSE)
    emails.bounced(refund)
    emails_staff.parked(str(refund.pk), refund.funding, refund.amount_minor, refund.currency)
    logger.error("refund %s could not be paid back: the money is parked", refund.pk)


def _move_money(refund: Refund, what: str, debit: Kind | LedgerAccount, credit: Kind) -> None:
    def of(kind: Kind | LedgerAccount) -> LedgerAccount:
        if isinstance(kind, LedgerAccount):
            return kind
        common = kind == Kind.STRIPE_BALANCE
        return account(kind, refund.currency, funding=None if common else refund.funding)

    ledger.post(
        f"{what}:{refund.pk}",
        what,
        [(of(debit), refund.amount_minor), (of(credit), -refund.amount_minor)],
        {"funding": str(refund.funding_id)},
    )


@transaction.atomic
def give_up_refund(operation: Operation, why: str) -> None:
    """Stripe will not do it: the money stays parked for a person."""
    found = Refund.objects.get(operation=operation)
    hold_funding(found.funding_id)
    refund = Refund.objects.select_related("funding__payer").get(pk=found.pk)
    outbox.reject(operation, why)
    _bounced(refund)

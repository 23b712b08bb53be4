"""A payer's bank takes a payment back: what it took is set apart until somebody has decided.

The student never pays for it. What is held stays held and what is approved is paid: if it is
lost, it is our loss.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from applications.models import Milestone
from marketplace.states import WrongState, move
from payments import ledger
from payments.actions import reconciling
from payments.actions.locks import hold_funding
from payments.ledger import Kind, account
from payments.models import Chargeback, CreditUse, Funding
from payments.seen import ChargedBack, Withdrawn

Status = Chargeback.Status

# Stripe's words. Source: https://docs.stripe.com/api/disputes/object
DECIDED = {"won": Status.WON, "warning_closed": Status.WON, "lost": Status.LOST}
UNDECIDED = (
    "needs_response",
    "under_review",
    "warning_needs_response",
    "warning_under_review",
    "prevented",
)


class TakenBack(WrongState):
    """The payer's bank has taken the payment back. Nothing was changed."""


def refuse_if_taken_back(*fundings: Funding) -> None:
    """Raises TakenBack while it is undecided, and where it is lost."""
    rows = Chargeback.objects.filter(funding__in=fundings).exclude(status=Status.WON)
    if row := rows.first():
        raise TakenBack(f"Payment {row.funding_id} is taken back by {row.stripe_dispute_id}")


def refuse_while_undecided(milestone: Milestone) -> None:
    """Raises TakenBack: nothing that was paid with it is released now."""
    used = CreditUse.objects.filter(milestone=milestone).values("credit__funding")
    rows = Chargeback.objects.open()
    if rows.filter(funding__milestone=milestone, funding__applied=True).exists():
        raise TakenBack(f"The payment for milestone {milestone.pk} is taken back")
    if rows.filter(funding__in=used).exists():
        raise TakenBack(f"A payment for milestone {milestone.pk} is taken back")


@transaction.atomic
def settle_chargeback(funding: Funding, seen: ChargedBack) -> Chargeback:
    """Write down what Stripe says now of it. Said twice, it is written once."""
    funding = hold_funding(funding.pk)
    row, _ = Chargeback.objects.get_or_create(
        stripe_dispute_id=seen.id,
        defaults={
            "funding": funding,
            "amount_minor": seen.amount,
            "currency": seen.currency,
            "reason": seen.reason[:60],
            "word": seen.status[:40],
            "opened_at": seen.opened_at,
            "answer_by": seen.answer_by,
        },
    )
    Chargeback.objects.filter(pk=row.pk).update(word=seen.status[:40], answer_by=seen.answer_by)
    for each in seen.moved:
        _moved(row, each)
    if seen.status not in (*DECIDED, *UNDECIDED):
        reconciling.unknown_word(f"chargeback {seen.id}", seen.status)
    end = DECIDED.get(seen.status)
    if end and row.status == Status.OPEN:
        move(row, end, closed_at=timezone.now())
    if row.status == Status.LOST:
        _lost(row)
    return row


def _moved(row: Chargeback, each: Withdrawn) -> None:
    """Taken by the bank, or given back by it; with the fee that Stripe takes for it."""
    ledger.post(
        f"chargeback:{each.id}",
        "chargeback",
        [
            (account(Kind.STRIPE_BALANCE, each.currency), each.amount - each.fee),
            (account(Kind.DISPUTE_SUSPENSE, each.currency), -each.amount),
            (account(Kind.STRIPE_FEE, each.currency), each.fee),
        ],
        {"funding": str(row.funding_id), "dispute": row.stripe_dispute_id},
    )


def _lost(row: Chargeback) -> None:
    """What is still set apart is ours to bear."""
    ledger.post(
        f"lost:{row.stripe_dispute_id}",
        "lost",
        [
            (account(Kind.LOSS, row.currency), row.amount_minor),
            (account(Kind.DISPUTE_SUSPENSE, row.currency), -row.amount_minor),
        ],
        {"funding": str(row.funding_id)},
    )

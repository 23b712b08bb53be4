"""A payer's bank takes a payment back: what it took is set apart until somebody has decided.

A student never pays for it. Where nothing was handed in nobody works on meanwhile, and if it is
lost the part ends and makes up for the loss; where something was, the loss is ours.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from applications import actions as application_actions
from applications.models import Milestone
from marketplace.states import move
from payments import apart, emails_chargebacks, ledger
from payments.actions import keeping, reconciling
from payments.actions.holding import paid_with, pay_back, sources
from payments.actions.locks import hold_credit, hold_funding, hold_milestone, hold_parts
from payments.actions.taken_back import cover
from payments.ledger import Kind, Leg, account
from payments.models import Chargeback, Credit, Funding, Refund
from payments.seen import ChargedBack, Withdrawn

Status = Chargeback.Status

# Stripe's words. Source: https://docs.stripe.com/api/disputes/object
DECIDED = {"won": Status.WON, "warning_closed": Status.WON, "lost": Status.LOST}
UNDECIDED = (
    "needs_response",
    "under_review",
    "warning_needs_response",
    "warning_under_review",
)
# Settled with the bank before it became one: a last word, and the money tells which.
# Source: https://docs.stripe.com/changelog/basil/2025-08-27/add-preventions-to-dispute
PREVENTED = "prevented"


@transaction.atomic
def settle_chargeback(funding: Funding, seen: ChargedBack) -> Chargeback:
    """Write down what Stripe says now of it. Said twice, it is written once."""
    pks = paid_with(funding)
    for pk in pks:  # its other parts may end with it: locked in their order, as everywhere
        hold_parts(pk)
    parts = [hold_milestone(pk) for pk in pks]
    funding = hold_funding(funding.pk)
    row, new = Chargeback.objects.get_or_create(
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
        moved(each, {"funding": str(row.funding_id), "dispute": row.stripe_dispute_id})
    end = end_of(seen)
    known = end is not None or seen.status in UNDECIDED
    if not known or (end and row.status not in (Status.OPEN, end)):
        reconciling.unknown_word(f"chargeback {seen.id}", seen.status)
    if new and not end:
        stopped = [each for each in parts if application_actions.stop_work(each)]
        emails_chargebacks.opened(row, parts, stopped)
        emails_chargebacks.to_staff(row, "opened")
    if end and row.status == Status.OPEN:
        move(row, end, closed_at=timezone.now())
        if end == Status.LOST:
            _lost(row, seen)
        changed = [each for each in parts if _decided(each)]
        row.refresh_from_db()
        emails_chargebacks.decided(row, parts, changed)
        emails_chargebacks.to_staff(row, row.status)
    elif row.status == Status.LOST:
        _loss(row, seen)
    return row


def end_of(seen: ChargedBack) -> Status | None:
    """How it was decided; None: it is not, or not in a word that we know."""
    if seen.status == PREVENTED:
        return Status.LOST if sum(each.amount for each in seen.moved) < 0 else Status.WON
    return DECIDED.get(seen.status)


def moved(each: Withdrawn, memo: dict[str, str]) -> None:
    """Taken by the bank, or given back by it; with the fee that Stripe takes for it."""
    ledger.post(
        f"chargeback:{each.id}",
        "chargeback",
        [
            (account(Kind.STRIPE_BALANCE, each.currency), each.amount - each.fee),
            (account(Kind.DISPUTE_SUSPENSE, each.currency), -each.amount),
            (account(Kind.STRIPE_FEE, each.currency), each.fee),
        ],
        memo,
    )


def _loss(row: Chargeback, seen: ChargedBack) -> None:
    """What the bank has kept is lost; of what it gives back later, the rest."""
    kept = _kept(row, seen)
    more = kept - row.lost_minor
    if more:
        # Taken, given back and taken again is three movements, and the same sum twice.
        ledger.post(
            f"lost:{row.stripe_dispute_id}:{len(seen.moved)}",
            "lost",
            [(account(Kind.LOSS, row.currency), more), *_set_apart_no_more(row, more)],
            {"funding": str(row.funding_id)},
        )
        row.lost_minor = kept
        row.save(update_fields=["lost_minor"])


def _kept(row: Chargeback, seen: ChargedBack) -> int:
    """What the bank has now, in the currency of the chargeback. Where our balance of it is in
    another, the same share of the chargeback as of what was taken there.
    """
    has = -sum(each.amount for each in seen.moved)
    if all(each.currency == row.currency for each in seen.moved):
        return has
    took = max(-each.amount for each in seen.moved)
    return row.amount_minor * has // took if took > 0 else 0


def _set_apart_no_more(row: Chargeback, minor: int) -> list[Leg]:
    """`minor` in the currency of the chargeback; all that is there in another one."""
    others = apart.left(row.stripe_dispute_id)
    others.pop(row.currency, None)
    if not others:
        return [(account(Kind.DISPUTE_SUSPENSE, row.currency), -minor)]
    legs = [(account(Kind.FX, row.currency), -minor)]
    for currency, there in others.items():
        legs.append((account(Kind.FX, currency), there))
        legs.append((account(Kind.DISPUTE_SUSPENSE, currency), -there))
    return legs


def _lost(row: Chargeback, seen: ChargedBack) -> None:
    """What nobody has worked for makes up for it."""
    _loss(row, seen)
    for credit in Credit.objects.open().filter(funding=row.funding):
        keeping.close(hold_credit(credit.pk), Refund.Why.CHARGED)
    parked = account(Kind.SUSPENSE, row.currency, funding=row.funding)
    cover(row.funding, -parked.balance, parked)


def _decided(milestone: Milestone) -> bool:
    """Work that stood still goes on, or ends with its money: the rest of that goes back to the
    payers. Work that was handed in goes on as it was. Whether something has changed.
    """
    about = Chargeback.objects.filter(funding__in=[each.funding for each in sources(milestone)])
    if milestone.status != Milestone.Status.FUNDED or about.open().exists():
        return False
    if not about.filter(status=Status.LOST).exists():
        return application_actions.go_on_with_work(milestone)
    application_actions.end_without_pay(milestone)
    pay_back(milestone, milestone.amount_minor, Refund.Why.CHARGED)
    return True

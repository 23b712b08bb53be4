"""The ledger: `post` is the only writer. Amounts in minor units, debits positive, credits negative.

The database refuses what is wrong whoever writes it (migration 0002); `problems` asks, every
night and after every test of payments, whether the whole still adds up.
"""

import logging
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Q, Sum
from django.utils import timezone

from accounts.models import User
from applications.models import Dispute, Milestone
from marketplace.once import insert_once, together
from payments.ledger_checks import CHECKS
from payments.models import (
    BankReceipt,
    BankTransfer,
    Break,
    Budget,
    BudgetReturn,
    Chargeback,
    Entry,
    Funding,
    Journal,
    LedgerAccount,
    Operation,
    Payout,
    Refund,
    Reversal,
    StripeEvent,
    TopUp,
    TopUpChargeback,
)

logger = logging.getLogger(__name__)

Kind = LedgerAccount.Kind
# A refund takes minutes; one that is still pending then lacks money, or waits for the payer.
REFUND_PENDS = timedelta(days=2)
# So long before Stripe lets money stay no longer (settings.HOLD_DAYS) our staff are told.
BEFORE_THE_LIMIT = timedelta(days=14)
type Leg = tuple[LedgerAccount, int]


class KeyTaken(Exception):
    """A journal of this key exists and says something else. Nothing was written."""


def account(
    kind: Kind,
    currency: str,
    *,
    milestone: Milestone | None = None,
    user: User | None = None,
    funding: Funding | None = None,
    budget: Budget | None = None,
) -> LedgerAccount:
    """The one account of this kind and currency for these subjects; made when first asked for."""
    place = {
        "kind": kind,
        "currency": currency,
        "milestone": milestone,
        "user": user,
        "funding": funding,
        "budget": budget,
    }
    return _known(place) or _made(place)


def new_account(kind: Kind, currency: str, milestone: Milestone, user: User) -> LedgerAccount:
    """As `account`, of one that nobody has asked for yet."""
    return _made({"kind": kind, "currency": currency, "milestone": milestone, "user": user})


def _known(place: Mapping[str, Any]) -> LedgerAccount | None:
    nowhere = dict.fromkeys(("milestone", "user", "funding", "budget"))
    return LedgerAccount.objects.filter(**{**nowhere, **place}).first()


def _made(place: Mapping[str, Any]) -> LedgerAccount:
    row = LedgerAccount(**place, guarded=place["kind"] in LedgerAccount.GUARDED)
    if insert_once(row):
        return row
    known = _known(place)
    assert known  # whoever was quicker has committed by now
    return known


def post(
    key: str, kind: str, legs: Iterable[Leg], memo: Mapping[str, Any] | None = None
) -> Journal:
    """Write one journal; legs of zero are left out. The same key again writes nothing.

    All of it or nothing; within a transaction of the caller's without a savepoint of its own.

    `key` names what happened ("fund:<funding>"), so that it is written once however often
    and by however many it is reported.

    Raises:
        KeyTaken: the key stands for other legs already.
        ValueError: the legs do not sum to zero, or nothing is left of them.
        IntegrityError: a guarded account would be overdrawn.
    """
    # In the order of their accounts, so that two journals lock them in the same order.
    moved = sorted(((a, amount) for a, amount in legs if amount), key=lambda leg: leg[0].pk)
    if not moved or any(_sums(moved).values()):
        raise ValueError(f"{key}: {_sums(moved)} is not a journal")
    journal = Journal(key=key, kind=kind, memo=dict(memo or {}))
    with together():
        if insert_once(journal):
            Entry.objects.bulk_create(
                Entry(journal=journal, account=a, currency=a.currency, amount=amount)
                for a, amount in moved
            )
            return journal
    known = Journal.objects.get(key=key)
    there = sorted(known.entries.values_list("account_id", "amount"))
    if there != [(a.pk, amount) for a, amount in moved]:
        raise KeyTaken(key)
    return known


def _sums(legs: list[Leg]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for each, amount in legs:
        sums[each.currency] = sums.get(each.currency, 0) + amount
    return sums


def balance(of: LedgerAccount) -> int:
    """Minor units, from the entries: positive is ours or at Stripe, negative is owed."""
    return of.entries.aggregate(total=Sum("amount"))["total"] or 0


def held(milestone: Milestone) -> int:
    """What is held for this milestone now, minor units, not negative."""
    return -(
        LedgerAccount.objects.filter(kind=Kind.HOLD, milestone=milestone).aggregate(
            total=Sum("balance")
        )["total"]
        or 0
    )


def came(funding: Funding) -> tuple[int, str]:
    """What this payment brought in, minor units and their currency: what was asked for, but for
    a payment of another amount."""
    if funding.problem == Funding.Problem.MISMATCH:
        found = Entry.objects.get(journal__key=f"fund:{funding.pk}", amount__gt=0)
        return found.amount, found.currency
    return funding.amount_minor, funding.currency


def totals(kind: Kind) -> dict[str, int]:
    """Per currency, over all accounts of this kind."""
    rows = (
        Entry.objects.filter(account__kind=kind)
        .values_list("currency")
        .order_by("currency")
        .annotate(total=Sum("amount"))
    )
    return dict(rows)


# --- Does it add up? ---


def problems(stripe: Mapping[str, int] | None = None) -> list[str]:
    """What does not add up, one sentence each; an empty list is what there should be.

    `stripe` is what Stripe says we have, minor units per currency. It is compared only when
    nothing is on its way between us.
    """
    found = []
    with connection.cursor() as cursor:
        for sentence, query in CHECKS:
            cursor.execute(query)
            found += [sentence % row for row in cursor.fetchall()]
    if stripe is not None and on_its_way():
        logger.warning("Stripe's balance is not compared: something is on its way")
    elif stripe is not None:
        ours = totals(Kind.STRIPE_BALANCE)
        found += [
            f"Stripe has {stripe.get(each, 0)} {each}, the ledger says {ours.get(each, 0)}"
            for each in sorted(ours.keys() | stripe.keys())
            if ours.get(each, 0) != stripe.get(each, 0)
        ]
    return found


def _evidence(row: Chargeback) -> str:
    if row.sent_at:
        return f"the evidence is with the bank since {row.sent_at:%Y-%m-%d}"
    return f"send the evidence by {row.answer_by or row.opened_at:%Y-%m-%d}"


def on_its_way() -> bool:
    """Something that Stripe may have booked and we not yet."""
    return (
        Operation.objects.filter(
            kind__in=Operation.MOVES_MONEY,
            status__in=Operation.OPEN,
        ).exists()
        or Funding.objects.filter(
            Q(status=Funding.Status.SUCCEEDED, stripe_txn_id=None)
            | Q(status=Funding.Status.PROCESSING)
        ).exists()
        or TopUp.objects.filter(
            Q(status=TopUp.Status.SUCCEEDED, rail=TopUp.Rail.STRIPE, stripe_txn_id=None)
            | Q(status=TopUp.Status.PROCESSING)
        ).exists()
        or Refund.objects.filter(status=Refund.Status.PENDING).exists()
    )


def waiting_for_a_person() -> list[str]:
    """What nobody but a person can go on with, one sentence each."""
    found = [
        f"operation {each.pk} ({each}) may or may not have been done"
        for each in Operation.objects.filter(status=Operation.Status.RECONCILE)
    ]
    hour = timezone.now() - timedelta(hours=1)
    found += [
        f"operation {each.pk} ({each}) gets no answer: {each.last_error}"
        for each in Operation.objects.filter(
            status__in=[Operation.Status.READY, Operation.Status.SENT], created_at__lt=hour
        )
    ]
    found += [
        f"event {each.pk} ({each.kind}) is about nothing we know"
        for each in StripeEvent.objects.filter(status=StripeEvent.Status.NEW, received_at__lt=hour)
    ]
    found += [
        f"{-each.balance} {each.currency} of payment {each.funding_id} is parked"
        for each in LedgerAccount.objects.filter(kind=Kind.SUSPENSE, balance__lt=0)
    ]
    found += [
        f"payment {each.reference} settled in {each.settled_in}, not {each.currency}: no payout"
        for each in Funding.objects.applied()
        .settled_elsewhere()
        .exclude(milestone__status=Milestone.Status.PAID)
    ]
    limit = timedelta(days=settings.HOLD_DAYS)
    found += [
        f"payment {each.reference} may be held until {each.paid_at + limit:%Y-%m-%d} only"
        for each in Funding.objects.still_here()
        if each.paid_at and each.paid_at < timezone.now() - limit + BEFORE_THE_LIMIT
    ]
    found += [
        f"chargeback {each} of {each.amount_minor} {each.currency} is undecided: {_evidence(each)}"
        for each in Chargeback.objects.open().select_related("funding")
    ]
    found += [
        f"chargeback {each} of {each.amount_minor} {each.top_up.currency} is undecided: answer it "
        f"at Stripe by {each.answer_by or each.opened_at:%Y-%m-%d}"
        for each in TopUpChargeback.objects.open().for_pages()
    ]
    found += [
        f"{each.amount_minor} {each.budget.currency} go back to {each.budget.university}: {each}"
        for each in BudgetReturn.objects.to_send().for_pages()
    ]
    found += [
        f"{each.amount_minor} {each.currency} of payout {each.payout.reference} is to be taken back"
        for each in Reversal.objects.filter(status=Reversal.Status.WAITS).select_related("payout")
    ]
    found += [
        f"difference {each.pk} ({each}) is open since {each.opened_at:%Y-%m-%d}"
        for each in Break.objects.open()
    ]
    found += [
        f"dispute {each.pk} is to be decided since {each.decide_by:%Y-%m-%d}"
        for each in Dispute.objects.filter(
            status=Dispute.Status.ANSWERED, decide_by__lt=timezone.now()
        )
    ]
    found += [
        f"payout {each.reference} waits for the student since {each.created_at:%Y-%m-%d}"
        for each in Payout.objects.stuck().filter(set_up_by__lt=timezone.now())
    ]
    found += [
        f"refund {each.pk} of {each.amount_minor} {each.currency} is pending at Stripe since "
        f"{each.created_at:%Y-%m-%d}: too little in our balance, or the payer has to do something"
        for each in Refund.objects.filter(
            status=Refund.Status.PENDING, created_at__lt=timezone.now() - REFUND_PENDS
        )
    ]
    found += [
        f"payout {each.reference} was refused by Stripe more than a day ago: {each.student}"
        for each in Payout.objects.refused().select_related("student__user")
    ]
    found += [
        f"payout {each.reference} of {each.amount_minor} {each.currency} is paid by bank transfer"
        for each in Payout.objects.to_send_by_hand()
    ]
    found += [
        f"the bank transfer {each.reference} is to be confirmed since {each.created_at:%Y-%m-%d}"
        for each in BankTransfer.objects.to_confirm()
    ]
    found += [
        f"the receipt {each.reference} is to be confirmed since {each.created_at:%Y-%m-%d}"
        for each in BankReceipt.objects.to_confirm()
    ]
    return found

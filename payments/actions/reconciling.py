"""Stripe's book beside ours, line by line. What does not fit is for a person: a `Break`.

While one is open no transfer of its currency begins, so that a mistake is not paid out.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import Max, Q, Sum
from django.utils import timezone

from accounts.models import User
from marketplace.states import WrongState, move
from payments import emails_staff, ledger
from payments.ledger import Kind, account
from payments.models import (
    BalanceTxn,
    Break,
    Entry,
    Funding,
    Journal,
    Match,
    Payout,
    Refund,
    Reversal,
    TopUp,
)
from payments.seen import Booked

logger = logging.getLogger(__name__)

# For the answer, the event or the poll to write it down here first.
PATIENCE = timedelta(minutes=10)
# A fee and what it is of are booked together; Stripe may tell of it an hour later.
FOR_STRIPE = timedelta(hours=2)
PAYMENTS = ("charge", "payment")
REFUNDS = ("refund", "payment_refund")
REFUNDS_BACK = ("refund_failure", "payment_failure_refund")
# Between Stripe and our own bank, and what Stripe charges us for by the month.
OURS = {
    "payout": Kind.BANK,
    "payout_cancel": Kind.BANK,
    "payout_failure": Kind.BANK,
    "topup": Kind.BANK,
    "topup_reversal": Kind.BANK,
    "stripe_fee": Kind.STRIPE_FEE,
    "stripe_fx_fee": Kind.STRIPE_FEE,
}


def keep(booked: Iterable[Booked]) -> None:
    """Said twice, it is kept once."""
    rows = [
        BalanceTxn(
            pk=each.id,
            kind=each.kind[:60],
            amount=each.amount,
            fee=each.fee,
            net=each.net,
            currency=each.currency,
            source=each.source[:80],
            made_at=each.made_at,
        )
        for each in booked
    ]
    BalanceTxn.objects.bulk_create(rows, ignore_conflicts=True)


def keys(txn: BalanceTxn) -> list[str]:
    """The journals that are to say the same as this line."""
    if txn.kind in PAYMENTS:
        paid = Funding.objects.filter(stripe_charge_id=txn.source)
        into_budgets = TopUp.objects.filter(stripe_charge_id=txn.source)
        return [
            *(f"fund:{each.pk}" for each in paid),
            *(f"topup:{each.pk}" for each in into_budgets),
            f"fee:{txn.pk}",
            f"fx:{txn.pk}",
        ]
    if txn.kind in REFUNDS + REFUNDS_BACK:
        what = "refunded" if txn.kind in REFUNDS else "refundfail"
        refunds = Refund.objects.filter(stripe_refund_id=txn.source)
        return [f"{what}:{each.pk}" for each in refunds]
    if txn.kind == "transfer":
        sent = Payout.objects.filter(stripe_transfer_id=txn.source)
        return [f"transfer:{each.pk}" for each in sent]
    if txn.kind == "transfer_refund":
        back = Reversal.objects.filter(stripe_reversal_id=txn.source)
        return [f"reversal:{each.pk}" for each in back]
    if txn.kind == "adjustment":
        return [f"chargeback:{txn.pk}"]
    return [f"booked:{txn.pk}"]


@transaction.atomic
def match(txn: BalanceTxn) -> bool:
    """Whether our books say the same; if they do not in time, a person is asked."""
    txn = BalanceTxn.objects.select_for_update(no_key=True).get(pk=txn.pk)
    if txn.matched_at:
        return True
    if txn.kind in OURS:
        _book(txn)
    journals = list(Journal.objects.filter(key__in=keys(txn), match=None))
    ours = Entry.objects.filter(
        journal__in=journals, account__kind=Kind.STRIPE_BALANCE, currency=txn.currency
    )
    said = ours.aggregate(sum=Sum("amount"))["sum"]
    if said == txn.net:
        Match.objects.bulk_create(Match(journal=each, txn=txn) for each in journals)
        _matched(txn, [each.key for each in journals])
        return True
    if _came_and_went(txn):
        return True
    if txn.seen_at < timezone.now() - PATIENCE and not _is_known(txn):
        words = f"{txn.kind} of {txn.source}: {txn.net} booked, {said or 0} in our journals"
        open_break(Break.Kind.BOOKED, txn.pk, words, txn.currency, txn.net - (said or 0))
    return False


def _came_and_went(txn: BalanceTxn) -> bool:
    """A refund that we only heard of once it had failed: Stripe has booked it there and back."""
    if not Refund.objects.filter(stripe_refund_id=txn.source, status="failed").exists():
        return False
    lines = BalanceTxn.objects.filter(
        source=txn.source,
        currency=txn.currency,
        kind__in=REFUNDS + REFUNDS_BACK,
        matched_at=None,
        matches=None,
    )
    both = list(lines.order_by("pk"))
    if len(both) < 2 or sum(each.net for each in both) != 0:
        return False
    for each in both:
        _matched(each, [])
    return True


def _is_known(txn: BalanceTxn) -> bool:
    """A refund of ours, of that amount, that Stripe has booked and still calls pending."""
    return (
        txn.kind in REFUNDS
        and Refund.objects.filter(
            stripe_refund_id=txn.source,
            status=Refund.Status.PENDING,
            amount_minor=-txn.net,
            currency=txn.currency,
        ).exists()
    )


def _book(txn: BalanceTxn) -> None:
    """Nothing of ours asks for it, and it is clear what it is."""
    ledger.post(
        f"booked:{txn.pk}",
        "booked",
        [
            (account(Kind.STRIPE_BALANCE, txn.currency), txn.net),
            (account(OURS[txn.kind], txn.currency), -txn.net),
        ],
        {"kind": txn.kind, "source": txn.source},
    )


def _matched(txn: BalanceTxn, journals: list[str]) -> None:
    """Ours or Stripe's was late: nobody has to look any more, unless somebody does already."""
    txn.matched_at = timezone.now()
    txn.save(update_fields=["matched_at"])
    about = Q(kind=Break.Kind.BOOKED, ref=txn.pk) | Q(kind=Break.Kind.MISSING, ref__in=journals)
    for late in Break.objects.filter(about, status=Break.Status.OPEN):
        move(late, Break.Status.CLOSED, closed_at=timezone.now(), words="Both say the same by now.")


def find_missing() -> None:
    """What our books say of Stripe's balance, and Stripe has not booked."""
    said = Entry.objects.filter(
        account__kind=Kind.STRIPE_BALANCE,
        journal__match=None,
        journal__created_at__lt=timezone.now() - FOR_STRIPE,
    ).select_related("journal")
    # What a person has written down says nothing of Stripe's that would be there to find.
    said = said.exclude(journal__kind="closed")
    looked_at = Break.objects.filter(kind=Break.Kind.MISSING).values("ref")
    for each in said.exclude(journal__key__in=looked_at):
        if _was_closed(each):
            continue
        words = f"{each.amount} in our journal, nothing at Stripe"
        open_break(Break.Kind.MISSING, each.journal.key, words, each.currency, -each.amount)


def _was_closed(entry: Entry) -> bool:
    """Stripe's line was there first, and a person has closed it: the two are one after all."""
    lines = BalanceTxn.objects.filter(
        matched_at__isnull=False, matches=None, net=entry.amount, currency=entry.currency
    )
    txn = next((each for each in lines if entry.journal.key in keys(each)), None)
    if txn:
        Match.objects.create(journal=entry.journal, txn=txn)
    return txn is not None


def compare(balance: Mapping[str, int]) -> None:
    """`balance` is what Stripe says we have: it is to be the sum of all that it has booked."""
    booked = dict(BalanceTxn.objects.values_list("currency").annotate(sum=Sum("net")).order_by())
    for currency in sorted(booked.keys() | balance.keys()):
        minor = balance.get(currency, 0) - booked.get(currency, 0)
        before = Break.objects.filter(kind=Break.Kind.BALANCE, ref=currency).first()
        # What a person has closed is not opened again while it stays the same.
        known = before.minor if before and not before.is_open else 0
        if minor != known:
            words = f"{balance.get(currency, 0)} in the balance, {booked.get(currency, 0)} booked"
            open_break(Break.Kind.BALANCE, currency, words, currency, minor)


# --- What a person has to look at


def open_break(kind: Break.Kind, ref: str, said: str, currency: str = "", minor: int = 0) -> Break:
    """The one that is open about it, or a new one: in the hands of one of our staff."""
    row, new = Break.objects.get_or_create(
        kind=kind,
        ref=ref[:120],
        status__in=Break.GOING_ON,
        defaults={"said": said, "currency": currency, "minor": minor},
    )
    if new:
        row.owner = _whose_turn()
        row.save(update_fields=["owner"])
        emails_staff.difference(row)
        logger.error("break %s: %s, %s", row.pk, row, said)
    return row


def _whose_turn() -> User | None:
    """Of our staff who has the fewest open ones; of these, who was not asked for longest."""
    has = Counter(Break.objects.open().values_list("owner", flat=True))
    asked = dict(Break.objects.order_by().values_list("owner").annotate(latest=Max("pk")))
    staff = emails_staff.our_staff()
    return min(staff, key=lambda each: (has[each.pk], asked.get(each.pk, 0)), default=None)


def unknown_word(of: str, word: str) -> None:
    """Stripe may add to its words at any time: what they mean is for a person to find out."""
    known = Break.objects.filter(kind=Break.Kind.WORD, ref=f"{of} {word}"[:120])
    if not known.exists():
        open_break(Break.Kind.WORD, f"{of} {word}", f"{of} is “{word}” at Stripe")


def stopped(currency: str) -> bool:
    """Whether no transfer of this currency may begin now."""
    return Break.objects.stopping().filter(currency=currency).exists()


@transaction.atomic
def take(row: Break, by: User) -> Break:
    """`by` looks into it. Raises WrongState: it is closed."""
    row = Break.objects.select_for_update(no_key=True).get(pk=row.pk)
    move(row, Break.Status.TAKEN, owner=by)
    return row


@transaction.atomic
def close(row: Break, by: User, words: str, posting: str = "") -> Break:
    """`by` says why, and what was done. Transfers begin again when it was the last one.

    `posting`: what Stripe has more than we is written down as that (`Break.Posting`), so that our
    books say the same again; empty: nothing is.

    Raises:
        WrongState: it is not `by` who has taken it, it is closed, or about nothing to write down,
            or nothing is although it has to be.
    """
    row = Break.objects.select_for_update(no_key=True).get(pk=row.pk)
    if row.owner_id != by.pk or (posting and not row.may_post) or (row.must_post and not posting):
        raise WrongState(f"Break {row.pk} is not in the hands of {by.pk}, or about no money")
    move(row, Break.Status.CLOSED, closed_at=timezone.now(), words=words)
    if posting:
        _write_down(row, by, Kind(Break.Posting(posting)))
    if row.kind == Break.Kind.BOOKED:
        BalanceTxn.objects.filter(pk=row.ref, matched_at=None).update(matched_at=timezone.now())
    return row


def _write_down(row: Break, by: User, as_what: Kind) -> None:
    of = Kind.DISPUTE_SUSPENSE if row.kind == Break.Kind.APART else Kind.STRIPE_BALANCE
    journal = ledger.post(
        f"closed:{row.pk}",
        "closed",
        [
            (account(of, row.currency), row.minor),
            (account(as_what, row.currency), -row.minor),
        ],
        {"about": row.ref, "by": str(by.pk)},
    )
    if row.kind == Break.Kind.BOOKED:
        Match.objects.create(journal=journal, txn_id=row.ref)

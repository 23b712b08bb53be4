"""The ledger: `post` is the only writer. Amounts in minor units, debits positive, credits negative.

The database refuses what is wrong whoever writes it (migration 0002); `problems` asks, every
night and after every test of payments, whether the whole still adds up.
"""

import logging
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, Sum
from django.utils import timezone

from accounts.models import User
from applications.models import Dispute, Milestone
from payments.models import (
    BankTransfer,
    Break,
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
) -> LedgerAccount:
    """The one account of this kind and currency for these subjects; made when first asked for."""
    return LedgerAccount.objects.get_or_create(
        kind=kind,
        currency=currency,
        milestone=milestone,
        user=user,
        funding=funding,
        defaults={"guarded": kind in LedgerAccount.GUARDED},
    )[0]


@transaction.atomic
def post(
    key: str, kind: str, legs: Iterable[Leg], memo: Mapping[str, Any] | None = None
) -> Journal:
    """Write one journal; legs of zero are left out. The same key again writes nothing.

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
    journal, new = Journal.objects.get_or_create(
        key=key, defaults={"kind": kind, "memo": dict(memo or {})}
    )
    if new:
        Entry.objects.bulk_create(
            Entry(journal=journal, account=a, currency=a.currency, amount=amount)
            for a, amount in moved
        )
    elif sorted(journal.entries.values_list("account_id", "amount")) != [
        (a.pk, amount) for a, amount in moved
    ]:
        raise KeyTaken(key)
    return journal


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
        found = Entry.objects.filter(journal__key=f"fund:{funding.pk}", amount__gt=0).first()
        if found:
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

# Each query finds what must not be; its columns fill the sentence. payments.md I1 to I8.
CHECKS = [
    (
        "journal %s is off by %s %s",
        """SELECT j.key, sum(e.amount), e.currency
             FROM payments_journal j JOIN payments_entry e ON e.journal_id = j.id
            GROUP BY j.key, e.currency HAVING sum(e.amount) <> 0""",
    ),
    (
        "journal %s is empty",
        """SELECT key FROM payments_journal j
            WHERE NOT EXISTS (SELECT 1 FROM payments_entry e WHERE e.journal_id = j.id)""",
    ),
    (
        "account %s keeps a balance of %s, its entries sum to %s",
        """SELECT a.id, a.balance, coalesce(sum(e.amount), 0)
             FROM payments_ledgeraccount a LEFT JOIN payments_entry e ON e.account_id = a.id
            WHERE a.guarded GROUP BY a.id HAVING a.balance <> coalesce(sum(e.amount), 0)""",
    ),
    (
        "milestone %s is %s and holds %s, not %s",
        """SELECT m.id, m.status, coalesce(held.held, 0), wanted.held
             FROM applications_milestone m
             LEFT JOIN (SELECT milestone_id, -sum(balance) AS held FROM payments_ledgeraccount
                         WHERE kind = 'hold' GROUP BY milestone_id) held
                    ON held.milestone_id = m.id
            CROSS JOIN LATERAL (
                  SELECT CASE WHEN m.status IN ('funded', 'delivered', 'changes', 'disputed')
                         THEN m.amount_minor ELSE 0 END AS held) wanted
            WHERE coalesce(held.held, 0) <> wanted.held""",
    ),
    (
        "payment %s is %s, and its journal says otherwise",
        """SELECT f.id, f.status FROM payments_funding f
             LEFT JOIN payments_journal j ON j.key = 'fund:' || f.id
            WHERE (f.status = 'succeeded') <> (j.id IS NOT NULL)""",
    ),
    (
        "payment %s brought in %s, and %s of it can be found",
        """SELECT f.id, got.amount, coalesce(parked.amount, 0)
             FROM payments_funding f
             JOIN payments_journal j ON j.key = 'fund:' || f.id
             JOIN LATERAL (SELECT sum(e.amount) AS amount FROM payments_entry e
                            WHERE e.journal_id = j.id AND e.amount > 0) got ON true
             LEFT JOIN LATERAL (
                  SELECT -sum(a.balance) + (SELECT coalesce(sum(r.amount_minor), 0)
                                              FROM payments_refund r
                                             WHERE r.funding_id = f.id AND r.status = 'succeeded')
                       + (SELECT coalesce(sum(c.covered_minor), 0) FROM payments_chargeback c
                           WHERE c.funding_id = f.id)
                         AS amount
                    FROM payments_ledgeraccount a
                   WHERE a.funding_id = f.id) parked ON true
            WHERE NOT f.applied AND got.amount <> coalesce(parked.amount, 0)
               OR f.applied AND got.amount <> f.amount_minor""",
    ),
    (
        "payment %s of %s is paid back or kept to %s",
        """SELECT f.id, f.amount_minor, coalesce(back.amount, 0) + coalesce(kept.amount, 0)
             FROM payments_funding f
             LEFT JOIN (SELECT funding_id, sum(amount_minor) AS amount FROM payments_refund
                         WHERE status <> 'failed' GROUP BY funding_id) back
                    ON back.funding_id = f.id
             LEFT JOIN (SELECT funding_id, -sum(balance) AS amount FROM payments_ledgeraccount
                         WHERE kind = 'kept' GROUP BY funding_id) kept ON kept.funding_id = f.id
            WHERE coalesce(back.amount, 0) + coalesce(kept.amount, 0) > f.amount_minor
              AND f.problem <> 'mismatch'""",
    ),
    (
        "chargeback %s says %s lost and %s covered, its journals say %s and %s",
        """SELECT c.stripe_dispute_id, c.lost_minor, c.covered_minor,
                  coalesce(said.lost, 0), coalesce(said.covered, 0)
             FROM payments_chargeback c
             LEFT JOIN (SELECT split_part(j.key, ':', 2) AS dispute,
                               sum(e.amount) FILTER (WHERE j.kind = 'lost') AS lost,
                               -sum(e.amount) FILTER (WHERE j.kind = 'cover') AS covered
                          FROM payments_journal j
                          JOIN payments_entry e ON e.journal_id = j.id
                          JOIN payments_ledgeraccount a ON a.id = e.account_id AND a.kind = 'loss'
                         WHERE j.kind IN ('lost', 'cover')
                         GROUP BY split_part(j.key, ':', 2)) said
                    ON said.dispute = c.stripe_dispute_id
            WHERE (c.lost_minor, c.covered_minor)
                  <> (coalesce(said.lost, 0), coalesce(said.covered, 0))""",
    ),
    (
        "student %s owes us %s, and the reversals say %s",
        """SELECT coalesce(a.user_id, r.user_id), coalesce(a.owed, 0), coalesce(r.owed, 0)
             FROM (SELECT a.user_id, a.currency, sum(e.amount) AS owed
                     FROM payments_ledgeraccount a
                     JOIN payments_entry e ON e.account_id = a.id
                    WHERE a.kind = 'recovery_receivable' GROUP BY a.user_id, a.currency) a
             FULL JOIN (SELECT s.user_id, r.currency, sum(r.amount_minor) AS owed
                          FROM payments_reversal r
                          JOIN payments_payout p ON p.id = r.payout_id
                          JOIN accounts_student s ON s.id = p.student_id
                         WHERE r.status IN ('asked', 'waits') GROUP BY s.user_id, r.currency) r
                    ON r.user_id = a.user_id AND r.currency = a.currency
            WHERE coalesce(a.owed, 0) <> coalesce(r.owed, 0)""",
    ),
    (
        "refund %s of %s has no journal of that amount",
        """SELECT r.id, r.amount_minor FROM payments_refund r
            WHERE NOT EXISTS (
                  SELECT 1 FROM payments_journal j
                    JOIN payments_entry e ON e.journal_id = j.id AND e.amount = -r.amount_minor
                    JOIN payments_ledgeraccount a
                      ON a.id = e.account_id AND a.funding_id = r.funding_id
                     AND a.kind = 'refund_payable'
                   WHERE j.key = 'refund:' || r.id)""",
    ),
    (
        "of invoice %s %s were credited, tax %s",
        """SELECT i.number, sum(c.total_minor), sum(c.tax_minor)
             FROM payments_paper i JOIN payments_paper c
               ON c.funding_id = i.funding_id AND c.kind = 'credit'
            WHERE i.kind = 'invoice' GROUP BY i.id
           HAVING sum(c.total_minor) > i.total_minor OR sum(c.tax_minor) > i.tax_minor""",
    ),
    (
        "the last %s of series %s is %s, and there are %s up to %s",
        """SELECT n.kind, n.series, n.last, count(p.id), coalesce(max(p.number), 0)
             FROM payments_papercounter n
             LEFT JOIN payments_paper p ON p.series = n.series AND p.kind = n.kind
            GROUP BY n.id HAVING n.last <> count(p.id) OR n.last <> coalesce(max(p.number), 0)""",
    ),
    (
        "payout %s is being sent, and its operation is %s",
        """SELECT p.id, o.status FROM payments_payout p
             JOIN payments_operation o ON o.id = p.operation_id
            WHERE p.status = 'queued' AND o.status IN ('done', 'rejected')""",
    ),
    (
        "milestone %s of %s is %s, and %s was paid in for it",
        """SELECT m.id, m.amount_minor, m.status,
                  coalesce(paid.amount, 0) + coalesce(used.amount, 0)
             FROM applications_milestone m
             LEFT JOIN (SELECT milestone_id, sum(amount_minor) AS amount FROM payments_funding
                         WHERE applied GROUP BY milestone_id) paid ON paid.milestone_id = m.id
             LEFT JOIN (SELECT milestone_id, sum(amount_minor) AS amount FROM payments_credituse
                         GROUP BY milestone_id) used ON used.milestone_id = m.id
            WHERE coalesce(paid.amount, 0) + coalesce(used.amount, 0)
                  <> CASE WHEN m.status IN ('agreed', 'cancelled') THEN 0
                          ELSE m.amount_minor END""",
    ),
    (
        "what is kept of payment %s is %s, and there are %s of it",
        """SELECT c.funding_id, c.status, coalesce(-sum(a.balance), 0)
             FROM payments_credit c LEFT JOIN payments_ledgeraccount a
               ON a.kind = 'kept' AND a.funding_id = c.funding_id
            GROUP BY c.id HAVING (c.status = 'closed') <> (coalesce(sum(a.balance), 0) = 0)""",
    ),
    (
        "milestone %s is %s without a payout of what is the student's",
        """SELECT m.id, m.status FROM applications_milestone m
             LEFT JOIN (SELECT milestone_id, currency, sum(amount_minor) AS amount,
                               bool_and(status = 'sent') AS sent
                          FROM payments_payout GROUP BY milestone_id, currency) p
               ON p.milestone_id = m.id
              AND p.currency = m.currency
              AND p.amount = coalesce(m.part_minor - m.part_fee_minor, m.amount_minor - m.fee_minor)
              AND p.sent = (m.status = 'paid')
            WHERE (m.status IN ('approved', 'paid')) <> (p.milestone_id IS NOT NULL)""",
    ),
    (
        "payout %s is %s, and %s of it is owed",
        """SELECT p.id, p.status, coalesce(-a.balance, 0) FROM payments_payout p
             JOIN accounts_student s ON s.id = p.student_id
             LEFT JOIN payments_ledgeraccount a
               ON a.kind = 'payee_payable' AND a.milestone_id = p.milestone_id
              AND a.user_id = s.user_id
            WHERE coalesce(-a.balance, 0)
                  <> CASE WHEN p.status = 'sent' THEN 0 ELSE p.amount_minor END""",
    ),
    (
        "payout %s is sent, and its operation is %s",
        """SELECT p.id, o.status FROM payments_payout p
             JOIN payments_operation o ON o.id = p.operation_id
            WHERE p.status = 'sent' AND o.status NOT IN ('done', 'rejected')""",
    ),
]


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
    return found

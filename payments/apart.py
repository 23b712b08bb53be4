"""What banks have taken and is set apart: until they have decided, and no longer."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

# By chargeback and currency, minor units; positive: a bank has it. A `closed` one is what our
# staff have written down of it, its `about` the `ref` of their `Break`.
LEFT = """SELECT named.dispute, e.currency, sum(e.amount) AS minor
            FROM payments_entry e
            JOIN payments_ledgeraccount a ON a.id = e.account_id AND a.kind = 'dispute_suspense'
            JOIN payments_journal j ON j.id = e.journal_id
           CROSS JOIN LATERAL (
                 SELECT CASE j.kind WHEN 'chargeback' THEN j.memo->>'dispute'
                        WHEN 'closed' THEN split_part(j.memo->>'about', ' ', 1)
                        ELSE split_part(j.key, ':', 2) END AS dispute) named
           GROUP BY named.dispute, e.currency HAVING sum(e.amount) <> 0"""
# It is decided. What a bank has decided to give back may take it two days.
OVERDUE = f"""SELECT l.dispute, l.currency, l.minor FROM ({LEFT}) l
           WHERE NOT EXISTS (
                 SELECT 1 FROM payments_chargeback c WHERE c.stripe_dispute_id = l.dispute
                    AND (c.status = 'open'
                         OR c.status = 'won' AND c.closed_at > now() - interval '2 days'))
             AND NOT EXISTS (
                 SELECT 1 FROM payments_topupchargeback c WHERE c.stripe_dispute_id = l.dispute
                    AND (c.status = 'open'
                         OR c.status = 'won' AND c.closed_at > now() - interval '2 days'))
"""  # noqa: S608 - of our own words only
# No `Break` says so, although one is opened every ten minutes.
CHECK = (
    "of chargeback %s %s %s are set apart, and nobody is to decide about it",
    f"""SELECT o.dispute, o.currency, o.minor FROM ({OVERDUE}) o
         WHERE NOT EXISTS (
               SELECT 1 FROM payments_break b WHERE b.status <> 'closed' AND b.kind = 'apart'
                  AND b.ref = o.dispute || ' ' || o.currency)
""",  # noqa: S608 - of our own words only
)


@dataclass(frozen=True)
class Apart:
    dispute: str
    currency: str
    minor: int


def left(dispute: str) -> dict[str, int]:
    """Of this chargeback, by currency."""
    return {each.currency: each.minor for each in _asked(LEFT) if each.dispute == dispute}


def overdue() -> list[Apart]:
    return _asked(OVERDUE)


def _asked(query: str) -> list[Apart]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [Apart(dispute, currency, int(minor)) for dispute, currency, minor in cursor]

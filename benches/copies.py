"""`python -m benches.copies N`: a few parts paid out as the site does it, and copies of all their
rows until the ledger has N entries; then what the checks of it take, as JSON."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import django

# Parts that are made by the site's own actions; in each of these currencies as many.
EACH = 5
CURRENCIES = ("USD", "EUR", "GBP", "JPY")
# A copy has another number where a name has one, so that everything fits together again.
ANOTHER = r"""
CREATE FUNCTION pg_temp.another(line jsonb, n int) RETURNS jsonb LANGUAGE sql AS $$
    SELECT regexp_replace(regexp_replace(line::text,
        '[0-9a-f]{8}(-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})',
        lpad(to_hex(n), 8, '0') || '\1', 'g'),
        '\m(ch|pi|tr|txn|cs_test)_([0-9]+)\M', '\1_\2x' || n, 'g')::jsonb
$$;
"""
# Journals, entries and accounts are numbered from here on, a stretch for each copy.
STRETCH = 10_000
NAMED = ("applications_milestone", "payments_operation", "payments_funding", "payments_payout")
# A student has one account at Stripe, and keeps it.
ONCE = {"payments_operation": "a.kind <> 'account'"}
COPY = """
INSERT INTO {table} SELECT made.* FROM {table} a, generate_series(1, %s) n,
       jsonb_populate_record(a, pg_temp.another(to_jsonb(a), n)) made WHERE {only}
"""
OF_ONE = "coalesce(a.milestone_id::text, a.funding_id::text) IS NOT NULL"
NUMBERED = f"""
INSERT INTO payments_ledgeraccount
SELECT made.* FROM payments_ledgeraccount a, generate_series(1, %(copies)s) n,
       jsonb_populate_record(a, pg_temp.another(to_jsonb(a), n)
        || jsonb_build_object('id', a.id + n * {STRETCH})) made WHERE {OF_ONE};
INSERT INTO payments_journal
SELECT made.* FROM payments_journal j, generate_series(1, %(copies)s) n,
       jsonb_populate_record(j, pg_temp.another(to_jsonb(j), n)
        || jsonb_build_object('id', j.id + n * {STRETCH})) made;
INSERT INTO payments_entry (id, journal_id, account_id, currency, amount)
SELECT e.id + n * {STRETCH}, e.journal_id + n * {STRETCH},
       e.account_id + CASE WHEN {OF_ONE} THEN n * {STRETCH} ELSE 0 END, e.currency, e.amount
  FROM payments_entry e JOIN payments_ledgeraccount a ON a.id = e.account_id,
       generate_series(1, %(copies)s) n;
"""  # noqa: S608 - of our own words only


def main(wanted: int) -> dict[str, Any]:
    from django.db import connection

    from payments import ledger
    from payments.books import sheets
    from payments.models import Entry

    _make()
    copies = wanted // Entry.objects.count()
    with connection.cursor() as cursor:
        # Neither triggers nor foreign keys: a copy has no offer, and no journal's transaction.
        cursor.execute("SET session_replication_role = replica; SET statement_timeout = 0")
        cursor.execute(ANOTHER)
        for table in NAMED:
            cursor.execute(COPY.format(table=table, only=ONCE.get(table, "true")), [copies])
        cursor.execute(NUMBERED, {"copies": copies})
        cursor.execute("VACUUM ANALYZE")
        begun = time.perf_counter()
        found = ledger.problems()
        took = time.perf_counter() - begun
        begun = time.perf_counter()
        sheets()
        asked = time.perf_counter() - begun
        cursor.execute("UPDATE payments_entry SET amount = amount + 1 WHERE id = 1")
    return {
        "entries": Entry.objects.count(),
        "check_s": took,
        "problems": len(found),
        "planted": len(ledger.problems()) > 0,
        "balances_s": asked,
    }


def _make() -> None:
    from tests import make

    for currency in CURRENCIES:
        for n in range(EACH):
            university = make.university()
            listing = make.listing(approved_by=university, currency=currency)
            application = make.application(
                status="accepted", listing=listing, university=university
            )
            placement = make.placement([50_000 + n], application=application)
            make.payee(placement.student)
            make.payout(make.delivered(placement.milestones.get()), sent=True)


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(int(sys.argv[1]))))

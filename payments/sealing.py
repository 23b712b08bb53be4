"""Journals that came with a restore stay as they are.

A journal takes entries from the transaction that wrote it alone, known by its number. A server that
is made anew counts from the beginning: restored journals carry numbers that are still to come, and
the transaction that gets one could add to a journal of long ago.
"""

from django.db import connection, transaction

ASK = "SELECT EXISTS (SELECT 1 FROM payments_journal WHERE xid > (SELECT pg_current_xact_id()))"
# No transaction ever has the number 0.
SEAL = "UPDATE payments_journal SET xid = '0'::xid8 WHERE xid > (SELECT pg_current_xact_id())"


@transaction.atomic
def seal() -> int:
    """How many were open to a transaction to come. For the owner of the tables only."""
    with connection.cursor() as cursor:
        cursor.execute(ASK)
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE payments_journal DISABLE TRIGGER journal_append_only")
        cursor.execute(SEAL)
        n: int = cursor.rowcount
        cursor.execute("ALTER TABLE payments_journal ENABLE TRIGGER journal_append_only")
    return n

"""What a test has committed is taken away again, and what the migrations put in is as it was.

Django would truncate every table, the seeds' too, and make each permission anew: slow, and then
tests find another database than the migrations left. Here a test finds the same one, whatever ran
before it.
"""

from contextlib import suppress

from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper

from accounts.models import User
from listings.models import Format
from tests import make

TABLES = """SELECT format('%I', relname) FROM pg_class
             WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"""
# Of each table the migrations filled: its rows as COPY writes them, and how they are known again.
seeds: dict[str, bytes] = {}
signs: dict[str, tuple[int, int]] = {}
tables: list[str] = []


def remember() -> None:
    """What is here before the first test."""
    if not Format.objects.exists() or User.objects.exists():  # left by a run that was killed
        call_command("flush", verbosity=0, interactive=False)
        make.seeds()
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables[:] = [name for (name,) in cursor.fetchall()]
        for table in filled(cursor):
            with cursor.copy(f"COPY {table} TO STDOUT") as copy:
                seeds[table] = b"".join(copy)
            signs[table] = sign(cursor, table)


def filled(cursor: CursorWrapper) -> list[str]:
    asked = (f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in tables)
    cursor.execute(" UNION ALL ".join(asked))
    return [name for (name,) in cursor.fetchall()]


def sign(cursor: CursorWrapper, table: str) -> tuple[int, int]:
    """Another one after any change: the newest row's transaction, and how many rows there are."""
    cursor.execute(f"SELECT count(*), max(xmin::text::bigint) FROM {table}")
    return cursor.fetchone()


def changed(cursor: CursorWrapper) -> list[str]:
    written = {table for table in filled(cursor) if table not in seeds}
    return sorted(written | {table for table in seeds if sign(cursor, table) != signs[table]})


def empty() -> None:
    """A page that was left may have asked for something: what the site still writes while this
    goes on is found when it is looked for again."""
    for _ in range(5):
        with suppress(OperationalError), transaction.atomic(), connection.cursor() as cursor:
            found = changed(cursor)
            # Neither triggers nor foreign keys: all of it goes.
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table in found:
                put_back(cursor, table)
            if not found:
                return


def put_back(cursor: CursorWrapper, table: str) -> None:
    cursor.execute(f"DELETE FROM {table}")
    if table in seeds:
        with cursor.copy(f"COPY {table} FROM STDIN") as copy:
            copy.write(seeds[table])
        signs[table] = sign(cursor, table)

"""The database role that the site's processes sign in as: it cannot change the ledger's past.

Made by the owner of the tables after each migration. It signs in by itself and is a member of
nothing, so no `SET ROLE` or `RESET ROLE` leads from it to another.
"""

from typing import LiteralString

from django.db import connection
from psycopg import errors, sql

# Written once: what an account holds is changed by the database itself, when an entry is added.
LEDGER = ("payments_journal", "payments_entry", "payments_ledgeraccount")
# What was asked of Stripe is remembered, and how far the database is.
KEPT = ("payments_operation",)
# Who was given which file.
NOTED = ("accounts_download",)
READ_ONLY = ("django_migrations",)
MAINTAINED = ("listings_open",)

GRANTS: list[LiteralString] = [
    "GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {role}",
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    # Adds an entry to its account's balance with the owner's rights, so that nobody else has to.
    "ALTER FUNCTION payments_entry_insert() SECURITY DEFINER",
    "ALTER FUNCTION payments_entry_insert() SET search_path = public, pg_temp",
    "REVOKE ALL ON FUNCTION payments_entry_insert() FROM PUBLIC",
]
REVOKES: list[tuple[LiteralString, tuple[str, ...]]] = [
    ("REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}", LEDGER),
    ("REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}", NOTED),
    ("REVOKE DELETE, TRUNCATE ON {table} FROM {role}", KEPT),
    ("REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {table} FROM {role}", READ_ONLY),
]


def make(name: str, password: str = "") -> None:
    """The role `name`, with what the site needs and no more. Made again, it is the same.

    Without a `password` it signs in only where the server asks for none, as on a private socket.
    """
    role = sql.Identifier(name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), current_setting('server_version_num')::int")
        database, version = cursor.fetchone()
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
        if cursor.fetchone() is None:
            _create(role)
        if password:
            # Not a parameter: the statement takes none.
            words = sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(password))
            cursor.execute(words)
        for grant in GRANTS:
            words = sql.SQL(grant).format(database=sql.Identifier(database), role=role)
            cursor.execute(words)
        for revoke, tables in REVOKES:
            for table in tables:
                words = sql.SQL(revoke).format(table=sql.Identifier(table), role=role)
                cursor.execute(words)
        for table in MAINTAINED if version >= 170000 else ():
            words = sql.SQL("GRANT MAINTAIN ON {} TO {}").format(sql.Identifier(table), role)
            cursor.execute(words)


def _create(role: sql.Identifier) -> None:
    rights: LiteralString = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("CREATE ROLE {} " + rights).format(role))
    except Exception as error:
        # Another migration of the same server was quicker.
        if not isinstance(error.__cause__, errors.DuplicateObject | errors.UniqueViolation):
            raise

"""The data sets: a database for each, made once a day, and anew when what makes them changes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
# Migrations' rows come from the vocabularies of accounts, too.
MADE_BY = ("listings/generating", "*/migrations", "accounts/skills")
# Open listings of a data set have two days ahead of them at least.
KEPT_SECONDS = 40 * 3600


@dataclass(frozen=True, slots=True)
class DataSet:
    """`listings` in all, of which `open` are open; beside the demo's, if `demo`."""

    listings: int
    open: int
    demo: bool = False

    @property
    def database(self) -> str:
        return f"bench_{self.listings}_{self.open}{'_demo' if self.demo else ''}"

    @property
    def url(self) -> str:
        return beside(self.database)


EMPTY = DataSet(0, 0)
# Each keeps a process of ours and one of Postgres busy by turns.
MAKERS = 2


def beside(database: str) -> str:
    """DATABASE_URL, with another database of the same server."""
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}"))


def prepare(*wanted: DataSet) -> None:
    """Have them there, whole and fresh. What is missing is made at once, two at a time."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        missing = [each for each in wanted if not _is_fresh(connection, each)]
        if missing and not _is_fresh(connection, EMPTY):
            _create(connection, EMPTY)
            manage(EMPTY, "migrate", "--verbosity=0")
            _sign(EMPTY)
        missing = [each for each in missing if each != EMPTY]
        for each in missing:
            _create(connection, each)
    with ThreadPoolExecutor(MAKERS) as makers:
        # The largest first; asked for what they made, they raise what went wrong.
        list(makers.map(_fill, sorted(missing, key=lambda each: -each.open)))


def _fill(wanted: DataSet) -> None:
    begun = time.monotonic()
    print(f"Making {wanted.listings:,} listings, {wanted.open:,} of them open …", flush=True)
    if wanted.demo:
        manage(wanted, "demo")
    manage(wanted, "generate", f"--listings={wanted.listings}", f"--open={wanted.open}")
    _sign(wanted)
    print(f"… {wanted.listings:,} took {time.monotonic() - begun:.0f} s", flush=True)


def _create(connection: psycopg.Connection, wanted: DataSet) -> None:
    name = sql.Identifier(wanted.database)
    begins_as = sql.Identifier("template1" if wanted == EMPTY else EMPTY.database)
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
    connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, begins_as))


def _sign(whole: DataSet) -> None:
    """Say in the database itself that it is whole, since when, and what made it."""
    with psycopg.connect(whole.url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")
        comment = sql.SQL("COMMENT ON DATABASE {} IS {}")
        name = sql.Identifier(whole.database)
        connection.execute(
            comment.format(name, sql.Literal(f"{_makers(whole)} {int(time.time())}"))
        )


@dataclass(frozen=True, slots=True)
class Copy:
    """A database that a bench may write in."""

    database: str

    @property
    def url(self) -> str:
        return beside(self.database)


def again(name: str, like: DataSet) -> Copy:
    """A database of this name, anew: a copy of that data set."""
    prepare(like)
    new, old = sql.Identifier(name), sql.Identifier(like.database)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(new))
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(new, old))
    return Copy(name)


def manage(on: DataSet, *command: str) -> None:
    """A management command in the data set's database, as in a demo."""
    environment = os.environ | {"DATABASE_URL": on.url, "DEMO": "1", "STRIPE_TEST_MODE": "1"}
    subprocess.run(
        [sys.executable, "manage.py", *command],
        env=environment,
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _is_fresh(connection: psycopg.Connection, wanted: DataSet) -> bool:
    found = connection.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
        [wanted.database],
    ).fetchone()
    if not found or not found[0]:
        return False
    makers, made = found[0].split()
    return makers == _makers(wanted) and time.time() - int(made) < KEPT_SECONDS


def _makers(wanted: DataSet) -> str:
    """What the rows follow from, in a few letters."""
    of = (*MADE_BY, "marketplace/demo") if wanted.demo else MADE_BY
    digest = hashlib.sha256()
    for folder in (found for each in of for found in sorted(ROOT.glob(each))):
        for file in sorted(folder.rglob("*")):
            if file.suffix in {".py", ".toml", ".sql", ".txt"}:
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]

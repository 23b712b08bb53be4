"""The stand-in's memory: one SQLite file, one connection, one lock.

Objects are kept as the JSON that the API answers with; `note` holds what Stripe keeps to itself.
Amounts are integers in the currency's minor unit, moments are Unix seconds.
"""

import json
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

type Body = dict[str, Any]

PLATFORM = "acct_platform"

DEFAULTS: Mapping[str, float] = {
    "clock_offset": 0,  # seconds that the stand-in's clock is ahead of the machine's
    "fee_after": 1,  # seconds until a charge knows its balance transaction
    "available_after_days": 0,  # days from a charge to its money being available
    "debit_takes": 5,  # seconds until a bank debit succeeds or fails
    "payout_takes_days": 2,  # days from a payout to the bank account
    "webhooks_paused": 0,  # 1 keeps events back
    "webhooks_lost": 0,  # per cent of deliveries whose first try is lost
    "webhooks_twice": 0,  # per cent of deliveries that are made twice
    "webhooks_thrice": 0,  # per cent of deliveries that are made three times
    "webhooks_second_event": 0,  # per cent of changes that make two event objects
    "webhooks_shuffled": 0,  # seconds over which deliveries are scattered
}

TABLES = """
CREATE TABLE IF NOT EXISTS object (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, account TEXT NOT NULL,
    created INTEGER NOT NULL, body TEXT NOT NULL, note TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS object_kind ON object (kind, account, seq);
CREATE INDEX IF NOT EXISTS object_charge ON object (kind, body ->> '$.charge');
CREATE INDEX IF NOT EXISTS object_source ON object (kind, body ->> '$.source_transaction');
CREATE INDEX IF NOT EXISTS object_group ON object (kind, body ->> '$.transfer_group');
CREATE TABLE IF NOT EXISTS entry (
    id TEXT PRIMARY KEY, account TEXT NOT NULL, currency TEXT NOT NULL, net INTEGER NOT NULL,
    available_on INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS entry_sum ON entry (account, currency, available_on, net);
CREATE TABLE IF NOT EXISTS replay (
    account TEXT NOT NULL, key TEXT NOT NULL, asked TEXT NOT NULL, status INTEGER NOT NULL,
    body TEXT NOT NULL, request_id TEXT NOT NULL, at REAL NOT NULL, PRIMARY KEY (account, key));
CREATE TABLE IF NOT EXISTS job (
    id INTEGER PRIMARY KEY, at REAL NOT NULL, name TEXT NOT NULL, subject TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS delivery (
    id INTEGER PRIMARY KEY, event_id TEXT NOT NULL, url TEXT NOT NULL, secret TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0, next_at REAL NOT NULL, lose_first INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting', answer TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS delivery_due ON delivery (state, next_at);
CREATE TABLE IF NOT EXISTS fault (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL,
    times INTEGER NOT NULL, percent INTEGER NOT NULL, seconds REAL NOT NULL);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value REAL NOT NULL);
"""


class Store:
    def __init__(self, path: Path) -> None:
        self.lock = threading.RLock()
        self.wake_delivery = threading.Event()
        self.depth = 0
        self.db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self.db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;" + TABLES)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, one at a time. An inner one is a savepoint."""
        with self.lock:
            name = f"level{self.depth}"
            self.db.execute("BEGIN IMMEDIATE" if self.depth == 0 else f"SAVEPOINT {name}")
            self.depth += 1
            try:
                yield
            except BaseException:
                self.depth -= 1
                back = f"ROLLBACK TO {name}; RELEASE {name}" if self.depth else "ROLLBACK"
                for statement in back.split(";"):
                    self.db.execute(statement)
                raise
            self.depth -= 1
            self.db.execute("COMMIT" if self.depth == 0 else f"RELEASE {name}")

    # --- Objects

    def insert(self, body: Body, account: str = PLATFORM, **note: Any) -> Body:
        created = body["created"] if isinstance(body.get("created"), int) else self.now()
        row = (body["id"], body["object"], account, created, json.dumps(body), json.dumps(note))
        self.db.execute(
            "INSERT INTO object (id, kind, account, created, body, note) VALUES (?,?,?,?,?,?)", row
        )
        return body

    def save(self, body: Body) -> Body:
        self.db.execute("UPDATE object SET body = ? WHERE id = ?", (json.dumps(body), body["id"]))
        return body

    def get(self, kind: str, id_: str, account: str | None = PLATFORM) -> Body | None:
        """With `account` None: whoever it belongs to."""
        row = self.db.execute(
            "SELECT body, account FROM object WHERE id = ? AND kind = ?", (id_, kind)
        ).fetchone()
        if row is None or (account is not None and row[1] != account):
            return None
        body: Body = json.loads(row[0])
        return body

    def owner(self, id_: str) -> str:
        row = self.db.execute("SELECT account FROM object WHERE id = ?", (id_,)).fetchone()
        return str(row[0])

    def find(self, kind: str, account: str | None = PLATFORM, **where: Any) -> list[Body]:
        """Newest first. A name in `where` is a field of the object, None is not asked for."""
        return self.select(self.conditions(kind, account, where))

    def conditions(
        self, kind: str, account: str | None, where: Mapping[str, Any]
    ) -> list[tuple[str, Any]]:
        asked = [("kind = ?", kind)]
        if account is not None:
            asked.append(("account = ?", account))
        for field, value in where.items():
            if isinstance(value, list):
                one_of = "IN (SELECT value FROM json_each(?))"
                asked.append((f"body ->> '$.{field}' {one_of}", json.dumps(value)))
            elif value is not None:
                asked.append((f"body ->> '$.{field}' = ?", value))
        return asked

    def select(
        self, asked: list[tuple[str, Any]], order: str = "DESC", limit: int = -1
    ) -> list[Body]:
        conditions = " AND ".join(sql for sql, _ in asked)
        query = f"SELECT body FROM object WHERE {conditions} ORDER BY seq {order} LIMIT ?"  # noqa: S608 no part of it comes from outside
        rows = self.db.execute(query, [*(value for _, value in asked), limit])
        return [json.loads(row[0]) for row in rows]

    def note(self, id_: str, **changes: Any) -> dict[str, Any]:
        """What only the stand-in knows of an object, after these changes."""
        row = self.db.execute("SELECT note FROM object WHERE id = ?", (id_,)).fetchone()
        known: dict[str, Any] = json.loads(row[0]) | changes
        if changes:
            self.db.execute("UPDATE object SET note = ? WHERE id = ?", (json.dumps(known), id_))
        return known

    # --- Settings and the clock

    def setting(self, name: str) -> float:
        row = self.db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return float(row[0]) if row else float(DEFAULTS[name])

    def set(self, name: str, value: float) -> None:
        if name not in DEFAULTS:
            raise KeyError(name)
        self.db.execute(
            "INSERT INTO setting VALUES (?,?) ON CONFLICT (name) DO UPDATE SET value = ?",
            (name, value, value),
        )

    def clock(self) -> float:
        return time.time() + self.setting("clock_offset")

    def now(self) -> int:
        return int(self.clock())

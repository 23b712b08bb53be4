"""From a request to an answer: key, version, idempotency, the endpoint, expansion.

Source: https://docs.stripe.com/api/idempotent_requests, https://docs.stripe.com/api/errors,
https://docs.stripe.com/api/expanding_objects
"""

import hashlib
import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from . import (
    accounts,
    balance,
    charges,
    checkout,
    disputes,
    events,
    files,
    payouts,
    refunds,
    transfers,
)
from .errors import Broken, KeyReused, NotBegun, Refused
from .events import VERSION
from .faults import Fault, take
from .routes import Call, Route, find
from .store import PLATFORM, Body, Store
from .wire import Table, parse_form, parse_json, read

# Importing these is what fills the table of routes.
ROOMS = (
    accounts,
    balance,
    charges,
    checkout,
    disputes,
    events,
    files,
    payouts,
    refunds,
    transfers,
)

REMEMBERED = 86_400  # seconds that an idempotency key is kept
MULTIPART = "multipart/form-data"
FOR_CONNECTED = ("/v1/balance", "/v1/payouts", "/v1/events", "/v1/charges")


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: str
    headers: Mapping[str, str]  # names in lower case
    body: str  # of a multipart request a character for each byte


@dataclass
class Answer:
    status: int
    body: Body
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False


class Api:
    def __init__(self, store: Store, key: str, base_url: str) -> None:
        self.store, self.secret_key, self.base_url = store, key, base_url
        self.running: set[tuple[str, str]] = set()
        self.mutex = threading.Lock()

    def answer(self, asked: Asked) -> Answer:
        second = asked.path.startswith("/v2/")
        call = Call(self.store, {}, base_url=self.base_url)
        try:
            route = self.prepare(call, asked)
            with self.store.transaction():
                fault = take(self.store, asked.method, asked.path)
            strike_first(fault)
            with self.alone(call):
                time.sleep(fault.seconds)
                answer = self.run_or_replay(call, route, asked, fault)
        except Refused as refused:
            answer = Answer(refused.status, refused.body_v2() if second else refused.body())
        except Cut:
            return Answer(0, {}, cut=True)
        answer.headers |= {"Request-Id": call.request_id, "Stripe-Version": VERSION}
        if call.key:
            answer.headers["Idempotency-Key"] = call.key
        return answer

    def prepare(self, call: Call, asked: Asked) -> Route:
        """Everything that is refused before an operation begins."""
        if asked.headers.get("authorization") != f"Bearer {self.secret_key}":
            raise NotBegun("Invalid API Key provided.", status=401)
        if asked.headers.get("stripe-version") != VERSION:
            raise NotBegun(f"The stand-in speaks Stripe-Version {VERSION} only.")
        found = find(asked.method, asked.path)
        if found is None:
            raise NotBegun(f"Unrecognized request URL ({asked.method}: {asked.path}).", status=404)
        route, call.path = found
        call.account = self.account(asked)
        call.key = asked.headers.get("idempotency-key") if asked.method == "POST" else None
        if call.key and len(call.key) > 255:
            raise NotBegun("Idempotency keys have at most 255 characters.")
        call.values = read(said(asked), route.takes | also(asked))
        return route

    def account(self, asked: Asked) -> str:
        name = asked.headers.get("stripe-account") or asked.headers.get("stripe-context")
        if not name:
            return PLATFORM
        with self.store.transaction():
            known = self.store.get("v2.core.account", name)
        if known is None or not asked.path.startswith(FOR_CONNECTED):
            raise NotBegun(
                f"The provided key does not have access to account '{name}' here"
                " (or that account does not exist).",
                "account_invalid",
                status=403,
            )
        return name

    @contextmanager
    def alone(self, call: Call) -> Iterator[None]:
        """One request at a time for each idempotency key."""
        mine = (call.account, call.key or call.request_id)
        with self.mutex:
            if mine in self.running:
                raise in_use(call.key or "")
            self.running.add(mine)
        try:
            yield
        finally:
            with self.mutex:
                self.running.discard(mine)

    def run_or_replay(self, call: Call, route: Route, asked: Asked, fault: Fault) -> Answer:
        with self.store.transaction():
            if call.key:
                known = replay(call, fingerprint(call, asked))
                if known:
                    return known
            answer = run(call, route, keeps_refusals=not asked.path.startswith("/v2/"))
            if fault.kind == "error after":
                answer = Answer(500, Broken().body())
            if call.key:
                keep(call, fingerprint(call, asked), answer)
        answer.cut = fault.kind == "cut after"
        return answer


class Cut(Exception):
    """The connection is to be closed without an answer."""


def strike_first(fault: Fault) -> None:
    if fault.kind == "rate limit":
        raise NotBegun("Request rate limit exceeded.", "rate_limit", status=429)
    if fault.kind == "conflict":
        raise in_use("another")
    if fault.kind == "error":
        raise Broken
    if fault.kind == "cut":
        raise Cut


def in_use(key: str) -> NotBegun:
    return KeyReused(
        f"There is currently another in-progress request using this idempotency key: {key}",
        "idempotency_key_in_use",
        status=409,
    )


def said(asked: Asked) -> dict[str, Any]:
    if asked.method != "POST":
        return parse_form(asked.query)
    if asked.path.startswith("/v2/"):
        return parse_json(asked.body)
    kind = asked.headers.get("content-type", "")
    if kind.startswith(MULTIPART):
        return files.parse_multipart(kind, asked.body)
    return parse_form(asked.body)


def also(asked: Asked) -> Table:
    return {} if asked.path.startswith("/v2/") else {"expand": ["text"]}


def run(call: Call, route: Route, *, keeps_refusals: bool) -> Answer:
    """What a refused operation had begun is undone. Version 2 keeps no refusals."""
    try:
        with call.store.transaction():
            body = route.answer(call)
            return Answer(200, expand(call.store, body, call.values.get("expand", [])))
    except Refused as refused:
        if not refused.began or not keeps_refusals:
            raise
        return Answer(refused.status, refused.body())


# --- Idempotency


def fingerprint(call: Call, asked: Asked) -> str:
    told = json.dumps([asked.method, asked.path, call.values], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def replay(call: Call, asked: str) -> Answer | None:
    """The first answer to this key. Raises KeyReused if the parameters were others."""
    row = call.store.db.execute(
        "SELECT asked, status, body, request_id FROM replay"
        " WHERE account = ? AND key = ? AND at > ?",
        (call.account, call.key, call.store.clock() - REMEMBERED),
    ).fetchone()
    if row is None:
        return None
    if row[0] != asked:
        raise KeyReused(
            "Keys for idempotent requests can only be used with the same parameters they were"
            f" first used with. Try using a key other than '{call.key}' if you meant to execute"
            " a different request."
        )
    headers = {"Idempotent-Replayed": "true", "Original-Request": row[3]}
    if row[1] >= 500:
        headers["Stripe-Should-Retry"] = "false"
    return Answer(row[1], json.loads(row[2]), headers)


def keep(call: Call, asked: str, answer: Answer) -> None:
    if answer.status >= 500:
        answer.headers["Stripe-Should-Retry"] = "false"
    body, at = json.dumps(answer.body), call.store.clock()
    call.store.db.execute(
        "INSERT OR REPLACE INTO replay VALUES (?,?,?,?,?,?,?)",
        (call.account, call.key, asked, answer.status, body, call.request_id, at),
    )


# --- Expansion


def expand(store: Store, body: Body, wanted: list[str]) -> Body:
    """Ids become objects along each path, such as `latest_charge.balance_transaction`."""
    for path in wanted:
        for each in body["data"] if path.startswith("data.") else [body]:
            expand_one(store, each, path.removeprefix("data.").split("."), path)
    return body


def expand_one(store: Store, body: Body, parts: list[str], path: str) -> None:
    name, *rest = parts
    if (body["object"], name) == ("checkout.session", "line_items"):
        body[name] = checkout.line_items(store, body)
    elif name not in body:
        raise NotBegun(f"This property cannot be expanded ({path}).", param="expand")
    elif isinstance(body[name], str):
        body[name] = look_up(store, body[name], path)
    if rest and isinstance(body[name], dict):
        expand_one(store, body[name], rest, path)


def look_up(store: Store, id_: str, path: str) -> Body:
    row = store.db.execute("SELECT body FROM object WHERE id = ?", (id_,)).fetchone()
    if row is None:
        raise NotBegun(f"This property cannot be expanded ({path}).", param="expand")
    found: Body = json.loads(row[0])
    return accounts.version_1(store, found) if found["object"] == "v2.core.account" else found

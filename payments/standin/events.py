"""Event objects, and which address each is to be sent to.

Source: https://docs.stripe.com/webhooks and https://docs.stripe.com/api/events
"""

import random
import secrets
import time

from . import lists
from .errors import missing
from .ids import new_id
from .routes import Call, route
from .store import PLATFORM, Body, Store

VERSION = "2026-05-27.dahlia"

# Chance that is only meant to disturb needs no secret source.
chance = random.Random()  # noqa: S311


def emit(store: Store, type_: str, body: Body, account: str = PLATFORM, **previous: object) -> None:
    """Tell of a change. `previous` holds the old values of the fields that changed."""
    copies = 2 if chance.random() * 100 < store.setting("webhooks_second_event") else 1
    for _ in range(copies):
        data: Body = {"object": body}
        if previous:
            data["previous_attributes"] = previous
        event: Body = {
            "id": new_id("evt"),
            "object": "event",
            "api_version": VERSION,
            "created": store.now(),
            "data": data,
            "livemode": False,
            "pending_webhooks": 0,
            "request": {"id": None, "idempotency_key": None},
            "type": type_,
        }
        if account != PLATFORM:
            event["account"] = account
        store.insert(event, account)
        address(store, event)


def address(store: Store, event: Body) -> None:
    """One delivery for each endpoint that wants this type."""
    for endpoint in store.find("webhook_endpoint"):
        wanted = endpoint["enabled_events"]
        if endpoint["status"] == "enabled" and ("*" in wanted or event["type"] in wanted):
            for _ in range(times(store)):
                schedule(store, event["id"], endpoint)


def times(store: Store) -> int:
    """How often one event is told to one address."""
    drawn = chance.random() * 100
    thrice = store.setting("webhooks_thrice")
    if drawn < thrice:
        return 3
    return 2 if drawn < thrice + store.setting("webhooks_twice") else 1


def schedule(store: Store, event_id: str, endpoint: Body) -> None:
    """Deliveries run on the machine's clock: signatures are judged by it."""
    due = time.time() + chance.random() * store.setting("webhooks_shuffled")
    lose = int(chance.random() * 100 < store.setting("webhooks_lost"))
    store.db.execute(
        "INSERT INTO delivery (event_id, url, secret, next_at, lose_first) VALUES (?, ?, ?, ?, ?)",
        (event_id, endpoint["url"], store.note(endpoint["id"])["secret"], due, lose),
    )
    store.wake_delivery.set()


def add_endpoint(
    store: Store, url: str, wanted: list[str], secret: str | None = None, **fields: object
) -> Body:
    secret = secret or f"whsec_{secrets.token_hex(16)}"
    endpoint: Body = {
        "id": new_id("we"),
        "object": "webhook_endpoint",
        "api_version": VERSION,
        "application": None,
        "created": store.now(),
        "description": None,
        "enabled_events": wanted,
        "livemode": False,
        "metadata": {},
        "status": "enabled",
        "url": url,
    } | fields
    return store.insert(endpoint, secret=secret)


# --- The API


@route("GET", "/v1/events", lists.takes(type="text", types=["text"]))
def list_events(call: Call) -> Body:
    types = call.values.get("types") or call.values.get("type")
    found = lists.page(call, "event", "/v1/events", type=types)
    return found | {"data": [with_pending(call.store, each) for each in found["data"]]}


@route("GET", "/v1/events/{}")
def retrieve_event(call: Call) -> Body:
    event = call.store.get("event", call.path[0], call.account)
    if event is None:
        raise missing("event", call.path[0])
    return with_pending(call.store, event)


def with_pending(store: Store, event: Body) -> Body:
    """How many deliveries have not been answered with a 2xx yet."""
    waiting = store.db.execute(
        "SELECT count(*) FROM delivery WHERE event_id = ? AND state = 'waiting'", (event["id"],)
    ).fetchone()[0]
    return event | {"pending_webhooks": waiting}


ENDPOINT = {
    "url!": "text",
    "enabled_events!": ["text"],
    "api_version": "text",
    "connect": "bool",
    "description": "text",
    "metadata": "map",
}


@route("POST", "/v1/webhook_endpoints", ENDPOINT)
def create_endpoint(call: Call) -> Body:
    """The secret is in this answer only."""
    said = call.values
    fields = {name: said[name] for name in ("description", "metadata") if name in said}
    endpoint = add_endpoint(call.store, said["url"], said["enabled_events"], **fields)
    return endpoint | {"secret": call.store.note(endpoint["id"])["secret"]}

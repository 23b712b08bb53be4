"""Sends events to the site: signed, again and again with back-off until it says 2xx.

Source: https://docs.stripe.com/webhooks (signatures, retries). Stripe tries for three days; here
the waits are short and there is an end, after which the page at /_standin/ can send again.
"""

import hashlib
import hmac
import http.client
import json
import logging
import threading
import time
import urllib.parse

from .events import with_pending
from .store import Store

WAITS = (0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600)  # seconds before the next try
PATIENCE = 10  # seconds for an answer


def signature(secret: str, body: str, at: int) -> str:
    digest = hmac.new(secret.encode(), f"{at}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def deliver_forever(store: Store, stop: threading.Event) -> None:
    while not stop.is_set():
        store.wake_delivery.clear()
        wait = deliver_due(store, stop)
        store.wake_delivery.wait(wait)


def deliver_due(store: Store, stop: threading.Event) -> float:
    """Send all that is due. Returns how long to wait for the next, in seconds."""
    while not stop.is_set():
        with store.transaction():
            row = store.db.execute(
                "SELECT id, event_id, url, secret, tries, next_at, lose_first FROM delivery"
                " WHERE state = 'waiting' ORDER BY next_at, id LIMIT 1"
            ).fetchone()
            paused = store.setting("webhooks_paused")
        if row is None or paused:
            return 0.25
        id_, event_id, url, secret, tries, next_at, lose_first = row
        if next_at > time.time():
            return min(float(next_at) - time.time(), 0.25)
        lost = bool(lose_first) and tries == 0
        answer = "lost on the way" if lost else send(store, event_id, url, secret)
        keep_answer(store, id_, tries + 1, answer)
    return 0.0


def send(store: Store, event_id: str, url: str, secret: str) -> str:
    """Returns the status as text, or what went wrong."""
    with store.transaction():
        event = store.get("event", event_id, account=None)
        assert event is not None
        body = json.dumps(with_pending(store, event), indent=2)
    parts = urllib.parse.urlsplit(url)
    secure = parts.scheme == "https"
    connect = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = connect(parts.netloc, timeout=PATIENCE)
    try:
        connection.request(
            "POST",
            urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, "")),
            body.encode(),
            {
                "Content-Type": "application/json; charset=utf-8",
                "Stripe-Signature": signature(secret, body, int(time.time())),
                "User-Agent": "Stripe/1.0 (local stand-in)",
            },
        )
        return str(connection.getresponse().status)
    except (OSError, http.client.HTTPException) as error:
        return type(error).__name__
    finally:
        connection.close()


def keep_answer(store: Store, id_: int, tries: int, answer: str) -> None:
    done = answer.startswith("2")
    state = "done" if done else "given up" if tries > len(WAITS) else "waiting"
    wait = WAITS[min(tries, len(WAITS)) - 1]
    if not done:
        logging.getLogger("standin").info("webhook try %d: %s", tries, answer)
    with store.transaction():
        store.db.execute(
            "UPDATE delivery SET state = ?, tries = ?, answer = ?, next_at = ? WHERE id = ?",
            (state, tries, answer, time.time() + wait, id_),
        )

"""`python -m payments.standin --port 12111 --state FILE --webhook URL --secret whsec_...`"""

import argparse
import logging
import signal
import threading
import time
from pathlib import Path

from .delivery import deliver_forever
from .events import add_endpoint
from .jobs import run_forever
from .server import Server
from .store import Store


def main() -> None:
    options = read_options()
    logging.basicConfig(level=options.log.upper(), format="stripe stand-in: %(message)s")
    store = Store(options.state)
    with store.transaction():
        for name, value in (each.split("=", 1) for each in options.set):
            store.set(name, float(value))
        if options.webhook:
            point_endpoint(store, options.webhook, options.secret)
    try:
        server = Server(options.port, store, options.key, options.merchant)
    except OSError as error:
        raise SystemExit(
            f"stripe stand-in: cannot listen on port {options.port}: {error}"
        ) from error
    stop = threading.Event()
    for work in (run_forever, deliver_forever):
        threading.Thread(target=work, args=(store, stop), daemon=True).start()
    # Stopping asks the serving loop, which is this thread: so another has to ask.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    logging.getLogger("standin").info(
        "listening on %s, controls at %s/_standin/", server.url, server.url
    )
    try:
        server.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        pass
    finally:
        stop.set()
        server.server_close()


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m payments.standin", description="A local stand-in for Stripe."
    )
    parser.add_argument("--port", type=int, required=True, help="on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--state", type=Path, required=True, help="SQLite file, made if absent")
    parser.add_argument("--webhook", default="", help="address that gets every event")
    parser.add_argument("--secret", default="", help="what webhooks are signed with, whsec_...")
    parser.add_argument("--key", default="sk_test_standin_local", help="the API key it accepts")
    parser.add_argument("--merchant", default="Foothold", help="who is paid, as Checkout says it")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a setting of docs/stripe.md",
    )
    parser.add_argument("--log", default="info", choices=["debug", "info", "warning", "error"])
    options = parser.parse_args()
    if options.webhook and not options.secret.startswith("whsec_"):
        parser.error("--webhook needs --secret whsec_...")
    if not options.key.startswith("sk_test_standin_"):
        parser.error("--key has to begin with sk_test_standin_, so that no real key comes here")
    return options


def point_endpoint(store: Store, url: str, secret: str) -> None:
    """The site may have moved since the last start: what did not reach it goes to `url` now."""
    ours = [each for each in store.find("webhook_endpoint") if is_ours(store, each["id"])]
    for known in ours:
        store.db.execute(
            "UPDATE delivery SET url = ?, secret = ?, state = 'waiting', tries = 0, next_at = ?"
            " WHERE state != 'done' AND url = ?",
            (url, secret, time.time(), known["url"]),
        )
        store.save(known | {"url": url})
        store.note(known["id"], secret=secret)
    if not ours:
        store.note(add_endpoint(store, url, ["*"], secret)["id"], from_start=True)


def is_ours(store: Store, endpoint_id: str) -> bool:
    return bool(store.note(endpoint_id).get("from_start"))


if __name__ == "__main__":
    main()

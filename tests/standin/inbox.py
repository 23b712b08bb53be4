"""Where webhooks arrive: each is checked like the site would, and against the contract."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from stripe import SignatureVerificationError, Webhook

from tests.contract import check_event
from tests.standin_process import SECRET, wait_for

type Event = dict[str, Any]


class Inbox:
    def __init__(self) -> None:
        self.events: list[Event] = []
        self.complaints: list[str] = []
        self.refusals: list[int] = []  # statuses to answer with, before any 200
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def handler(self) -> type[BaseHTTPRequestHandler]:
        box = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
                status = box.take(raw, self.headers["Stripe-Signature"])
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        return Handler

    def take(self, raw: str, signature: str) -> int:
        if self.refusals:
            return self.refusals.pop(0)
        try:
            Webhook.construct_event(raw, signature, SECRET, api_key="sk_test_standin_local")
        except SignatureVerificationError as error:
            self.complaints.append(str(error))
        event = json.loads(raw)
        self.complaints += [f"{event['type']} {found}" for found in check_event(event)]
        self.events.append(event)
        return 200

    def about(self, id_: str) -> list[Event]:
        """The events whose object has this id, is part of this charge, or this intent."""
        names = ("id", "charge", "payment_intent")
        carried = [(event, event["data"]["object"]) for event in list(self.events)]
        return [event for event, body in carried if id_ in [body.get(name) for name in names]]

    def wait(self, id_: str, type_: str, times: int = 1) -> Event:
        """The last of `times` events of this type."""

        def look() -> Event | None:
            found = [event for event in self.about(id_) if event["type"] == type_]
            return found[times - 1] if len(found) >= times else None

        return wait_for(look)

    def types(self, id_: str) -> list[str]:
        return [event["type"] for event in self.about(id_)]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

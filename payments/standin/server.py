"""HTTP: reads requests, writes answers, and refuses whatever is not from this machine."""

import json
import logging
import urllib.parse
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from . import controls, jobs, overview
from .api import MULTIPART, Api, Asked
from .errors import Refused
from .html import PAGES, Page, notice
from .pay_page import send_checkout, show_checkout
from .setup_page import send_setup, show_setup
from .store import Store

LARGEST_BODY = 6_000_000  # bytes; a file has up to five million
LOCAL = {"127.0.0.1", "localhost"}

type Form = dict[str, str]
type MakePage = Callable[[Store, str, str, Form], Page]

# The folder, and who answers a GET and a POST in it.
PAGES_AT: dict[str, tuple[MakePage, MakePage]] = {
    "c/pay": (show_checkout, send_checkout),
    "setup": (show_setup, send_setup),
}


def read_form(text: str) -> Form:
    """The last value of each name."""
    return dict(urllib.parse.parse_qsl(text, keep_blank_values=True))


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, store: Store, key: str, merchant: str) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.store, self.merchant = store, merchant
        self.api = Api(store, key, self.url)


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "StripeStandIn", ""
    wbufsize = -1  # One write for each answer: many small ones wait for each other.
    disable_nagle_algorithm = True
    timeout = 600  # seconds that an idle connection is kept

    def do_GET(self) -> None:
        self.take("")

    def do_POST(self) -> None:
        body = self.read_body()
        if body is not None:
            self.take(body)

    def do_DELETE(self) -> None:
        self.take("")

    def read_body(self) -> str | None:
        """None if the client went away in the middle: such a request never happened."""
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST_BODY:
            self.close_connection = True
            self.write(413, b"Too large", {"Content-Type": "text/plain"})
            return None
        raw = self.rfile.read(length)
        if len(raw) < length:
            self.close_connection = True
            return None
        if self.headers.get("Content-Type", "").startswith(MULTIPART):
            return raw.decode("latin-1")
        return raw.decode(errors="replace")

    def take(self, body: str) -> None:
        parts = urllib.parse.urlsplit(self.path)
        host = (self.headers.get("Host") or "").rpartition(":")[0] or self.headers.get("Host")
        try:
            if host not in LOCAL:
                self.write(421, b"Only this machine is served.", {"Content-Type": "text/plain"})
            elif parts.path.startswith(("/v1/", "/v2/")):
                self.take_api(parts, body)
            else:
                self.take_page(parts, body)
        except BrokenPipeError:
            self.close_connection = True
        except Exception:
            logging.getLogger("standin").exception("%s %s", self.command, parts.path)
            self.close_connection = True
            self.write(500, b"The stand-in is broken: see its log.", {"Content-Type": "text/plain"})

    # --- The API

    def take_api(self, parts: urllib.parse.SplitResult, body: str) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, parts.path, parts.query, headers, body)
        answer = self.server.api.answer(asked)
        if answer.cut:
            self.close_connection = True
            return
        told = {"Content-Type": "application/json"} | answer.headers
        self.write(answer.status, json.dumps(answer.body).encode(), told)

    # --- Pages

    def take_page(self, parts: urllib.parse.SplitResult, body: str) -> None:
        sent = self.command == "POST"
        form = read_form(body if sent else parts.query)
        folder, _, rest = parts.path.strip("/").rpartition("/")
        if sent and self.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
            told = "This form was sent from elsewhere."
            self.show(notice("Not from here", told, status=403))
        elif parts.path.startswith("/_standin/"):
            self.take_control(parts.path.removeprefix("/_standin/"), form if sent else None)
        elif folder in PAGES_AT:
            show, send = PAGES_AT[folder]
            with self.server.store.transaction():
                page = (send if sent else show)(self.server.store, self.server.merchant, rest, form)
            jobs.run_due(self.server.store)
            self.show(page)
        else:
            self.show(notice("Page not found", "Nothing is here.", "Controls", "/_standin/", 404))

    def take_control(self, name: str, form: Form | None) -> None:
        store = self.server.store
        if name == "standin.css":
            css = (PAGES / name).read_bytes()
            self.write(200, css, {"Content-Type": "text/css; charset=utf-8"})
        elif name == "state":
            self.write_json(200, controls.state(store))
        elif form is None:
            self.show(overview.overview_page(store))
        else:
            self.control(store, name, form)

    def control(self, store: Store, name: str, form: Form) -> None:
        wants_json = "application/json" in self.headers.get("Accept", "")
        try:
            done = controls.act(store, name, form)
        except (Refused, KeyError, ValueError) as error:
            told = controls.explain(error)
            if wants_json:
                self.write_json(400, {"error": told})
            else:
                self.show(overview.overview_page(store, told, 400))
            return
        if wants_json:
            self.write_json(200, done)
        else:
            self.show(Page(303, location="/_standin/"))

    # --- Writing

    def show(self, page: Page) -> None:
        leads_to = " ".join(["'self'", *page.leads_to])
        headers = {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:;"
            f" form-action {leads_to}; frame-ancestors 'none'; base-uri 'none'",
            "Cache-Control": "no-store",
        }
        if page.location:
            headers["Location"] = page.location
        self.write(page.status, page.body.encode(), headers)

    def write_json(self, status: int, body: dict[str, Any]) -> None:
        self.write(status, json.dumps(body).encode(), {"Content-Type": "application/json"})

    def write(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        safe = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
        for name, value in (safe | headers | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value.replace("\r", "").replace("\n", ""))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        logging.getLogger("standin").debug(format, *args)

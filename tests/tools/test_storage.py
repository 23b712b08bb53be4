"""Uploads in an S3-compatible store: what the settings make of S3_BUCKET and the rest."""

import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

KEPT: dict[str, bytes] = {}
ASKED: list[tuple[str, str, str]] = []

ROUND_TRIP = """
import django; django.setup()
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
name = default_storage.save("resume/one", ContentFile(b"%PDF-1.7 words"))
print(name, default_storage.open(name).read().decode(), default_storage.size(name))
"""


class Store(BaseHTTPRequestHandler):
    """Just enough of S3 to keep an object and give it back."""

    protocol_version = "HTTP/1.1"

    def answer(self, status: int, body: bytes = b"") -> None:
        ASKED.append((self.command, self.path, self.headers.get("Authorization", "")))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_PUT(self) -> None:
        if self.headers.get("Expect") == "100-continue":
            self.send_response_only(100)
            self.end_headers()
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if "aws-chunked" in self.headers.get("Content-Encoding", ""):
            size, rest = body.split(b"\r\n", 1)
            body = rest[: int(size.split(b";")[0], 16)]
        KEPT[self.path] = body
        self.answer(200)

    def do_GET(self) -> None:
        self.answer(200 if self.path in KEPT else 404, KEPT.get(self.path, b""))

    do_HEAD = do_GET  # noqa: N815 - http.server names its methods so

    def log_message(self, *args: object) -> None:
        """Nothing: the tests look at `ASKED`."""


@pytest.fixture
def store() -> Iterator[str]:
    KEPT.clear()
    ASKED.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Store)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_an_upload_goes_to_the_bucket_and_comes_back(store):
    variables = {
        "DEBUG": "1",
        "DJANGO_SETTINGS_MODULE": "marketplace.settings",
        "S3_BUCKET": "uploads",
        "S3_ENDPOINT": store,
        "S3_ACCESS_KEY": "who",
        "S3_SECRET_KEY": "what",
        "NO_PROXY": "127.0.0.1",
    }
    ran = subprocess.run(
        [sys.executable, "-c", ROUND_TRIP],
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stderr == ""
    assert ran.stdout == "resume/one %PDF-1.7 words 14\n"
    assert KEPT == {"/uploads/resume/one": b"%PDF-1.7 words"}
    assert all("Credential=who/" in signed for _, _, signed in ASKED)


def test_a_bucket_without_keys_stops_the_process():
    ran = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        env=os.environ
        | {"DEBUG": "1", "DJANGO_SETTINGS_MODULE": "marketplace.settings", "S3_BUCKET": "uploads"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode
    assert "Set S3_ACCESS_KEY in the environment" in ran.stderr

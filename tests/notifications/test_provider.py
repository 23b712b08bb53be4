"""Mail by a provider's API: what its answers mean. A server of ours stands for theirs."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from notifications import tasks
from tests import make

TAKEN = b'{"ErrorCode": 0, "Message": "OK", "To": "a@b.c", "MessageID": "1", "SubmittedAt": ""}'


class Answers(BaseHTTPRequestHandler):
    code: int | None = 200

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.code is None:  # without a word
            return
        self.send_response(self.code)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        body = TAKEN if self.code == 200 else b'{"ErrorCode": 300, "Message": "What it says"}'
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def api():
    server = HTTPServer(("127.0.0.1", 0), Answers)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def sent(settings, url, **given):
    options = {"server_token": "x", "api_url": url}
    settings.MAILERS = {
        "default": {"BACKEND": "anymail.backends.postmark.EmailBackend", "OPTIONS": options}
    }
    email = make.email(to="a@b.c", **given)
    tasks.send_email(email.pk)
    email.refresh_from_db()
    return email


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (200, "sent"),
        (422, "failed"),
        (401, "new"),
        (429, "new"),
        (503, "new"),
        (500, "unknown"),
        (None, "unknown"),
    ],
)
def test_its_answer_decides(db, settings, api, monkeypatch, code, status):
    monkeypatch.setattr(Answers, "code", code)

    email = sent(settings, api)

    assert email.status == status
    assert email.provider_id == ("1" if status == "sent" else "")


def test_a_provider_that_cannot_be_reached_is_asked_again(db, settings):
    email = sent(settings, "http://127.0.0.1:1/")

    assert email.status == "new"
    assert "Connection" in email.last_error

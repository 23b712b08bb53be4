"""Starts the Stripe stand-in as the process it is in `bin/dev`, for tests that need money.

In a fixture:

    standin = start_standin(tmp_path, webhook_url="http://127.0.0.1:8000/stripe/webhook/")
    yield standin
    standin.stop()
"""

import json
import re
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
import stripe

from tests.contract import ContractClient

ROOT = Path(__file__).resolve().parent.parent
KEY = "sk_test_standin_local"
SECRET = "whsec_standin_local"
VERSION = "2026-05-27.dahlia"
GOOD_CARD = "4242424242424242"
PATIENCE = 30  # seconds, for a machine that has much else to do


@dataclass
class Standin:
    url: str
    process: subprocess.Popen[bytes]
    state_file: Path
    key: str = KEY
    secret: str = SECRET

    @property
    def port(self) -> int:
        port = urllib.parse.urlsplit(self.url).port
        assert port is not None
        return port

    def client(
        self, http_client: stripe.HTTPClient | None = None, **more: Any
    ) -> stripe.StripeClient:
        """The official client, contract-checked, pointed at this stand-in."""
        return stripe.StripeClient(
            self.key,
            base_addresses=dict.fromkeys(("api", "connect", "files", "meter_events"), self.url),  # type: ignore[arg-type]  # The four keys are those of the typed dict.
            stripe_version=VERSION,
            http_client=http_client or ContractClient(timeout=PATIENCE),
            **({"max_network_retries": 2} | more),
        )

    def control(self, name: str, **form: object) -> dict[str, Any]:
        """Make something happen, such as `control("advance-clock", days=2)`."""
        body = urllib.parse.urlencode(form).encode()
        asked = urllib.request.Request(
            f"{self.url}/_standin/{name}", body, {"Accept": "application/json"}
        )
        try:
            with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as error:
            raise ValueError(error.read().decode()) from error

    def state(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.url}/_standin/state", timeout=PATIENCE) as answer:
            return dict(json.load(answer))

    def pay(self, session_url: str, number: str = GOOD_CARD, **more: str) -> requests.Response:
        """What a payer does on the hosted page. A 303 leads to the session's success_url."""
        card = {"number": number, "expiry": "12 / 34", "cvc": "123", "name": "Pat Payer"}
        form = {"email": "payer@example.com", "method": "card"} | card | more
        return requests.post(session_url, form, timeout=PATIENCE, allow_redirects=False)

    def finish_onboarding(self, link_url: str, **more: str) -> requests.Response:
        """What a payee does on the hosted page. A 303 leads to the link's return_url."""
        shown = requests.get(link_url, timeout=PATIENCE)
        visit = re.search(r'name="visit" value="(\w+)"', shown.text)
        assert visit is not None, shown.text
        form = {"holder": "Sam Student", "country": "US", "last4": "6789", "outcome": "active"}
        sent = {"visit": visit.group(1)} | form | more
        return requests.post(link_url, sent, timeout=PATIENCE, allow_redirects=False)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)


def start_standin(tmp_path: Path, webhook_url: str | None = None, **settings: float) -> Standin:
    """`settings` are those of docs/stripe.md, such as `fee_after=0`."""
    log, state_file = tmp_path / "standin.log", tmp_path / "standin.sqlite3"
    command = [sys.executable, "-m", "payments.standin", "--port", "0", "--state", str(state_file)]
    if webhook_url:
        command += ["--webhook", webhook_url, "--secret", SECRET]
    command += [f"--set={name}={value}" for name, value in settings.items()]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out)
    try:
        url = wait_for(lambda: listening_at(log, process))
    except BaseException:
        process.kill()
        process.wait()
        raise
    return Standin(url, process, state_file)


def listening_at(log: Path, process: subprocess.Popen[bytes]) -> str | None:
    told = log.read_text()
    if process.poll() is not None:
        raise RuntimeError(f"The stand-in did not start:\n{told}")
    found = re.search(r"listening on (\S+?),", told)
    return found.group(1) if found else None


def wait_for[T](look: Callable[[], T | None], patience: float = PATIENCE) -> T:
    """Ask again until the answer is something. Raises TimeoutError."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.02)
    raise TimeoutError("nothing came")

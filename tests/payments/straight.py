"""The stand-in inside this process: all it does, and its faults, without the way there.

For tests of thousands of steps. Each request and each answer is checked against Stripe's document.
"""

import json
import urllib.parse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import stripe

from payments.standin import controls, jobs, pay_page
from payments.standin.api import Api, Asked
from payments.standin.balance import post
from payments.standin.store import Store
from tests.contract import check_event, check_request, check_response, complain
from tests.payments.bank import CARD, card
from tests.standin_process import KEY

URL = "http://127.0.0.1:1"
BANK = {
    "id": "ba_student",
    "account_holder_name": "Maya Student",
    "country": "US",
    "last4": "6789",
}


class Straight(stripe.RequestsClient):
    """For `StripeClient(http_client=...)`: asks the stand-in itself."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.store = Store(file)
        self.api = Api(self.store, KEY, URL)
        self.asked = 0

    def request(  # type: ignore[override]  # RequestsClient's own signature, unlike its parent's
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
    ) -> tuple[bytes, int, Mapping[str, str]]:
        parts = urllib.parse.urlsplit(url)
        said = (post_data if method.lower() == "post" else parts.query) or ""
        given = {name.lower(): value for name, value in (headers or {}).items()}
        kind = given.get("content-type", "")
        complain(f"{method} {parts.path}", check_request(method, parts.path, said, kind))
        body = post_data.decode("latin-1") if isinstance(post_data, bytes) else post_data or ""
        answer = self.api.answer(Asked(method.upper(), parts.path, parts.query, given, body))
        jobs.run_due(self.store)
        if answer.cut:
            raise stripe.APIConnectionError("cut")
        complain(
            f"{method} {parts.path}, {answer.status}",
            check_response(method, parts.path, answer.status, answer.body),
        )
        self.asked += 1
        return json.dumps(answer.body).encode(), answer.status, answer.headers

    # --- What people and banks do

    def control(self, name: str, **form: object) -> dict[str, Any]:
        return controls.act(self.store, name, {key: str(value) for key, value in form.items()})

    def begin(self) -> None:
        """As new, with enough on the balance for Stripe's fees."""
        self.control("forget-everything")
        self.control("change-settings", fee_after=0)
        with self.store.transaction():
            post(self.store, "topup", 10_000_00, "usd", "tu_float")

    def pay(self, page: str, number: str = CARD) -> None:
        session = page.rpartition("/")[2].partition("?")[0].partition("#")[0]
        form = {"email": "payer@example.org", "name": "Pat Payer", **card(number)}
        with self.store.transaction():
            pay_page.send_checkout(self.store, "Foothold", session, form)
        jobs.run_due(self.store)

    def take_out(self, account: str) -> None:
        """All that is in a student's account goes to their bank."""
        with self.store.transaction():
            self.store.note(account, bank=BANK)
        self.control("pay-out", account=account)

    def events(self) -> list[dict[str, Any]]:
        """All that happened, oldest first."""
        with self.store.transaction():
            found = self.store.find("event", None)[::-1]
        for each in found[-3:]:
            complain(each["type"], check_event(each))
        return found

    def objects(self, kind: str) -> list[dict[str, Any]]:
        with self.store.transaction():
            return self.store.find(kind)

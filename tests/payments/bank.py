"""The stand-in, as the people at the other end see it: payers, students, and Stripe itself."""

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

import stripe
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import Student
from applications.models import Milestone
from payments import actions, gateway, operations, params
from payments.models import Funding, Payee
from tests import make
from tests.contract import ContractClient, check_event, complain
from tests.standin_process import Standin

CARD = "4242424242424242"
# One for all tests: making an HTTP session costs more than using it.
HTTP = ContractClient(timeout=10)


def set_up(browser: Client, **more: Any) -> Any:
    """On to Stripe's form, after showing once more who it is."""
    browser.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})
    return browser.post(reverse("payments:setup"), **more)


class Bank:
    def __init__(self, standin: Standin) -> None:
        self.standin = standin
        self.before = gateway.balance()
        self.last_event = next((each["id"] for each in self._events(1)), None)

    def moved(self) -> dict[str, int]:
        """What this test has done to our balance there, minor units per currency."""
        now = gateway.balance()
        return {each: now[each] - self.before.get(each, 0) for each in now}

    def client(self, **more: Any) -> stripe.StripeClient:
        return self.standin.client(HTTP, **more)

    def control(self, name: str, **form: object) -> dict[str, Any]:
        return self.standin.control(name, **form)

    def fail(self, kind: str, path: str, times: int = 1, **more: object) -> None:
        """`kind` is one of the stand-in's faults, for the next `times` requests to `path`."""
        self.control("plan-fault", kind=kind, path=path, times=times, **more)

    # --- People

    def pay(self, url: str, number: str = CARD) -> str:
        """Fill in the payment page. Returns where the payer is sent; "" if the card is refused."""
        return fill_in(url, {"email": "payer@example.org", "name": "Pat Payer", **card(number)})

    def debit(self, url: str, account: str) -> str:
        form = {"email": "payer@example.org", "method": "debit", "account": account}
        return fill_in(url, form)

    def onboard(self, url: str, outcome: str = "active") -> str:
        """Fill in Stripe's form for a student. Returns where they are sent."""
        with urllib.request.urlopen(url, timeout=10) as page:
            visit = re.search(r'name="visit" value="(\w+)"', page.read().decode())
        assert visit
        form = {"holder": "Maya Student", "country": "US", "last4": "6789", "outcome": outcome}
        return fill_in(url, {"visit": visit[1], **form})

    # --- Whole steps, without our pages

    def open_page(self, milestone: Milestone, by: Any = None) -> Funding:
        payer = by or milestone.offer.made_by
        return operations.open_page(actions.start_funding(milestone, payer))

    def fund(self, milestone: Milestone, number: str = CARD) -> Funding:
        funding = self.open_page(milestone)
        assert self.pay(funding.checkout_url, number)
        return operations.check_funding(funding)

    def ready(self, student: Student) -> Payee:
        """An account at the stand-in that takes transfers."""
        payee = operations.open_account(student)
        assert payee.stripe_account_id
        self.control("decide-account", account=payee.stripe_account_id, status="active")
        return operations.check_payee(payee)

    # --- Stripe itself

    def transfers(self, milestone: Milestone) -> list[Any]:
        found = self.client().v1.transfers.list(
            {"transfer_group": params.group(milestone), "limit": 100}
        )
        return list(found.data)

    def refunds(self, funding: Funding) -> list[Any]:
        assert funding.stripe_intent_id
        found = self.client().v1.refunds.list({"payment_intent": funding.stripe_intent_id})
        return list(found.data)

    def events(self, *kinds: str, account: str = "") -> list[dict[str, Any]]:
        """What happened in this test, oldest first; only of these kinds, if any are named."""
        found = []
        for each in self._events(100, account):
            if each["id"] == self.last_event:
                break
            found.append(each)
        for each in found:
            complain(each["type"], check_event(each))
        return [each for each in found[::-1] if not kinds or each["type"] in kinds]

    def _events(self, limit: int, account: str = "") -> list[dict[str, Any]]:
        listed = self.client(stripe_account=account or None).v1.events.list({"limit": limit})
        return [json.loads(str(each)) for each in listed.data]


def card(number: str) -> dict[str, str]:
    return {"method": "card", "number": number, "expiry": "12/34", "cvc": "123"}


def fill_in(url: str, form: dict[str, str]) -> str:
    """Send a form of a hosted page. Returns where it leads; "" if it is shown again."""
    opener = urllib.request.build_opener(_Stay)
    sent = urllib.parse.urlencode(form).encode()
    try:
        opener.open(urllib.request.Request(url, sent), timeout=10)
    except urllib.error.HTTPError as answer:
        return answer.headers.get("Location", "")
    return ""


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def tell(event: dict[str, Any], secret: str | None = None, at: int | None = None) -> int:
    """Send this event to our webhook as Stripe does. Returns the status code."""
    body = json.dumps(event)
    header = stripe.WebhookSignature.generate_signature_header(
        body, secret or settings.STRIPE_WEBHOOK_SECRET, at
    )
    return send(body, header)


def send(body: str, signature: str) -> int:
    response = Client().post(
        reverse("payments:stripe_webhook"),
        body,
        content_type="application/json",
        headers={"Stripe-Signature": signature},
    )
    return response.status_code

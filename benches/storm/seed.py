"""Projects that are paid in at the stand-in and handed in, so that all there is left is to approve.

Each part has its own payment. The amounts are odd ones, in the currencies we settle in.
"""

from __future__ import annotations

import itertools
import random
import re
import urllib.parse
import urllib.request
from http.client import HTTPMessage
from typing import Any
from urllib.request import Request
from uuid import UUID

from django.db import connection

from applications import actions as application_actions
from applications.models import Milestone
from benches.storm.servers import Standin
from payments import actions, operations
from tests import make

PARTS = 10
CURRENCIES = ("USD", "EUR", "GBP", "JPY")
CARD = {
    "email": "payer@storm.example",
    "name": "Pat Payer",
    "method": "card",
    "number": "4242424242424242",
    "expiry": "12/34",
    "cvc": "123",
}


def seed(standin: Standin, wanted: int, number: int) -> None:
    """`wanted` milestones. `number` tells several that do this at once apart."""
    with connection.cursor() as cursor:
        # All make the accounts of a currency at first, and wait for each other's transactions.
        cursor.execute("SET lock_timeout = '30s'")
    begin = number * 1_000_000
    next(itertools.islice(make.numbers, begin, begin), None)  # so many are left out
    chance = random.Random(number)
    projects = 0
    while wanted > 0:
        parts = min(PARTS, wanted)
        wanted -= parts
        currency = CURRENCIES[projects % len(CURRENCIES)]
        projects += 1
        _project([chance.randint(5_01, 900_99) for _ in range(parts)], currency, standin)


def _project(amounts: list[int], currency: str, standin: Standin) -> None:
    listing = make.listing(approved_by=make.university(), currency=currency)
    application = make.application(
        status="accepted", listing=listing, university=listing.moderations.get().university
    )
    placement = make.placement(amounts, application=application)
    payee = operations.open_account(placement.student)
    standin.control("decide-account", account=payee.stripe_account_id, status="active")
    operations.check_payee(payee)
    for milestone in placement.milestones.order_by("position"):
        _paid_and_done(milestone.pk)


def _paid_and_done(pk: UUID) -> None:
    milestone = Milestone.objects.get(pk=pk)
    funding = operations.open_page(actions.start_funding(milestone, milestone.offer.made_by))
    _pay(funding.checkout_url)
    operations.check_funding(funding)
    application_actions.deliver(Milestone.objects.get(pk=pk), "It is all in the file.", [], [])


def _pay(url: str) -> None:
    sent = urllib.parse.urlencode(CARD).encode()
    with urllib.request.build_opener(_Stay).open(url, sent, timeout=30) as page:
        told = re.sub(r"<[^>]+>", " ", page.read().decode())
    if "Paid" not in told and page.status != 303:
        raise RuntimeError(f"The payment page says: {told[:500]}")


class _Stay(urllib.request.HTTPRedirectHandler):
    """The page leads back to a site that is not there yet."""

    def http_error_303(
        self, req: Request, fp: Any, code: int, msg: str, headers: HTTPMessage
    ) -> Any:
        return fp

"""The same scripts at the stand-in and, when a key is given, at a sandbox of Stripe's own:

    STRIPE_TEST_KEY=sk_test_... bin/test -m stripe_live tests/standin/test_sandbox.py

They leave what they make in the sandbox. A person has to go through onboarding there, so nothing
here needs a student's account that is ready.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import stripe
from stripe import IdempotencyError, InvalidRequestError, StripeClient

from tests.contract import ContractClient
from tests.standin import make
from tests.standin_process import PATIENCE, VERSION

KEY = os.environ.get("STRIPE_TEST_KEY", "")
SANDBOX = [
    pytest.mark.stripe_live,
    pytest.mark.allow_hosts(["api.stripe.com", "127.0.0.1", "localhost"]),
]


@dataclass
class Side:
    """`pay` charges a good card with an amount in US cents; the charge's id."""

    client: StripeClient
    pay: Callable[[int], str]


@pytest.fixture(params=["standin", pytest.param("sandbox", marks=SANDBOX)])
def side(request: pytest.FixtureRequest) -> Side:
    if request.param == "standin":
        standin = request.getfixturevalue("standin")
        client = standin.client()
        return Side(client, lambda amount: make.charge(standin, client, amount).id)
    if not KEY.startswith(("sk_test_", "rk_test_")):
        pytest.fail("Set STRIPE_TEST_KEY to a test key of a sandbox.")
    client = StripeClient(KEY, stripe_version=VERSION, http_client=ContractClient(timeout=PATIENCE))

    def pay(amount: int) -> str:
        params: Any = {
            "amount": amount,
            "currency": "usd",
            "payment_method": "pm_card_visa",
            "payment_method_types": ["card"],
            "confirm": True,
        }
        return str(client.v1.payment_intents.create(params).latest_charge)

    return Side(client, pay)


def test_a_payment_page_opens_and_is_closed(side: Side):
    opened = make.session(side.client, metadata={"funding": "41"})

    assert (opened.status, opened.payment_status) == ("open", "unpaid")
    assert opened.url
    closed = side.client.v1.checkout.sessions.expire(opened.id)
    assert (closed.status, closed["metadata"]["funding"]) == ("expired", "41")
    with pytest.raises(InvalidRequestError):
        side.client.v1.checkout.sessions.expire(opened.id)


def test_a_key_is_answered_once_and_guards_its_parameters(side: Side):
    options: Any = {"idempotency_key": str(uuid.uuid4())}
    price = {"currency": "usd", "unit_amount": 72_000, "product_data": {"name": "Survey"}}
    params: Any = {
        "mode": "payment",
        "success_url": make.CANCEL_URL,
        "line_items": [{"price_data": price, "quantity": 1}],
    }
    create = side.client.v1.checkout.sessions.create

    first, again = create(params, options), create(params, options)

    assert first.id == again.id
    with pytest.raises(IdempotencyError):
        create(params | {"cancel_url": make.CANCEL_URL}, options)


def test_an_account_asks_for_transfers_and_is_not_ready(side: Side):
    account = make.recipient(side.client)

    found: Any = side.client.v2.core.accounts.retrieve(account.id, {"include": make.INCLUDE})

    balance = found.configuration.recipient.capabilities.stripe_balance
    assert balance.stripe_transfers.status in {"pending", "restricted"}
    assert make.onboarding_link(side.client, account.id).startswith("http")


def test_what_is_not_ready_is_sent_nothing(side: Side):
    account, charge = make.recipient(side.client), side.pay(72_000)

    with pytest.raises(stripe.StripeError) as refused:
        make.transfer(side.client, account.id, 64_800, source_transaction=charge)

    assert (refused.value.http_status or 0) < 500
    assert side.client.v1.transfers.list({"destination": account.id}).data == []


def test_a_charge_goes_back_once(side: Side):
    charge = side.pay(72_000)
    refund: Any = {"charge": charge, "metadata": {"refund": "7"}}

    made = side.client.v1.refunds.create(refund)

    assert (made.amount, made["metadata"]["refund"]) == (72_000, "7")
    with pytest.raises(InvalidRequestError) as refused:
        side.client.v1.refunds.create(refund)
    assert refused.value.code == "charge_already_refunded"


def test_each_line_of_the_book_says_what_it_is_of(side: Side):
    charge = side.pay(72_000)

    found: Any = side.client.v1.charges.retrieve(charge, {"expand": ["balance_transaction"]})
    line = found.balance_transaction

    assert (line.amount, line.net, line.source) == (72_000, 72_000 - line.fee, charge)
    assert line.fee > 0

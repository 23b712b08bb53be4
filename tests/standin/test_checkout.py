"""Checkout Sessions and the hosted page.

https://docs.stripe.com/api/checkout/sessions, https://docs.stripe.com/checkout/fulfillment
"""

from typing import Any

import pytest
import requests
from stripe import InvalidRequestError, StripeClient

from tests.standin import make
from tests.standin.inbox import Inbox
from tests.standin_process import PATIENCE, Standin

DECLINED = "4000000000000002"


def test_a_session_is_open_and_unpaid(standin: Standin, client: StripeClient):
    opened = make.session(client, client_reference_id="41", metadata={"placement": "41"})

    assert opened.url is not None
    assert opened.url.startswith(f"{standin.url}/c/pay/cs_test_")
    assert (opened.status, opened.payment_status, opened.amount_total) == ("open", "unpaid", 72_000)
    assert (opened.client_reference_id, opened.payment_intent) == ("41", None)
    found = client.v1.checkout.sessions.retrieve(opened.id).to_dict()
    assert found == opened.to_dict()


def test_paying_by_card_completes_the_session(standin: Standin, client: StripeClient, inbox: Inbox):
    intent = {"metadata": {"funding": "7"}, "transfer_group": "placement-41"}
    opened = make.session(client, payment_intent_data=intent)

    answer = standin.pay(opened.url or "")

    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"{make.NOWHERE}/paid?session={opened.id}",
    )
    done: Any = client.v1.checkout.sessions.retrieve(opened.id)
    assert (done.status, done.payment_status, done.url) == ("complete", "paid", None)
    assert done.customer_details.email == "payer@example.com"
    charge = make.charge_of(client, opened.id)
    assert (charge.amount, charge.status, charge.transfer_group) == (
        72_000,
        "succeeded",
        "placement-41",
    )
    assert charge.metadata.to_dict() == {"funding": "7"}
    inbox.wait(opened.id, "checkout.session.completed")
    inbox.wait(charge.id, "charge.updated")


@pytest.mark.parametrize(("wallet", "currency"), [("apple_pay", "usd"), ("google_pay", "jpy")])
def test_a_wallet_pays_with_the_card_in_it(
    standin: Standin, client: StripeClient, wallet, currency
):
    """https://docs.stripe.com/api/charges/object, payment_method_details.card.wallet"""
    opened = make.session(client, currency=currency)

    answer = standin.pay(opened.url or "", "", method=wallet, expiry="", cvc="")

    assert answer.status_code == 303
    card: Any = make.charge_of(client, opened.id).payment_method_details
    assert (card.type, card.card.wallet.type, card.card.last4) == ("card", wallet, "4242")


def test_the_fee_is_known_only_later(own_standin: Standin):
    """https://docs.stripe.com/payments/payment-intents/asynchronous-capture"""
    own_standin.control("change-settings", fee_after=3_600)
    client = own_standin.client()
    opened = make.session(client)
    own_standin.pay(opened.url or "")
    charge = make.charge_of(client, opened.id)
    assert charge.balance_transaction is None

    own_standin.control("advance-clock", hours=1)

    after = client.v1.charges.retrieve(charge.id)
    txn = client.v1.balance_transactions.retrieve(str(after.balance_transaction))
    assert (txn.amount, txn.fee, txn.net) == (72_000, 2_118, 69_882)
    assert txn.source == charge.id
    types: Any = ["charge.succeeded", "charge.updated"]
    updated, succeeded = client.v1.events.list({"types": types}).data
    assert succeeded.data.object["balance_transaction"] is None
    assert updated.data.object["balance_transaction"] == txn.id
    assert updated.to_dict()["data"]["previous_attributes"] == {"balance_transaction": None}


def test_a_declined_card_leaves_the_session_open(
    standin: Standin, client: StripeClient, inbox: Inbox
):
    """https://docs.stripe.com/testing#declined-payments"""
    opened = make.session(client)

    answer = standin.pay(opened.url or "", DECLINED)

    assert answer.status_code == 422
    assert "Your card was declined. Try another card." in answer.text
    assert f'value="{DECLINED}"' in answer.text
    left: Any = client.v1.checkout.sessions.retrieve(opened.id, {"expand": ["payment_intent"]})
    assert (left.status, left.payment_status) == ("open", "unpaid")
    assert left.payment_intent.status == "requires_payment_method"
    assert left.payment_intent.last_payment_error.decline_code == "generic_decline"
    inbox.wait(left.payment_intent.id, "payment_intent.payment_failed")
    assert standin.pay(opened.url or "").status_code == 303
    assert make.charge_of(client, opened.id).payment_intent == left.payment_intent.id


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("number", "", "Enter a card number."),
        ("number", "4111111111111111", "Only Stripe’s test cards work here"),
        ("expiry", "1/20", "This expiry date is in the past."),
        ("expiry", "soon", "Enter the expiry date as month and year"),
        ("cvc", "1", "Enter the 3 or 4 digits of the security code."),
        ("email", "nobody", "Enter your email, such as name@example.com."),
    ],
)
def test_a_wrong_field_is_said_next_to_it_and_nothing_is_taken(
    standin: Standin, client: StripeClient, field: str, value: str, message: str
):
    opened = make.session(client)

    answer = standin.pay(opened.url or "", **{field: value})

    assert answer.status_code == 422
    assert f'id="{field}-error">{message}' in answer.text
    assert client.v1.checkout.sessions.retrieve(opened.id).payment_intent is None


def test_paying_twice_takes_the_money_once(standin: Standin, client: StripeClient):
    opened = make.session(client)
    first, second = standin.pay(opened.url or ""), standin.pay(opened.url or "")

    assert first.headers["Location"] == second.headers["Location"]
    assert "Already paid" in requests.get(opened.url or "", timeout=PATIENCE).text
    assert make.charge_of(client, opened.id).amount_captured == 72_000


def test_a_bank_debit_succeeds_later(own_standin: Standin):
    """https://docs.stripe.com/checkout/fulfillment#delayed-notification"""
    own_standin.control("change-settings", debit_takes=3_600)
    client = own_standin.client()
    opened = make.session(client)

    answer = own_standin.pay(opened.url or "", method="debit", account="000123456789")

    assert answer.status_code == 303
    done: Any = client.v1.checkout.sessions.retrieve(opened.id, {"expand": ["payment_intent"]})
    assert (done.status, done.payment_status) == ("complete", "unpaid")
    assert done.payment_intent.status == "processing"
    own_standin.control("advance-clock", hours=1)
    assert make.charge_of(client, opened.id).status == "succeeded"
    completed = "checkout.session.completed"
    types: Any = [completed, "checkout.session.async_payment_succeeded"]
    told = client.v1.events.list({"types": types}).data
    assert [(event.type == completed, event.data.object["payment_status"]) for event in told] == [
        (False, "paid"),
        (True, "unpaid"),
    ]


def test_a_bank_debit_can_fail_later(standin: Standin, client: StripeClient, inbox: Inbox):
    opened = make.session(client)

    standin.pay(opened.url or "", method="debit", account="000111111113")

    failed = inbox.wait(opened.id, "checkout.session.async_payment_failed")
    assert failed["data"]["object"]["payment_status"] == "unpaid"
    charge = make.charge_of(client, opened.id)
    assert (charge.status, charge.failure_code) == ("failed", "account_closed")
    inbox.wait(charge.id, "charge.failed")


def test_an_expired_session_cannot_be_paid(standin: Standin, client: StripeClient, inbox: Inbox):
    opened = make.session(client)

    expired = client.v1.checkout.sessions.expire(opened.id)

    assert (expired.status, expired.url) == ("expired", None)
    assert standin.pay(opened.url or "").status_code == 410
    inbox.wait(opened.id, "checkout.session.expired")


def test_only_an_open_session_can_be_expired(standin: Standin, client: StripeClient):
    opened = make.session(client)
    standin.pay(opened.url or "")

    with pytest.raises(InvalidRequestError, match='status in \\["open"\\]'):
        client.v1.checkout.sessions.expire(opened.id)

    assert client.v1.checkout.sessions.retrieve(opened.id).status == "complete"


def test_a_session_expires_by_itself(own_standin: Standin):
    client = own_standin.client()
    opened = make.session(client, expires_at=own_standin.state()["now"] + 1_800)

    own_standin.control("advance-clock", seconds=1_801)

    assert client.v1.checkout.sessions.retrieve(opened.id).status == "expired"


@pytest.mark.parametrize("seconds", [60, 90_000])
def test_a_session_lives_from_half_an_hour_to_a_day(
    standin: Standin, client: StripeClient, seconds: int
):
    with pytest.raises(InvalidRequestError, match="expires_at"):
        make.session(client, expires_at=standin.state()["now"] + seconds)


@pytest.mark.parametrize(
    ("currency", "amount", "shown"),
    [
        ("usd", 72_000, "Pay $720.00"),
        ("cad", 72_000, "Pay CA$720.00"),
        ("eur", 123_456, "Pay €1,234.56"),
        ("gbp", 30, "Pay £0.30"),
        ("inr", 500_000, "Pay ₹5,000.00"),
        ("jpy", 500, "Pay ¥500"),
    ],
)
def test_each_currency_is_shown_and_settles_as_itself(
    standin: Standin, client: StripeClient, currency: str, amount: int, shown: str
):
    """https://docs.stripe.com/currencies#zero-decimal"""
    opened = make.session(client, amount, currency)
    assert shown in requests.get(opened.url or "", timeout=PATIENCE).text

    standin.pay(opened.url or "")

    charge = make.settled(client, make.charge_of(client, opened.id).id)
    txn = client.v1.balance_transactions.retrieve(str(charge.balance_transaction))
    assert (txn.currency, txn.amount, txn.exchange_rate) == (currency, amount, None)


@pytest.mark.parametrize(
    ("amount", "currency", "code"),
    [(49, "usd", "amount_too_small"), (100_000_000, "usd", "amount_too_large")],
)
def test_a_total_has_its_limits(client: StripeClient, amount: int, currency: str, code: str):
    """https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts"""
    with pytest.raises(InvalidRequestError) as refused:
        make.session(client, amount, currency)

    assert refused.value.code == code


def test_line_items_can_be_expanded(client: StripeClient):
    opened = make.session(client)

    found: Any = client.v1.checkout.sessions.retrieve(opened.id, {"expand": ["line_items"]})

    assert [item.description for item in found.line_items.data] == ["Survey data"]


def test_an_unknown_session_has_no_page(standin: Standin):
    assert requests.get(f"{standin.url}/c/pay/cs_test_nobody", timeout=PATIENCE).status_code == 404


def test_a_form_from_another_site_is_refused(standin: Standin, client: StripeClient):
    opened = make.session(client)

    answer = requests.post(
        opened.url or "", {}, headers={"Sec-Fetch-Site": "cross-site"}, timeout=PATIENCE
    )

    assert answer.status_code == 403


def test_what_was_written_is_shown_as_text(standin: Standin, client: StripeClient):
    opened = make.session(client, customer_email='"><script>alert(1)</script>')

    page = requests.get(opened.url or "", timeout=PATIENCE).text

    assert "<script" not in page
    assert "&lt;script&gt;" in page

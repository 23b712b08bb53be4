"""Refunds. https://docs.stripe.com/refunds, https://docs.stripe.com/api/refunds"""

import pytest
from stripe import InvalidRequestError, StripeClient

from tests.standin import make
from tests.standin.inbox import Inbox
from tests.standin_process import Standin

REFUND_FAILS = "4000000000005126"
REFUND_WAITS = "4000000000007726"


def test_a_refund_gives_part_or_all_back(standin: Standin, client: StripeClient, inbox: Inbox):
    charge = make.charge(standin, client)

    part = make.refund(client, charge.id, amount=20_000, metadata={"refund": "3"})
    rest = make.refund(client, charge.id, reason="requested_by_customer")

    assert (part.status, part.amount) == ("succeeded", 20_000)
    assert (rest.status, rest.amount) == ("succeeded", 52_000)
    after = client.v1.charges.retrieve(charge.id)
    assert (after.amount_refunded, after.refunded) == (72_000, True)
    txn = client.v1.balance_transactions.retrieve(str(part.balance_transaction))
    assert (txn.type, txn.amount, txn.fee) == ("refund", -20_000, 0)
    assert [each.id for each in client.v1.refunds.list({"charge": charge.id})] == [rest.id, part.id]
    inbox.wait(charge.id, "refund.created", times=2)
    inbox.wait(charge.id, "charge.refunded", times=2)


def test_a_refund_can_name_the_payment_intent(standin: Standin, client: StripeClient):
    charge = make.charge(standin, client)

    made = client.v1.refunds.create({"payment_intent": str(charge.payment_intent)})

    assert client.v1.refunds.retrieve(made.id).charge == charge.id


def test_more_than_is_left_cannot_be_refunded(standin: Standin, client: StripeClient):
    charge = make.charge(standin, client)
    make.refund(client, charge.id, amount=70_000)

    with pytest.raises(InvalidRequestError, match=r"Refund amount \(\$20.01\) is greater"):
        make.refund(client, charge.id, amount=2_001)

    assert client.v1.charges.retrieve(charge.id).amount_refunded == 70_000


def test_a_refunded_charge_cannot_be_refunded_again(standin: Standin, client: StripeClient):
    charge = make.charge(standin, client)
    make.refund(client, charge.id)

    with pytest.raises(InvalidRequestError) as refused:
        make.refund(client, charge.id)

    assert refused.value.code == "charge_already_refunded"


def test_a_disputed_charge_cannot_be_refunded(standin: Standin, client: StripeClient):
    """https://docs.stripe.com/error-codes/charge-disputed"""
    charge = make.charge(standin, client)
    standin.control("open-dispute", charge=charge.id)

    with pytest.raises(InvalidRequestError) as refused:
        make.refund(client, charge.id)

    assert refused.value.code == "charge_disputed"


def test_a_refund_leaves_the_transfer_alone(standin: Standin, client: StripeClient):
    """https://docs.stripe.com/connect/separate-charges-and-transfers#issue-refunds"""
    payee, charge = make.payee(standin, client), make.charge(standin, client)
    make.transfer(client, payee, 50_000, source_transaction=charge.id)
    make.charge(standin, client)  # The balance can carry both.

    make.refund(client, charge.id)

    assert make.available(client, payee) == {"usd": 50_000}


def test_a_refund_waits_for_money(own_standin: Standin):
    """Section "Refunds and your balance": a card's refund stays pending."""
    client = own_standin.client()
    charge = make.charge(own_standin, client)  # The fee is gone: 720.00 is more than is there.

    made = make.refund(client, charge.id)

    assert (made.status, made.pending_reason) == ("pending", "insufficient_funds")
    assert make.available(client)["usd"] == 69_882
    make.charge(own_standin, client, 50_000)
    own_standin.control("advance-clock", seconds=61)
    assert client.v1.refunds.retrieve(made.id).status == "succeeded"
    assert make.available(client)["usd"] == 69_882 + 48_520 - 72_000


def test_a_test_card_lets_its_refund_fail_later(own_standin: Standin):
    """https://docs.stripe.com/testing#refunds: the money comes back."""
    client = own_standin.client()
    make.charge(own_standin, client)
    charge = make.charge(own_standin, client, number=REFUND_FAILS)
    before = make.available(client)

    made = make.refund(client, charge.id)
    own_standin.control("advance-clock", seconds=3)

    assert made.status == "succeeded"
    after = client.v1.refunds.retrieve(made.id)
    assert (after.status, after.failure_reason) == ("failed", "expired_or_canceled_card")
    txn = client.v1.balance_transactions.retrieve(str(after.failure_balance_transaction))
    assert (txn.type, txn.amount) == ("refund_failure", 72_000)
    assert make.available(client) == before
    assert client.v1.charges.retrieve(charge.id).amount_refunded == 0


def test_a_test_card_lets_its_refund_wait(own_standin: Standin):
    """https://docs.stripe.com/testing#refunds"""
    client = own_standin.client()
    make.charge(own_standin, client)
    charge = make.charge(own_standin, client, number=REFUND_WAITS)

    made = make.refund(client, charge.id)
    own_standin.control("advance-clock", seconds=3)

    assert (made.status, made.pending_reason) == ("pending", "processing")
    assert client.v1.refunds.retrieve(made.id).status == "succeeded"


def test_a_refund_can_be_made_to_fail(standin: Standin, client: StripeClient, inbox: Inbox):
    charge = make.charge(standin, client)
    made = make.refund(client, charge.id, amount=100)

    standin.control("fail-refund", refund=made.id)

    assert client.v1.refunds.retrieve(made.id).status == "failed"
    changed = inbox.wait(made.id, "refund.updated")
    failed = inbox.wait(made.id, "refund.failed")
    assert changed["id"] != failed["id"]

"""Transfers and reversals. https://docs.stripe.com/connect/separate-charges-and-transfers"""

from typing import Any

import pytest
from stripe import InvalidRequestError, StripeClient

from tests.standin import make
from tests.standin.inbox import Inbox
from tests.standin_process import Standin


def test_a_transfer_moves_money_to_the_account(
    standin: Standin, client: StripeClient, inbox: Inbox
):
    payee, charge = make.payee(standin, client), make.charge(standin, client)

    made = make.transfer(
        client, payee, 64_800, source_transaction=charge.id, metadata={"operation": "9"}
    )

    assert make.available(client, payee) == {"usd": 64_800}
    txn = client.v1.balance_transactions.retrieve(str(made.balance_transaction))
    assert (txn.type, txn.amount, txn.source) == ("transfer", -64_800, made.id)
    event = inbox.wait(made.id, "transfer.created")
    assert event["data"]["object"]["metadata"] == {"operation": "9"}


def test_a_transfer_takes_the_group_of_its_charge(standin: Standin, client: StripeClient):
    """Section "Transfer options"."""
    payee = make.payee(standin, client)
    grouped = make.charge(standin, client, payment_intent_data={"transfer_group": "placement-41"})
    plain = make.charge(standin, client)

    first = make.transfer(client, payee, 100, source_transaction=grouped.id)
    second = make.transfer(client, payee, 100, source_transaction=plain.id)

    assert first.transfer_group == "placement-41"
    assert second.transfer_group == f"group_{plain.payment_intent}"
    found = client.v1.transfers.list({"transfer_group": f"group_{plain.payment_intent}"})
    assert [each.id for each in found] == [second.id]


def test_transfers_from_a_charge_never_exceed_it(standin: Standin, client: StripeClient):
    """Section "Transfer availability"."""
    payee, charge = make.payee(standin, client), make.charge(standin, client)
    make.transfer(client, payee, 64_800, source_transaction=charge.id)

    with pytest.raises(InvalidRequestError, match="must not exceed the source amount of"):
        make.transfer(client, payee, 7_201, source_transaction=charge.id)

    assert make.available(client, payee) == {"usd": 64_800}


def test_a_transfer_has_the_currency_of_its_charge(standin: Standin, client: StripeClient):
    """Section "Transfer availability"."""
    payee, charge = make.payee(standin, client), make.charge(standin, client, currency="eur")

    with pytest.raises(InvalidRequestError) as refused:
        make.transfer(client, payee, 100, source_transaction=charge.id)

    assert refused.value.param == "currency"


@pytest.mark.parametrize("outcome", ["restricted", "pending"])
def test_an_account_without_the_capability_is_refused(
    standin: Standin, client: StripeClient, outcome: str
):
    """https://docs.stripe.com/connect/account-capabilities"""
    payee = make.payee(standin, client, outcome=outcome)
    charge = make.charge(standin, client)

    with pytest.raises(InvalidRequestError) as refused:
        make.transfer(client, payee, 100, source_transaction=charge.id)

    assert refused.value.code == "insufficient_capabilities_for_transfer"
    assert make.available(client, payee) == {"usd": 0}


def test_an_unknown_destination_is_refused(client: StripeClient):
    with pytest.raises(InvalidRequestError) as refused:
        make.transfer(client, "acct_nobody", 100)

    assert (refused.value.code, refused.value.param) == ("resource_missing", "destination")


def test_without_a_charge_the_balance_has_to_cover_it(own_standin: Standin):
    client = own_standin.client()
    payee = make.payee(own_standin, client)
    make.charge(own_standin, client, 10_000)
    left = make.available(client)["usd"]

    with pytest.raises(InvalidRequestError) as refused:
        make.transfer(client, payee, left + 1)
    make.transfer(client, payee, left)

    assert refused.value.code == "balance_insufficient"
    assert make.available(client)["usd"] == 0


def test_with_a_charge_pending_money_can_be_promised(own_standin: Standin):
    """Section "Transfer availability": it arrives when the charge's money does."""
    own_standin.control("change-settings", available_after_days=2)
    client = own_standin.client()
    payee, charge = make.payee(own_standin, client), make.charge(own_standin, client)
    with pytest.raises(InvalidRequestError) as refused:
        make.transfer(client, payee, 64_800)

    make.transfer(client, payee, 64_800, source_transaction=charge.id)

    assert refused.value.code == "balance_insufficient"
    assert make.available(client, payee) == {"usd": 0}
    own_standin.control("advance-clock", days=2)
    own_standin.control("pay-out", account=payee)
    (paid,) = client.v1.payouts.list({}, {"stripe_account": payee})
    assert paid.amount == 64_800


def test_a_reversal_takes_money_back(standin: Standin, client: StripeClient, inbox: Inbox):
    """https://docs.stripe.com/api/transfer_reversals"""
    payee, charge = make.payee(standin, client), make.charge(standin, client)
    made = make.transfer(client, payee, 60_000, source_transaction=charge.id)

    first = client.v1.transfers.reversals.create(made.id, {"amount": 20_000})
    second = client.v1.transfers.reversals.create(made.id)

    assert (first.amount, second.amount) == (20_000, 40_000)
    after = client.v1.transfers.retrieve(made.id)
    assert (after.amount_reversed, after.reversed) == (60_000, True)
    assert make.available(client, payee) == {"usd": 0}
    listed = client.v1.transfers.reversals.list(made.id)
    assert [each.id for each in listed] == [second.id, first.id]
    inbox.wait(made.id, "transfer.reversed", times=2)


@pytest.mark.parametrize("amount", [60_001, 0])
def test_a_reversal_cannot_take_more_than_is_left(
    standin: Standin, client: StripeClient, amount: int
):
    payee, charge = make.payee(standin, client), make.charge(standin, client)
    made = make.transfer(client, payee, 60_000, source_transaction=charge.id)

    with pytest.raises(InvalidRequestError) as refused:
        client.v1.transfers.reversals.create(made.id, {"amount": amount})

    assert refused.value.param == "amount"
    assert make.available(client, payee) == {"usd": 60_000}


def test_a_reversal_needs_money_in_the_account(standin: Standin, client: StripeClient):
    """Section "Reverse transfers"."""
    payee, charge = make.payee(standin, client), make.charge(standin, client)
    made = make.transfer(client, payee, 60_000, source_transaction=charge.id)
    payout: Any = {"amount": 1, "currency": "usd"}
    client.v1.payouts.create(payout, {"stripe_account": payee})

    with pytest.raises(InvalidRequestError) as refused:
        client.v1.transfers.reversals.create(made.id)

    assert refused.value.code == "balance_insufficient"
    assert client.v1.transfers.retrieve(made.id).amount_reversed == 0

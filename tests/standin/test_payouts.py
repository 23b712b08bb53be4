"""Payouts to banks. https://docs.stripe.com/payouts, https://docs.stripe.com/connect/testing"""

from typing import Any

import pytest
from stripe import InvalidRequestError, StripeClient

from tests.standin import make
from tests.standin.inbox import Inbox
from tests.standin_process import Standin

DAY = 86_400


def paid(standin: Standin, client: StripeClient, **bank: str) -> str:
    """An account with 648.00 in it."""
    payee, charge = make.payee(standin, client, **bank), make.charge(standin, client)
    make.transfer(client, payee, 64_800, source_transaction=charge.id)
    return payee


def pay_out(client: StripeClient, payee: str, amount: int) -> Any:
    params: Any = {"amount": amount, "currency": "usd", "metadata": {"payout": "5"}}
    return client.v1.payouts.create(params, {"stripe_account": payee})


def retrieve(client: StripeClient, payee: str, id_: str) -> Any:
    return client.v1.payouts.retrieve(id_, {}, {"stripe_account": payee})


def test_a_payout_leaves_the_balance_and_arrives_later(own_standin: Standin):
    client = own_standin.client()
    payee = paid(own_standin, client)

    made = pay_out(client, payee, 60_000)

    assert (made.status, made.automatic, made.amount) == ("pending", False, 60_000)
    assert made.arrival_date == pytest.approx(made.created + 2 * DAY, abs=2)
    assert make.available(client, payee) == {"usd": 4_800}
    own_standin.control("advance-clock", days=2)
    assert retrieve(client, payee, made.id).status == "paid"


def test_a_payout_needs_the_money(standin: Standin, client: StripeClient):
    payee = paid(standin, client)

    with pytest.raises(InvalidRequestError) as refused:
        pay_out(client, payee, 64_801)

    assert refused.value.code == "balance_insufficient"
    assert make.available(client, payee) == {"usd": 64_800}


def test_a_connected_account_is_paid_out_every_day(own_standin: Standin):
    """https://docs.stripe.com/connect/manage-payout-schedule: automatic unless changed."""
    client = own_standin.client()
    payee = paid(own_standin, client)

    own_standin.control("advance-clock", days=1)

    (made,) = client.v1.payouts.list({}, {"stripe_account": payee})
    assert (made.automatic, made.amount) == (True, 64_800)
    assert made.created % DAY < 60  # Just after midnight, on a slow machine too.
    assert make.available(client, payee) == {"usd": 0}
    own_standin.control("advance-clock", days=2)
    assert retrieve(client, payee, made.id).status == "paid"


def test_a_manual_schedule_keeps_the_money(own_standin: Standin):
    """https://docs.stripe.com/connect/manual-payouts"""
    client = own_standin.client()
    payee = paid(own_standin, client)
    params: Any = {"payments": {"payouts": {"schedule": {"interval": "manual"}}}}
    client.v1.balance_settings.update(params, {"stripe_account": payee})

    own_standin.control("advance-clock", days=3)

    found: Any = client.v1.balance_settings.retrieve({}, {"stripe_account": payee})
    assert found.payments.payouts.schedule.interval == "manual"
    assert make.available(client, payee) == {"usd": 64_800}


def test_some_bank_accounts_let_payouts_fail(own_standin: Standin):
    """https://docs.stripe.com/connect/testing#account-numbers"""
    client = own_standin.client()
    payee = paid(own_standin, client, last4="1116")
    made = pay_out(client, payee, 64_800)

    own_standin.control("advance-clock", days=2)

    after = retrieve(client, payee, made.id)
    assert (after.status, after.failure_code) == ("failed", "no_account")
    assert after.failure_balance_transaction is not None


def test_a_paid_payout_can_still_fail(standin: Standin, client: StripeClient, inbox: Inbox):
    """https://docs.stripe.com/api/payouts/object#payout_object-status"""
    payee = paid(standin, client)
    made = pay_out(client, payee, 64_800)
    standin.control("settle-payout", payout=made.id, outcome="paid")

    standin.control("settle-payout", payout=made.id, outcome="failed")

    assert retrieve(client, payee, made.id).status == "failed"
    assert make.available(client, payee) == {"usd": 64_800}
    assert inbox.wait(made.id, "payout.paid")["account"] == payee
    inbox.wait(made.id, "payout.failed")
    assert inbox.types(made.id) == ["payout.created", "payout.paid", "payout.failed"]


def test_the_platform_can_be_swept(own_standin: Standin):
    """An automatic payout of the platform leaves nothing for transfers without a charge."""
    client = own_standin.client()
    payee, charge = make.payee(own_standin, client), make.charge(own_standin, client)

    own_standin.control("pay-out")

    with pytest.raises(InvalidRequestError) as refused:
        make.transfer(client, payee, 100)
    assert refused.value.code == "balance_insufficient"
    make.transfer(client, payee, 64_800, source_transaction=charge.id)
    assert make.available(client) == {"usd": -64_800}


def test_the_balance_is_the_sum_of_its_transactions(own_standin: Standin):
    """https://docs.stripe.com/reports/balance"""
    client = own_standin.client()
    payee = paid(own_standin, client)
    charge = make.charge(own_standin, client)
    make.refund(client, charge.id, amount=1_234)
    own_standin.control("open-dispute", charge=charge.id)
    pay_out(client, payee, 500)

    for account in (None, payee):
        options: Any = {"stripe_account": account} if account else {}
        listed = client.v1.balance_transactions.list({"limit": 100}, options)
        assert make.available(client, account) == {"usd": sum(each.net for each in listed)}

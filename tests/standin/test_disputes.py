"""Disputes. https://docs.stripe.com/disputes/connect, https://docs.stripe.com/testing#disputes"""

from typing import Any

import pytest
from stripe import InvalidRequestError, StripeClient

from tests.standin import make
from tests.standin.inbox import Inbox
from tests.standin_process import Standin

DISPUTED = "4000000000000259"


def open_dispute(standin: Standin, charge_id: str, **form: object) -> str:
    return str(standin.control("open-dispute", charge=charge_id, **form)["id"])


def test_a_dispute_takes_the_amount_and_a_fee(own_standin: Standin):
    client = own_standin.client()
    charge = make.charge(own_standin, client)
    before = make.available(client)["usd"]

    dispute = client.v1.disputes.retrieve(open_dispute(own_standin, charge.id))

    assert (dispute.status, dispute.amount, dispute.charge) == (
        "needs_response",
        72_000,
        charge.id,
    )
    assert make.available(client)["usd"] == before - 72_000 - 1_500
    assert client.v1.charges.retrieve(charge.id).disputed is True


def test_a_dispute_can_be_about_a_part(standin: Standin, client: StripeClient):
    charge = make.charge(standin, client)

    dispute = client.v1.disputes.retrieve(open_dispute(standin, charge.id, amount=5_000))

    assert [txn.amount for txn in dispute.balance_transactions] == [-5_000]


def test_a_won_dispute_brings_the_amount_back(standin: Standin, client: StripeClient, inbox: Inbox):
    charge = make.charge(standin, client)
    id_ = open_dispute(standin, charge.id)

    standin.control("close-dispute", dispute=id_, outcome="won")

    dispute = client.v1.disputes.retrieve(id_)
    assert dispute.status == "won"
    assert [txn.net for txn in dispute.balance_transactions] == [-73_500, 72_000]
    inbox.wait(id_, "charge.dispute.closed")
    assert inbox.types(id_) == [
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated",
        "charge.dispute.closed",
    ]


def test_a_lost_dispute_brings_nothing_back(standin: Standin, client: StripeClient, inbox: Inbox):
    charge = make.charge(standin, client)
    id_ = open_dispute(standin, charge.id)

    standin.control("close-dispute", dispute=id_, outcome="lost")

    dispute = client.v1.disputes.retrieve(id_)
    assert (dispute.status, len(dispute.balance_transactions)) == ("lost", 1)
    inbox.wait(id_, "charge.dispute.closed")
    with pytest.raises(ValueError, match="already closed"):
        standin.control("close-dispute", dispute=id_, outcome="won")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("winning_evidence", "won"),
        ("losing_evidence", "lost"),
        ("a letter", "under_review"),
    ],
)
def test_evidence_decides_as_in_stripes_tests(
    standin: Standin, client: StripeClient, text: str, status: str
):
    id_ = open_dispute(standin, make.charge(standin, client).id)
    params: Any = {"evidence": {"uncategorized_text": text}, "submit": True}

    dispute = client.v1.disputes.update(id_, params)

    assert dispute.status == status
    assert dispute.evidence_details.has_evidence is True


def test_a_test_card_is_disputed_at_once(standin: Standin, client: StripeClient):
    charge = make.charge(standin, client, number=DISPUTED)

    (dispute,) = client.v1.disputes.list({"charge": charge.id})

    assert (dispute.status, dispute.reason) == ("needs_response", "fraudulent")


def test_a_closed_dispute_takes_no_evidence(standin: Standin, client: StripeClient):
    id_ = open_dispute(standin, make.charge(standin, client).id)
    standin.control("close-dispute", dispute=id_, outcome="lost")

    with pytest.raises(InvalidRequestError, match="already closed"):
        client.v1.disputes.update(id_, {"metadata": {"late": "yes"}})

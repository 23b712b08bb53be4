"""https://docs.stripe.com/api/idempotent_requests and what a site must survive around it."""

import threading
from typing import Any

import pytest
import requests
from stripe import (
    APIConnectionError,
    APIError,
    IdempotencyError,
    InvalidRequestError,
    RateLimitError,
    StripeClient,
    StripeError,
)

from tests.standin import make
from tests.standin_process import KEY, PATIENCE, VERSION, Standin

DAY = 86_400


def transfer(client: StripeClient, payee: str, key: str, amount: int = 1_000, **more: Any) -> Any:
    params: Any = {"amount": amount, "currency": "usd", "destination": payee}
    return client.v1.transfers.create(params | more, {"idempotency_key": key})


def transfers_to(client: StripeClient, payee: str) -> int:
    return len(client.v1.transfers.list({"destination": payee, "limit": 100}).data)


@pytest.fixture
def impatient(standin: Standin) -> StripeClient:
    """A client that shows the first trouble instead of trying again."""
    return standin.client(max_network_retries=0)


def test_the_same_key_gives_the_same_answer(standin: Standin, client: StripeClient):
    payee, charge = make.payee(standin, client), make.charge(standin, client)

    first = transfer(client, payee, f"same-{payee}", source_transaction=charge.id)
    second = transfer(client, payee, f"same-{payee}", source_transaction=charge.id)

    assert first.to_dict() == second.to_dict()
    assert "Idempotent-Replayed" not in first.last_response.headers
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    original = first.last_response.headers["Request-Id"]
    assert second.last_response.headers["Original-Request"] == original
    assert transfers_to(client, payee) == 1


def test_the_same_key_with_other_parameters_is_refused(standin: Standin, client: StripeClient):
    payee = make.payee(standin, client)
    make.charge(standin, client)
    transfer(client, payee, f"other-{payee}", 1_000)

    with pytest.raises(IdempotencyError):
        transfer(client, payee, f"other-{payee}", 1_001)

    assert transfers_to(client, payee) == 1


def test_a_refusal_after_the_start_is_kept(standin: Standin, client: StripeClient):
    account = make.recipient(client)  # Cannot receive transfers yet.
    make.charge(standin, client)
    for _ in range(2):
        with pytest.raises(InvalidRequestError) as refused:
            transfer(client, account.id, f"kept-{account.id}")
        standin.finish_onboarding(make.onboarding_link(client, account.id))

    assert refused.value.code == "insufficient_capabilities_for_transfer"
    assert refused.value.headers["Idempotent-Replayed"] == "true"
    assert transfer(client, account.id, f"new-{account.id}").amount == 1_000


def test_a_refused_parameter_is_not_kept(standin: Standin, client: StripeClient):
    payee = make.payee(standin, client)
    make.charge(standin, client)
    with pytest.raises(InvalidRequestError):
        transfer(client, payee, f"wrong-{payee}", 0)

    assert transfer(client, payee, f"wrong-{payee}", 1_000).amount == 1_000


def test_a_kept_500_is_answered_for_ever(
    standin: Standin, client: StripeClient, impatient: StripeClient
):
    """The transfer exists: only looking for it tells."""
    payee, group = make.payee(standin, client), "lost-answer"
    make.charge(standin, client)
    standin.control("plan-fault", kind="error after", path="/v1/transfers")

    for _ in range(2):
        with pytest.raises(APIError) as broken:
            transfer(impatient, payee, f"500-{payee}", transfer_group=group)

    assert broken.value.http_status == 500
    assert broken.value.headers["Stripe-Should-Retry"] == "false"
    found = client.v1.transfers.list({"transfer_group": group, "destination": payee})
    assert [each.amount for each in found] == [1_000]


def test_a_500_before_the_start_can_be_tried_again(standin: Standin, client: StripeClient):
    payee = make.payee(standin, client)
    make.charge(standin, client)
    standin.control("plan-fault", kind="error", path="/v1/transfers")

    made = transfer(client, payee, f"again-{payee}")  # The library tries again by itself.

    assert "Idempotent-Replayed" not in made.last_response.headers
    assert transfers_to(client, payee) == 1


@pytest.mark.parametrize(("kind", "replayed"), [("cut", False), ("cut after", True)])
def test_a_cut_connection_is_cured_by_the_same_key(
    standin: Standin, client: StripeClient, impatient: StripeClient, kind: str, replayed: bool
):
    payee = make.payee(standin, client)
    make.charge(standin, client)
    standin.control("plan-fault", kind=kind, path="/v1/transfers")
    with pytest.raises(APIConnectionError):
        transfer(impatient, payee, f"cut-{payee}")

    made = transfer(impatient, payee, f"cut-{payee}")

    assert ("Idempotent-Replayed" in made.last_response.headers) is replayed
    assert transfers_to(client, payee) == 1


def test_too_many_requests_are_refused_and_not_kept(
    standin: Standin, client: StripeClient, impatient: StripeClient
):
    payee = make.payee(standin, client)
    make.charge(standin, client)
    standin.control("plan-fault", kind="rate limit", path="/v1/transfers")
    with pytest.raises(RateLimitError):
        transfer(impatient, payee, f"429-{payee}")

    assert transfer(impatient, payee, f"429-{payee}").amount == 1_000


def test_a_key_in_use_is_a_conflict(
    standin: Standin, client: StripeClient, impatient: StripeClient
):
    payee = make.payee(standin, client)
    make.charge(standin, client)
    standin.control("plan-fault", kind="slow", path="/v1/transfers", seconds=0.8)
    conflicts: list[StripeError] = []
    made: list[Any] = []
    started = threading.Barrier(2)

    def send() -> None:
        started.wait()
        try:
            made.append(transfer(impatient, payee, f"409-{payee}"))
        except StripeError as error:
            conflicts.append(error)

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [error.http_status for error in conflicts] == [409]
    assert conflicts[0].error.code == "idempotency_key_in_use"
    assert (len(made), transfers_to(client, payee)) == (1, 1)


def test_a_key_is_forgotten_after_a_day(own_standin: Standin):
    """So a late retry pays twice: it must never be sent."""
    client = own_standin.client()
    payee = make.payee(own_standin, client)
    make.charge(own_standin, client)
    first = transfer(client, payee, "late")

    own_standin.control("advance-clock", seconds=DAY + 1)

    assert transfer(client, payee, "late").id != first.id


def test_each_account_has_its_own_keys(standin: Standin, client: StripeClient):
    payees = [make.payee(standin, client) for _ in range(2)]
    make.charge(standin, client)
    made = set()
    for payee in payees:
        make.transfer(client, payee, 500)
        params: Any = {"amount": 100, "currency": "usd"}
        options: Any = {"stripe_account": payee, "idempotency_key": f"shared-{payees[0]}"}
        made.add(client.v1.payouts.create(params, options).id)

    assert len(made) == 2


def test_version_2_keeps_no_failures(standin: Standin):
    """https://docs.stripe.com/api-v2-overview#idempotency"""
    headers = {
        "Authorization": f"Bearer {KEY}",
        "Stripe-Version": VERSION,
        "Idempotency-Key": "second",
    }
    url = f"{standin.url}/v2/core/account_links"
    use_case = {
        "type": "account_onboarding",
        "account_onboarding": {"configurations": ["recipient"], "refresh_url": make.REFRESH_URL},
    }
    asked = {"account": "acct_nobody", "use_case": use_case}

    answers = [requests.post(url, json=asked, headers=headers, timeout=PATIENCE) for _ in range(2)]

    assert [each.status_code for each in answers] == [404, 404]
    assert "Idempotent-Replayed" not in answers[1].headers
    assert answers[0].json() == {
        "error": {"code": "not_found", "message": "No such account: 'acct_nobody'"}
    }

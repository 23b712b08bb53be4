"""Errors, keys, versions, lists and expansion. https://docs.stripe.com/api"""

import socket
from typing import Any

import pytest
import requests
from stripe import AuthenticationError, InvalidRequestError, PermissionError, StripeClient

from tests.standin import make
from tests.standin_process import KEY, PATIENCE, VERSION, Standin, start_standin


def ask(standin: Standin, path: str, key: str = KEY, **headers: str) -> requests.Response:
    sent = {"Authorization": f"Bearer {key}", "Stripe-Version": VERSION} | headers
    return requests.get(f"{standin.url}{path}", headers=sent, timeout=PATIENCE)


def post(standin: Standin, path: str, form: dict[str, str]) -> dict[str, Any]:
    sent = {"Authorization": f"Bearer {KEY}", "Stripe-Version": VERSION}
    answer = requests.post(f"{standin.url}{path}", form, headers=sent, timeout=PATIENCE)
    return dict(answer.json()["error"]) | {"status": answer.status_code}


@pytest.mark.parametrize(
    ("path", "noun"),
    [
        ("/v1/transfers/tr_nobody", "transfer"),
        ("/v1/charges/ch_nobody", "charge"),
        ("/v1/payment_intents/pi_nobody", "payment_intent"),
        ("/v1/refunds/re_nobody", "refund"),
        ("/v1/payouts/po_nobody", "payout"),
        ("/v1/disputes/du_nobody", "dispute"),
        ("/v1/events/evt_nobody", "event"),
        ("/v1/balance_transactions/txn_nobody", "balance transaction"),
        ("/v1/checkout/sessions/cs_nobody", "checkout.session"),
    ],
)
def test_what_is_missing_is_a_404(standin: Standin, path: str, noun: str):
    """https://docs.stripe.com/error-codes#resource-missing"""
    answer = ask(standin, path)

    error = answer.json()["error"]
    assert (answer.status_code, error["type"], error["code"]) == (
        404,
        "invalid_request_error",
        "resource_missing",
    )
    assert error["message"] == f"No such {noun}: '{path.rpartition('/')[2]}'"
    assert error["doc_url"].endswith("/resource-missing")


@pytest.mark.parametrize(
    ("form", "code", "param"),
    [
        ({"currency": "usd"}, "parameter_missing", "amount"),
        ({"amount": "1.5", "currency": "usd"}, "parameter_invalid_integer", "amount"),
        ({"amount": "1", "currency": "usd", "wish": "1"}, "parameter_unknown", "wish"),
        ({"amount": "1", "currency": "xxx"}, None, "currency"),
        (
            {"amount": "1", "currency": "usd", "metadata": "a"},
            "parameter_invalid_object",
            "metadata",
        ),
    ],
)
def test_a_wrong_parameter_is_named(
    standin: Standin, form: dict[str, str], code: str | None, param: str
):
    """https://docs.stripe.com/api/errors"""
    error = post(standin, "/v1/transfers", {"destination": "acct_1"} | form)

    assert (error["status"], error.get("code"), error["param"]) == (400, code, param)


def test_a_wrong_parameter_deep_inside_is_named(standin: Standin):
    form = {
        "mode": "payment",
        "success_url": make.NOWHERE,
        "line_items[0][price_data][currency]": "usd",
        "line_items[0][price_data][unit_amount]": "500",
        "line_items[0][price_data][product_data][title]": "x",
    }

    error = post(standin, "/v1/checkout/sessions", form)

    assert error["param"] == "line_items[0][price_data][product_data][title]"


def test_a_wrong_key_is_refused(standin: Standin):
    """https://docs.stripe.com/api/authentication"""
    client = StripeClient("sk_test_other", base_addresses={"api": standin.url})

    with pytest.raises(AuthenticationError):
        client.v1.balance.retrieve()


def test_another_version_is_refused(standin: Standin):
    answer = ask(standin, "/v1/balance", **{"Stripe-Version": "2026-10-28.endive"})

    assert answer.status_code == 400


def test_another_persons_account_is_refused(client: StripeClient):
    with pytest.raises(PermissionError):
        client.v1.balance.retrieve({}, {"stripe_account": "acct_nobody"})


def test_an_account_does_not_see_the_platforms_money(standin: Standin, client: StripeClient):
    payee, charge = make.payee(standin, client), make.charge(standin, client)

    with pytest.raises(InvalidRequestError) as refused:
        client.v1.balance_transactions.retrieve(
            str(charge.balance_transaction), {}, {"stripe_account": payee}
        )

    assert refused.value.code == "resource_missing"


def test_an_unknown_address_is_a_404(standin: Standin):
    assert ask(standin, "/v1/subscriptions").status_code == 404
    assert requests.get(f"{standin.url}/elsewhere", timeout=PATIENCE).status_code == 404


def test_lists_come_page_by_page(standin: Standin, client: StripeClient):
    """https://docs.stripe.com/api/pagination"""
    payee = make.payee(standin, client)
    make.charge(standin, client)
    made = [make.transfer(client, payee, 100 + n).id for n in range(5)][::-1]
    wanted: Any = {"destination": payee, "limit": 2}

    first = client.v1.transfers.list(wanted)
    second = client.v1.transfers.list(wanted | {"starting_after": made[1]})
    before = client.v1.transfers.list(wanted | {"ending_before": made[3]})

    assert [each.id for each in first] == made[:2]
    assert [each.id for each in second] == made[2:4]
    assert [each.id for each in before] == made[1:3]
    assert (first.has_more, second.has_more, before.has_more) == (True, True, True)
    assert [each.id for each in first.auto_paging_iter()] == made


def test_a_list_can_be_bounded_in_time(own_standin: Standin):
    """https://docs.stripe.com/api/balance_transactions/list"""
    client = own_standin.client()
    early = make.charge(own_standin, client)
    own_standin.control("advance-clock", days=1)
    late = make.charge(own_standin, client)
    bounds: Any = {"created": {"gte": late.created}}

    found = client.v1.balance_transactions.list(bounds)

    assert [each.source for each in found] == [late.id]
    assert early.created < late.created


@pytest.mark.parametrize("limit", [0, 101])
def test_a_page_has_1_to_100_rows(client: StripeClient, limit: int):
    with pytest.raises(InvalidRequestError) as refused:
        client.v1.transfers.list({"limit": limit})

    assert refused.value.param == "limit"


def test_ids_can_be_expanded(standin: Standin, client: StripeClient):
    """https://docs.stripe.com/api/expanding_objects"""
    payee, charge = make.payee(standin, client), make.charge(standin, client)
    make.transfer(client, payee, 100, source_transaction=charge.id)
    paths: Any = ["data.source_transaction.balance_transaction", "data.destination"]

    listed: Any = client.v1.transfers.list({"destination": payee, "expand": paths})

    assert listed.data[0].source_transaction.balance_transaction.net == 69_882
    assert listed.data[0].destination.id == payee


def test_what_is_no_id_cannot_be_expanded(client: StripeClient):
    with pytest.raises(InvalidRequestError, match="cannot be expanded"):
        client.v1.balance.retrieve({"expand": ["colour"]})


def test_a_request_cut_short_never_happened(standin: Standin, client: StripeClient):
    form = b"amount=100&currency=usd&destination="
    head = (
        "POST /v1/transfers HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: Bearer {KEY}\r\nStripe-Version: {VERSION}\r\n"
        f"Content-Length: {len(form) + 20}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", standin.port), timeout=PATIENCE) as connection:
        connection.sendall(head.encode() + form)
        connection.shutdown(socket.SHUT_WR)

        assert connection.recv(1_000) == b""


def test_only_this_machine_is_served(standin: Standin):
    """A page elsewhere must not reach it by a name of its own that leads here."""
    assert ask(standin, "/v1/balance", Host="stripe.example.com").status_code == 421


def test_what_happened_outlives_a_restart(tmp_path: Any):
    first = start_standin(tmp_path)
    opened = make.session(first.client())
    first.stop()

    second = start_standin(tmp_path)
    found = second.client().v1.checkout.sessions.retrieve(opened.id)
    second.stop()

    assert found.status == "open"

"""Events and their delivery. https://docs.stripe.com/webhooks, https://docs.stripe.com/api/events"""

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
import requests
from stripe import (
    InvalidRequestError,
    SignatureVerificationError,
    StripeClient,
    WebhookSignature,
)

from payments.standin.delivery import signature
from tests.contract import check_event
from tests.standin import make
from tests.standin.inbox import Inbox
from tests.standin_process import PATIENCE, SECRET, Standin, start_standin, wait_for


def tries_shown(standin: Standin, event_id: str) -> str | None:
    """What the controls say of a delivery, once it has been answered."""
    page = requests.get(f"{standin.url}/_standin/", timeout=PATIENCE).text
    (row,) = [row for row in page.split("<tr>") if event_id in row]
    found = re.search(r"\d+ × 200", row)
    return found.group() if found else None


def test_the_signature_is_the_one_that_the_library_makes():
    """https://docs.stripe.com/webhooks#verify-manually"""
    body, now = json.dumps({"id": "evt_1", "object": "event"}), int(time.time())

    header = signature(SECRET, body, now)

    assert header == WebhookSignature.generate_signature_header(body, SECRET, now)
    assert WebhookSignature.verify_header(body, header, SECRET, tolerance=300)
    with pytest.raises(SignatureVerificationError):
        WebhookSignature.verify_header(body + " ", header, SECRET)


def test_a_refused_delivery_comes_again(client: StripeClient, inbox: Inbox):
    """https://docs.stripe.com/webhooks#retries"""
    inbox.refusals += [500]
    opened = make.session(client)

    client.v1.checkout.sessions.expire(opened.id)

    assert inbox.wait(opened.id, "checkout.session.expired")["type"] == "checkout.session.expired"


def test_an_event_can_be_read_from_the_api(client: StripeClient, inbox: Inbox):
    opened = make.session(client)
    client.v1.checkout.sessions.expire(opened.id)
    sent = inbox.wait(opened.id, "checkout.session.expired")

    def delivered() -> Any:
        found = client.v1.events.retrieve(sent["id"])
        return found if found.pending_webhooks == 0 else None

    found: Any = wait_for(delivered)
    assert found.data.object.id == opened.id
    listed = client.v1.events.list({"type": "checkout.session.expired", "limit": 1})
    assert [event.id for event in listed] == [sent["id"]]


def test_the_order_of_events_can_be_chosen_by_type(standin: Standin, client: StripeClient):
    charge = make.charge(standin, client)
    types: Any = ["charge.updated", "charge.succeeded"]

    listed = client.v1.events.list({"types": types, "limit": 2})

    assert [event.type for event in listed] == ["charge.updated", "charge.succeeded"]
    assert {event.data.object["id"] for event in listed} == {charge.id}


def test_an_event_can_come_twice(standin: Standin, client: StripeClient, inbox: Inbox):
    """https://docs.stripe.com/webhooks#handle-duplicate-events"""
    standin.control("change-settings", webhooks_twice=100)
    opened = make.session(client)

    client.v1.checkout.sessions.expire(opened.id)

    inbox.wait(opened.id, "checkout.session.expired", times=2)
    assert len({event["id"] for event in inbox.about(opened.id)}) == 1


def test_one_change_can_make_two_events(standin: Standin, client: StripeClient, inbox: Inbox):
    """https://docs.stripe.com/webhooks#handle-duplicate-events"""
    standin.control("change-settings", webhooks_second_event=100)
    opened = make.session(client)

    client.v1.checkout.sessions.expire(opened.id)

    inbox.wait(opened.id, "checkout.session.expired", times=2)
    assert len({event["id"] for event in inbox.about(opened.id)}) == 2


def test_deliveries_can_be_scattered(standin: Standin, client: StripeClient, inbox: Inbox):
    """https://docs.stripe.com/webhooks#event-ordering"""
    standin.control("change-settings", webhooks_shuffled=0.4)
    opened = [make.session(client) for _ in range(8)]
    ids = [each.id for each in opened]
    for id_ in ids:
        client.v1.checkout.sessions.expire(id_)

    for id_ in ids:
        inbox.wait(id_, "checkout.session.expired")

    arrived = [event["data"]["object"]["id"] for event in inbox.events]
    assert [id_ for id_ in arrived if id_ in ids] != ids


def test_a_lost_delivery_comes_later(standin: Standin, client: StripeClient, inbox: Inbox):
    standin.control("change-settings", webhooks_lost=100)
    opened = make.session(client)

    client.v1.checkout.sessions.expire(opened.id)

    event = inbox.wait(opened.id, "checkout.session.expired")
    page = wait_for(lambda: tries_shown(standin, event["id"]))
    assert page == "2 × 200"


def test_paused_webhooks_wait(standin: Standin, client: StripeClient, inbox: Inbox):
    standin.control("change-settings", webhooks_paused=1)
    opened = make.session(client)
    client.v1.checkout.sessions.expire(opened.id)
    time.sleep(0.3)
    held = inbox.types(opened.id)

    standin.control("change-settings", webhooks_paused=0)

    assert held == []
    inbox.wait(opened.id, "checkout.session.expired")


def test_an_event_can_be_sent_again_by_hand(standin: Standin, client: StripeClient, inbox: Inbox):
    opened = make.session(client)
    client.v1.checkout.sessions.expire(opened.id)
    first = inbox.wait(opened.id, "checkout.session.expired")

    standin.control("send-again", event=first["id"])

    assert inbox.wait(opened.id, "checkout.session.expired", times=2)["id"] == first["id"]


def test_a_restart_finds_the_site_where_it_is_now(tmp_path: Path, inbox: Inbox):
    nobody = start_standin(tmp_path, f"{make.NOWHERE}/hook")
    opened = make.session(nobody.client())
    nobody.client().v1.checkout.sessions.expire(opened.id)
    nobody.stop()

    again = start_standin(tmp_path, inbox.url)

    inbox.wait(opened.id, "checkout.session.expired")
    again.stop()


def test_forgetting_everything_keeps_the_address(tmp_path: Path, inbox: Inbox):
    started = start_standin(tmp_path, inbox.url)
    client = started.client()
    gone = make.session(client)

    started.control("forget-everything")

    with pytest.raises(InvalidRequestError, match=r"No such checkout\.session"):
        client.v1.checkout.sessions.retrieve(gone.id)
    opened = make.session(client)
    client.v1.checkout.sessions.expire(opened.id)
    inbox.wait(opened.id, "checkout.session.expired")
    started.stop()


def test_every_event_keeps_the_contract(own_standin: Standin):
    own_standin.control("change-settings", available_after_days=1)
    client = own_standin.client()
    payee, charge = make.payee(own_standin, client), make.charge(own_standin, client)
    make.transfer(client, payee, 64_800, source_transaction=charge.id)
    own_standin.control("advance-clock", days=4)
    own_standin.control("open-dispute", charge=charge.id)

    events = []
    for account in (None, payee):
        options: Any = {"stripe_account": account} if account else {}
        listed = client.v1.events.list({"limit": 100}, options)
        events += [json.loads(json.dumps(event.to_dict())) for event in listed]

    assert [check_event(event) for event in events] == [[] for _ in events]
    assert {event["type"] for event in events} >= {
        "balance.available",
        "charge.dispute.created",
        "charge.updated",
        "checkout.session.completed",
        "payout.created",
        "payout.paid",
        "transfer.created",
    }


def test_an_endpoint_gets_only_what_it_asked_for(own_standin: Standin, inbox: Inbox):
    """https://docs.stripe.com/api/webhook_endpoints"""
    client = own_standin.client()
    wanted: Any = ["charge.succeeded"]
    made: Any = client.v1.webhook_endpoints.create({"url": inbox.url, "enabled_events": wanted})

    charge = make.charge(own_standin, client)

    assert made.secret.startswith("whsec_")
    event = inbox.wait(charge.id, "charge.succeeded")
    assert event["data"]["object"]["id"] == charge.id
    assert inbox.types(charge.id) == ["charge.succeeded"]
    # Signed with the endpoint's own secret, not with the one that this inbox knows.
    assert len(inbox.complaints) == 1
    assert "No signatures found" in inbox.complaints.pop()

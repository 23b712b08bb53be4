"""Tests of payments talk to the stand-in over HTTP, and end with the books checked."""

from collections.abc import Iterator

import pytest
from django.utils import timezone

from marketplace.celery import app
from payments import actions, gateway, ledger
from payments.models import BalanceTxn
from tests.payments.bank import CARD, HTTP, Bank, card, fill_in
from tests.standin_process import Standin, start_standin


@pytest.fixture(scope="session")
def one_standin(tmp_path_factory) -> Iterator[Standin]:
    started = start_standin(tmp_path_factory.mktemp("standin"), fee_after=0)
    top_up(started, 10_000_00)
    yield started
    started.stop()


def top_up(standin: Standin, amount: int) -> None:
    """Refunds are paid from the balance, and Stripe's fee is missing there: have some more."""
    price = {"currency": "usd", "unit_amount": amount, "product_data": {"name": "Float"}}
    session = standin.client(HTTP).v1.checkout.sessions.create(
        {
            "mode": "payment",
            "success_url": "http://localhost/",
            "line_items": [{"price_data": price, "quantity": 1}],
        }
    )
    assert session.url
    fill_in(session.url, {"email": "us@example.org", **card(CARD)})


@pytest.fixture
def bank(one_standin: Standin, settings, monkeypatch) -> Iterator[Bank]:
    """Stripe's stand-in; what is said to it and by it is checked against Stripe's document."""
    settings.STRIPE_API_BASE = one_standin.url
    settings.STRIPE_SECRET_KEY = one_standin.key
    settings.STRIPE_WEBHOOK_SECRET = one_standin.secret
    monkeypatch.setattr(gateway, "http_client", lambda: HTTP)
    # The library's own retries wait for half a second and more; ours are what is tested.
    monkeypatch.setattr(gateway, "RETRIES", 0)
    gateway._client.cache_clear()
    one_standin.control("clear-faults")
    one_standin.control("change-settings", fee_after=0)
    yield Bank(one_standin)
    gateway._client.cache_clear()


@pytest.fixture
def book(bank):
    """What other tests have booked at the stand-in is known; from here on it is ours."""
    actions.keep_booked(gateway.booked_since(None))
    BalanceTxn.objects.update(matched_at=timezone.now())
    return bank


@pytest.fixture(autouse=True)
def _eager() -> Iterator[None]:
    """A task that is sent runs here and now. What a commit would send is not sent by `db`."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


@pytest.fixture(autouse=True)
def _books(request, db) -> Iterator[None]:
    bank = request.getfixturevalue("bank") if "bank" in request.fixturenames else None
    yield
    if bank:
        bank.control("clear-faults")
    assert_money_ok(bank)


def assert_money_ok(bank: Bank | None = None) -> None:
    """The invariants that can be asked: payments.md I1 to I5."""
    assert ledger.problems(bank.moved() if bank else None) == []

from collections.abc import Iterator

import pytest
from stripe import StripeClient

from tests.standin.inbox import Inbox
from tests.standin_process import Standin, start_standin

# What most tests want: no waiting. Those about waiting say otherwise.
SETTINGS = {
    "fee_after": 0,
    "available_after_days": 0,
    "debit_takes": 0.05,
    "payout_takes_days": 2,
    "webhooks_paused": 0,
    "webhooks_lost": 0,
    "webhooks_twice": 0,
    "webhooks_thrice": 0,
    "webhooks_second_event": 0,
    "webhooks_shuffled": 0,
}


@pytest.fixture(scope="session")
def shared_inbox() -> Iterator[Inbox]:
    box = Inbox()
    yield box
    box.close()


@pytest.fixture(scope="session")
def shared_standin(
    shared_inbox: Inbox, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Standin]:
    started = start_standin(tmp_path_factory.mktemp("standin"), shared_inbox.url)
    yield started
    started.stop()


@pytest.fixture
def standin(shared_standin: Standin) -> Standin:
    shared_standin.control("change-settings", **SETTINGS)
    shared_standin.control("clear-faults")
    return shared_standin


@pytest.fixture
def inbox(shared_inbox: Inbox) -> Iterator[Inbox]:
    shared_inbox.refusals.clear()
    yield shared_inbox
    assert shared_inbox.complaints == []


@pytest.fixture
def client(standin: Standin) -> StripeClient:
    return standin.client()


@pytest.fixture(scope="session")
def second_standin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standin]:
    started = start_standin(tmp_path_factory.mktemp("second"))
    yield started
    started.stop()


@pytest.fixture
def own_standin(second_standin: Standin) -> Standin:
    """For tests about whole balances, lists and clocks: nobody else's money is in it."""
    second_standin.control("forget-everything")
    second_standin.control("change-settings", **SETTINGS)
    return second_standin

import gc
import os
from collections.abc import Callable, Iterator

import pytest
from django.test import Client, TransactionTestCase, override_settings
from django.urls import get_resolver
from hypothesis import settings
from pytest_django import DjangoDbBlocker
from xdist.scheduler import LoadScopeScheduling

from accounts.models import User
from listings.search import engine
from tests import emptying
from tests.journeys.looking import Looker
from tests.signing_in import signed_in

# Once a browser test has run, Playwright's loop stays in this thread until the end; rows are made
# beside it, never inside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

# The same cases in every run, so that what fails is what was changed;
# `--hypothesis-profile=explore` looks for new ones.
settings.register_profile("steady", derandomize=True)
settings.register_profile("explore", derandomize=False)
settings.load_profile("steady")

# Chromium calls nobody by itself.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--all-looks",
        action="store_true",
        help="Ask axe about each page's colours at both widths in both schemes: four, not two.",
    )


def pytest_configure(config: pytest.Config) -> None:
    Looker.crossed = config.getoption("--all-looks")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    if not (chromium := os.environ.get("CHROMIUM")):
        pytest.fail("No browser: run the tests with bin/test, which finds or installs one.")
    return {"executable_path": chromium, "args": QUIET, "headless": True}


@pytest.fixture(scope="session", autouse=True)
def _settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What every test works with, said once: each of these costs, thousands of times."""
    with override_settings(
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        SEARCH_ENGINE="bitmaps",
        SEARCH_REFRESH_SECONDS=0,
        FLAGS_KEPT_SECONDS=0,
        # In a thread, beside the test's transaction.
        SEARCH_READIES_WORDS=False,
    ):
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """A test that commits leaves the database as the migrations did."""
    with django_db_blocker.unblock():
        emptying.remember()
    stays()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: emptying.empty())
        yield


@pytest.fixture(autouse=True)
def _search_knows_only_this_test() -> Iterator[None]:
    """What the bitmaps know goes with the test's transaction."""
    yield
    engine.forget()


@pytest.fixture
def sign_in() -> Callable[[User], Client]:
    """A browser that is signed in as this user."""
    return signed_in


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What commits comes after what does not: it empties every table, seeds included. The longest
    come first, each in a process of its own: the journeys, which have a site of their own, and the
    demo's, which share one open transaction that is over before any other test begins. Tests
    against Stripe itself run when they are asked for only."""
    # Which addresses there are hangs on settings: read now, not with those of one test.
    assert get_resolver().url_patterns
    if "stripe_live" not in config.option.markexpr:
        items[:] = [item for item in items if not item.get_closest_marker("stripe_live")]
    if not config.option.usepdb:
        once_more(items)
    items.sort(key=turn)


def pytest_collection_finish() -> None:
    stays()


def stays() -> None:
    """What is there before the first test is there after the last: not to be looked through for
    garbage, which took a twentieth of all the time."""
    gc.collect()
    gc.freeze()


def once_more(items: list[pytest.Item]) -> None:
    """What fails is tried again, twice at most: of five thousand tests one that a busy machine, or
    the second of the clock, can upset is not to hold back all work. The end of the run names each
    with its first traceback: it hides a fault, here or in what it tries, and is to be mended."""
    for item in items:
        item.add_marker(pytest.mark.flaky(reruns=2))


def turn(item: pytest.Item) -> int:
    if item.nodeid.startswith("tests/journeys/"):
        return 0
    return 1 if item.nodeid.startswith("tests/demo/") else 2 + commits(item)


def commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    asked = set(getattr(item, "fixturenames", []))
    return bool(marker and marker.kwargs.get("transaction")) or bool(
        asked & {"transactional_db", "live_server"}
    )


class SharingWhatIsDear(LoadScopeScheduling):
    """Each test where there is room; those that share one site, or one demo, stay together."""

    def _split_scope(self, nodeid: str) -> str:
        for folder in ("tests/journeys/", "tests/demo/"):
            if nodeid.startswith(folder):
                return folder
        return nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> SharingWhatIsDear:
    return SharingWhatIsDear(config, log)

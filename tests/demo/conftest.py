"""The demo, loaded once for all tests of this folder and taken back at its end.

One process runs them all, before whatever else it runs (tests/conftest.py): a test that commits
cannot do so inside the transaction that takes the demo back.
"""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import TestCase, override_settings

from marketplace.demo import everything
from tests.standin_process import start_standin


@pytest.fixture(scope="package")
def once(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    media = tmp_path_factory.mktemp("demo-media")
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media, PASSWORD_HASHERS=quick):
        opened = TestCase._enter_atomics()
        try:
            everything.load()
            yield
        finally:
            TestCase._rollback_atomics(opened)


@pytest.fixture
def loaded(once, db) -> None:
    """The demo without its payments. What a test changes is taken back after it."""


@pytest.fixture(scope="module")
def with_standin(tmp_path_factory) -> Iterator[None]:
    started = start_standin(tmp_path_factory.mktemp("demo-standin"), fee_after=0)
    with override_settings(
        STRIPE_API_BASE=started.url,
        STRIPE_SECRET_KEY=started.key,
        STRIPE_WEBHOOK_SECRET=started.secret,
    ):
        yield
    started.stop()


@pytest.fixture(scope="module")
def media(tmp_path_factory) -> Path:
    """Where what was handed in is kept."""
    return tmp_path_factory.mktemp("demo-deliveries")


@pytest.fixture(scope="module")
def paid_once(once, with_standin, django_db_blocker, media) -> Iterator[str]:
    """What the command says when it moves the money."""
    out = StringIO()
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media, DEMO=True):
        opened = TestCase._enter_atomics()
        try:
            call_command("demo", stdout=out)
            yield out.getvalue()
        finally:
            TestCase._rollback_atomics(opened)

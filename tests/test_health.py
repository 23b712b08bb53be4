"""/livez and /readyz: what a load balancer asks every few seconds."""

import pytest
from django.db import OperationalError, connection

from marketplace import health


@pytest.fixture(autouse=True)
def _fresh_process():
    health._migrated.clear()
    yield
    health._migrated.clear()


def test_an_answering_process_is_alive_without_a_database(client):
    assert client.get("/livez").text == "alive"


def test_a_migrated_database_is_looked_into_once(db, client, django_assert_num_queries):
    first = client.get("/readyz")
    with django_assert_num_queries(1) as asked:
        again = client.get("/readyz")

    assert (first.text, again.text) == ("ready", "ready")
    assert asked[0]["sql"] == "SELECT 1"


def test_a_database_that_waits_for_migrations_is_not_ready_and_asked_again(db, client, monkeypatch):
    monkeypatch.setattr(health, "_migrations_wait", lambda: True)
    waiting = client.get("/readyz")
    monkeypatch.undo()

    assert (waiting.status_code, waiting.text) == (503, "migrations waiting")
    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize("seen_before", [False, True])
def test_no_database_is_not_ready(db, client, monkeypatch, seen_before):
    if seen_before:
        assert client.get("/readyz").status_code == 200

    def away(*args, **kwargs):
        raise OperationalError

    with monkeypatch.context() as without:
        without.setattr(connection, "cursor", away)
        page = client.get("/readyz")

    assert (page.status_code, page.text) == (503, "no database")

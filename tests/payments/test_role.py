"""The site's own database role pays people, and cannot change what the ledger says it did."""

from collections.abc import Iterator

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from payments import actions, ledger, role
from payments.models import Entry, Payout
from tests import make
from tests.journeys.site import ROLE
from tests.making import budget as budgets

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site() -> Iterator[psycopg.Connection]:
    """Signed in as the role itself, beside the test."""
    password = connection.settings_dict["PASSWORD"]
    role.make(ROLE, password)
    role.make(ROLE, password)
    names = {"dbname": "NAME", "host": "HOST", "port": "PORT", "password": "PASSWORD"}
    given = {name: connection.settings_dict[key] for name, key in names.items()}
    parts = {name: value for name, value in given.items() if value}
    with psycopg.connect(**parts, user=ROLE, autocommit=True) as signed_in:
        yield signed_in


def test_the_ledger_tables_are_written_once(site):
    make.funded()

    for table in (*role.LEDGER, *role.NOTED):
        name = sql.Identifier(table)
        for statement in ("UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                site.execute(sql.SQL(statement).format(name))
    for statement in ("DELETE FROM payments_operation", "TRUNCATE payments_operation CASCADE"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            site.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE payments_entry DISABLE TRIGGER ALL",
        "DROP TRIGGER entry_append_only ON payments_entry",
        "SET session_replication_role = replica",
        "DELETE FROM django_migrations",
        "CREATE OR REPLACE FUNCTION payments_append_only() RETURNS trigger LANGUAGE plpgsql "
        "AS 'BEGIN RETURN NEW; END'",
        "SELECT payments_entry_insert()",
    ],
)
def test_no_way_round_the_rules_is_open(site, statement):
    with pytest.raises(psycopg.errors.Error):
        site.execute(statement)


def test_it_can_become_nobody_else(site):
    owner = connection.settings_dict["USER"]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        site.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(owner)))
    site.execute("RESET ROLE")
    assert site.execute(
        "SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user"
    ).fetchone() == (ROLE, False)


def test_all_of_a_payment_works_as_this_role(site):
    owner = connection.settings_dict["USER"]
    connection.close()
    connection.settings_dict["USER"] = ROLE
    try:
        make.payout(sent=True)
        milestone = budgets.handed_in(budgets.sponsored())
        actions.approve(milestone, milestone.offer.made_by)
        assert ledger.problems() == []
        assert connection.cursor().execute("SELECT current_user").fetchone() == (ROLE,)
    finally:
        connection.close()
        connection.settings_dict["USER"] = owner

    assert sorted(Payout.objects.values_list("status", flat=True)) == ["sent", "waiting"]
    assert Entry.objects.count() > 10


def test_no_role_is_made_where_none_is_named(monkeypatch, capsys, db):
    monkeypatch.delenv("SITE_ROLE", raising=False)
    call_command("site_role")
    assert capsys.readouterr().out == ""
    monkeypatch.setenv("SITE_ROLE", ROLE)
    call_command("site_role")
    assert ROLE in capsys.readouterr().out

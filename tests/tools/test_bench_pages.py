"""bin/bench pages opens every page of the site."""

from django.urls import reverse

from benches import page_costs, page_table
from tests.test_access import URLS


def test_every_address_is_measured_or_only_takes_a_form(db):
    ours = set(URLS) - {"style"}
    pages = set(page_table.table())

    assert pages | (page_table.forms() & ours) == ours
    assert not pages & page_table.forms()
    assert set(page_table.addresses()) == ours


def test_what_has_much_behind_it_is_a_page(db):
    assert set(page_table.BIG) <= set(page_table.table())


def test_a_page_is_measured_with_its_statements(db, client):
    found = page_costs._cost(client, reverse("accounts:help"), 3)

    assert found["cpu"] > 0
    assert found["p95"] > 0
    assert found["statements"] == 0

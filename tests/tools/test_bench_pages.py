"""bin/bench pages opens every page of the site."""

from django.urls import get_resolver, reverse

from benches import page_costs, page_table
from tests.test_access import URLS


def test_every_address_is_measured_only_takes_a_form_or_is_left_out_with_a_reason(db):
    every = set(names_of_all(get_resolver().url_patterns))
    pages, forms, left_out = page_table.table(), page_table.forms(), page_table.left_out()

    assert every - set(pages) - forms - left_out == set()
    assert set(pages) <= every
    assert not set(pages) & (forms | left_out)
    assert set(page_table.LEFT_OUT) <= every | {"style"}
    # Nothing of a room is left out.
    assert not {name for name in left_out if name in URLS} - {"style"}


def names_of_all(patterns, space=""):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names_of_all(pattern.url_patterns, inner)
        else:
            yield space + (pattern.name or str(pattern.pattern))


def test_a_list_of_the_administration_and_a_librarys_page_are_measured(db):
    pages = page_table.table()

    assert {"admin:index", "admin:listings_listing_changelist", "account_login"} <= set(pages)
    assert len([name for name in pages if name.startswith("admin:")]) > 20


def test_what_has_much_behind_it_is_a_page(db):
    assert set(page_table.BIG) <= set(page_table.table())


def test_a_page_is_measured_with_its_statements(db, client):
    found = page_costs._cost(client, reverse("accounts:help"), 3)

    assert found["cpu"] > 0
    assert found["p95"] > 0
    assert found["statements"] == 0

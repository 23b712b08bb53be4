"""Who may open what: every URL, as everybody. A URL without a row fails."""

import importlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from tests import make
from tests.access import Row

ROOMS = ["accounts", "notifications", "listings", "applications", "payments"]
# Libraries' pages: they have tests of their own.
THEIRS = ("account/", "platform/")


def names_of(patterns: Iterable[Any], space: str = "") -> Iterator[str]:
    """The names of every address under `patterns`; one without a name stands for itself."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield space + (pattern.name or str(pattern.pattern))
        elif str(pattern.pattern) not in THEIRS:
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names_of(pattern.url_patterns, inner)


# Read with the tests, before pytest-django turns DEBUG off: the style page is among them.
URLS = sorted(names_of(get_resolver().url_patterns))
PUBLIC = Row("get", lambda: ({}, None), 200, 200, 200, 200)
ACCESS: dict[str, Row] = {"livez": PUBLIC, "readyz": PUBLIC}
if "style" in URLS:
    ACCESS["style"] = PUBLIC
for room in ROOMS:
    ACCESS |= importlib.import_module(f"tests.{room}.access").ACCESS
STRANGERS = {
    "student": lambda: make.student().user,
    "employer": make.employer,
    "staff": make.staff,
}
REFUSED = {302, 403, 404}


def test_every_url_has_a_row():
    assert sorted(ACCESS) == URLS


def ask(row: Row, name: str, who: str, method: str) -> int:
    """The code that `who` gets."""
    kwargs, owner = row.make()
    client = Client()
    person = owner if who == "owner" else STRANGERS[who]() if who in STRANGERS else None
    if person is not None:
        client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    response: HttpResponse = getattr(client, method)(reverse(name, kwargs=kwargs))
    return response.status_code


def cases(codes: Callable[[int], bool], methods: Callable[[Row], bool]) -> list[tuple[str, str]]:
    """Whoever gets such a code from a row with such methods: (URL name, who)."""
    return [
        (name, who)
        for name, row in sorted(ACCESS.items())
        for who in ("anonymous", *STRANGERS, "owner")
        if methods(row) and (code := row.expected(who)) is not None and codes(code)
    ]


@pytest.mark.parametrize(("name", "who"), cases(lambda code: True, lambda row: True))
def test_who_may_open_what(db, name, who):
    row = ACCESS[name]

    assert ask(row, name, who, row.methods[0]) == row.expected(who)


@pytest.mark.parametrize(
    ("name", "who"),
    [
        (name, who)
        for name, who in cases(REFUSED.__contains__, lambda row: row.methods[0] == "get")
        if who != "owner"
    ],
)
def test_who_may_not_read_a_page_may_not_send_it_anything(db, name, who):
    row = ACCESS[name]
    refused = {row.expected(who)} if "post" in row.methods else {row.expected(who), 405}

    assert ask(row, name, who, "post") in refused


@pytest.mark.parametrize("method", ["trace", "delete", "put"])
@pytest.mark.parametrize("name", sorted(ACCESS))
def test_no_url_takes_a_method_it_does_not_need(db, name, method):
    kwargs, owner = ACCESS[name].make()
    client = Client()
    if owner:
        client.force_login(owner, "allauth.account.auth_backends.AuthenticationBackend")

    response = getattr(client, method)(reverse(name, kwargs=kwargs))

    assert response.status_code in {405, 302, 403, 404}

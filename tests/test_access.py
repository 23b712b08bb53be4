"""Who may open what: every URL, as everybody. A URL without a row fails."""

import importlib
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from accounts.models import User
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


def ask(row: Row, name: str, kwargs: dict[str, Any], person: User | None, method: str) -> int:
    """The code that this person gets; what the request wrote is taken back."""
    client = Client()
    with transaction.atomic():
        if person is not None:
            client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
        response: HttpResponse = getattr(client, method)(reverse(name, kwargs=kwargs))
        transaction.set_rollback(True)
    return response.status_code


def codes(name: str, method: str, people: Iterable[str]) -> dict[str, int]:
    """By person, the code of one address with this method."""
    row = ACCESS[name]
    kwargs, owner = row.make()
    persons = {
        who: owner if who == "owner" else STRANGERS[who]() if who in STRANGERS else None
        for who in people
    }
    return {who: ask(row, name, kwargs, person, method) for who, person in persons.items()}


def expected(name: str) -> dict[str, int]:
    row = ACCESS[name]
    everybody = ("anonymous", *STRANGERS, "owner")
    return {who: code for who in everybody if (code := row.expected(who)) is not None}


@pytest.mark.parametrize("name", sorted(ACCESS))
def test_who_may_open_what(db, name):
    wanted = expected(name)

    assert codes(name, ACCESS[name].methods[0], wanted) == wanted


@pytest.mark.parametrize(
    "name",
    [name for name, row in sorted(ACCESS.items()) if row.methods[0] == "get"],
)
def test_who_may_not_read_a_page_may_not_send_it_anything(db, name):
    refused = {who: code for who, code in expected(name).items() if code in REFUSED}
    refused.pop("owner", None)
    also = set() if "post" in ACCESS[name].methods else {405}

    got = codes(name, "post", refused)

    assert {who: code for who, code in got.items() if code not in {refused[who], *also}} == {}


@pytest.mark.parametrize("name", sorted(ACCESS))
def test_no_url_takes_a_method_it_does_not_need(db, name):
    for method in ("trace", "delete", "put"):
        answered = codes(name, method, ["owner"])
        assert answered["owner"] in {405, 302, 403, 404}, method

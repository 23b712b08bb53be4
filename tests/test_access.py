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


@pytest.mark.parametrize("name", sorted(ACCESS))
def test_who_may_open_what(db, name):
    row = ACCESS[name]
    kwargs, owner = row.make()
    everybody = ("anonymous", *STRANGERS, "owner")
    wanted = {who: code for who in everybody if (code := row.expected(who)) is not None}
    persons = {
        who: owner if who == "owner" else STRANGERS[who]() if who in STRANGERS else None
        for who in wanted
    }

    def got(method: str, people: Iterable[str]) -> dict[str, int]:
        return {who: ask(row, name, kwargs, persons[who], method) for who in people}

    assert got(row.methods[0], wanted) == wanted

    # Who may not read a page may not send it anything.
    refused = {who: code for who, code in wanted.items() if code in REFUSED and who != "owner"}
    also = set() if "post" in row.methods else {405}
    if row.methods[0] == "get":
        sent = got("post", refused)
        assert {who: code for who, code in sent.items() if code not in {refused[who], *also}} == {}

    # No address takes a method that it does not need.
    for method in ("trace", "delete", "put"):
        code = ask(row, name, kwargs, owner, method)
        assert code in {405, 302, 403, 404}, method

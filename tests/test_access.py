"""Who may open what: every URL, as everybody. A URL without a row fails."""

import importlib
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from accounts.models import Role, User
from tests import make
from tests.access import Row
from tests.signing_in import signed_in

ROOMS = ["accounts", "notifications", "listings", "applications", "payments", "outcomes"]
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
    # Of another university, where they do everything: nothing but whose it is keeps them out.
    "staff": lambda: make.staff(roles=Role.values),
}
REFUSED = {302, 403, 404}


def test_every_url_has_a_row():
    assert sorted(ACCESS) == URLS


def cookies(person: User | None) -> SimpleCookie:
    """What the browser of this person sends."""
    return signed_in(person).cookies if person else SimpleCookie()


def ask(address: str, sent: SimpleCookie, method: str) -> int:
    """The code that comes back; what the request wrote is taken back."""
    client = Client()
    client.cookies = copy(sent)
    with transaction.atomic():
        response: HttpResponse = getattr(client, method)(address)
        transaction.set_rollback(True)
    return response.status_code


def alike() -> list[Any]:
    """The addresses of what is made in the same way: they meet the same object and people."""
    found: dict[Callable[[], Any], list[str]] = {}
    for name in sorted(ACCESS):
        found.setdefault(ACCESS[name].make, []).append(name)
    return [pytest.param(names, id=names[0]) for names in found.values()]


@pytest.mark.parametrize("names", alike())
def test_who_may_open_what(db, subtests: pytest.Subtests, names: list[str]):
    kwargs, owner = ACCESS[names[0]].make()
    persons = {"anonymous": None, "owner": owner, **{who: STRANGERS[who]() for who in STRANGERS}}
    browsers = {who: cookies(person) for who, person in persons.items()}

    for name in names:
        with subtests.test(name):
            may_open(ACCESS[name], reverse(name, kwargs=kwargs), browsers)


def may_open(row: Row, address: str, browsers: dict[str, SimpleCookie]) -> None:
    wanted = {who: code for who in browsers if (code := row.expected(who)) is not None}

    def got(method: str, people: Iterable[str]) -> dict[str, int]:
        return {who: ask(address, browsers[who], method) for who in people}

    assert got(row.methods[0], wanted) == wanted

    # Who may not read a page may not send it anything.
    refused = {who: code for who, code in wanted.items() if code in REFUSED and who != "owner"}
    also = set() if "post" in row.methods else {405}
    if row.methods[0] == "get":
        sent = got("post", refused)
        assert {who: code for who, code in sent.items() if code not in {refused[who], *also}} == {}

    # No address takes a method that it does not need.
    for method in ("trace", "delete", "put"):
        code = ask(address, browsers["owner"], method)
        assert code in {405, 302, 403, 404}, method

"""Who may open what: every URL, as everybody. A URL without a row fails."""

import importlib
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from tests import make
from tests.access import Row

ROOMS = ["accounts", "listings", "applications", "payments"]
ACCESS: dict[str, Row] = {}
for room in ROOMS:
    ACCESS |= importlib.import_module(f"tests.{room}.access").ACCESS


def our_url_names() -> Iterator[str]:
    for namespace, (_, resolver) in get_resolver().namespace_dict.items():
        if namespace in ROOMS:
            names = [name for name in resolver.reverse_dict if isinstance(name, str)]
            yield from (f"{namespace}:{name}" for name in names)


def test_every_url_has_a_row():
    assert set(our_url_names()) == set(ACCESS)


def strangers(row: Row):
    return {
        "anonymous": (None, row.anonymous),
        "student": (lambda: make.student().user, row.student),
        "employer": (make.employer, row.employer),
        "staff": (make.staff, row.staff),
    }


@pytest.mark.parametrize("who", ["anonymous", "student", "employer", "staff", "owner"])
@pytest.mark.parametrize("name", sorted(ACCESS))
def test_who_may_open_what(db, name, who):
    row = ACCESS[name]
    kwargs, owner = row.make()
    if who == "owner":
        person, expected = (lambda: owner) if owner else None, row.owner
        if expected is None:
            return
    else:
        person, expected = strangers(row)[who]
    client = Client()
    if person is not None:
        client.force_login(person(), "allauth.account.auth_backends.AuthenticationBackend")

    response = getattr(client, row.method)(reverse(name, kwargs=kwargs))

    assert response.status_code == expected


@pytest.mark.parametrize("method", ["trace", "delete", "put"])
@pytest.mark.parametrize("name", sorted(ACCESS))
def test_no_url_takes_a_method_it_does_not_need(db, name, method):
    kwargs, owner = ACCESS[name].make()
    client = Client()
    if owner:
        client.force_login(owner, "allauth.account.auth_backends.AuthenticationBackend")

    response = getattr(client, method)(reverse(name, kwargs=kwargs))

    assert response.status_code in {405, 302, 403, 404}

"""Somebody else's rows do not exist, on every page, for either side."""

import pytest
from django.urls import reverse

from tests import make
from tests.applications.access import ACCESS

WITH_A_ROW = sorted(name for name in ACCESS if name not in {"applications:work"})


@pytest.mark.parametrize("name", WITH_A_ROW)
def test_a_stranger_of_the_same_side_gets_404_from_get_and_post(db, sign_in, name):
    kwargs, owner = ACCESS[name].make()
    stranger = make.student().user if owner.kind == "student" else make.employer()
    client = sign_in(stranger)
    address = reverse(name, kwargs=kwargs)

    answers = {client.get(address).status_code, client.post(address, {}).status_code}

    # Applying is the one page that is about a listing and not about anybody's row.
    expected = {200} if name == "applications:apply" else {404, 405}
    assert answers <= expected


@pytest.mark.parametrize("name", WITH_A_ROW)
def test_an_id_that_never_was_gets_404(db, sign_in, name):
    kwargs, owner = ACCESS[name].make()
    never = {key: "0" * 8 + "-0000-4000-8000-" + "0" * 12 for key in kwargs}
    method = ACCESS[name].method

    response = getattr(sign_in(owner), method)(reverse(name, kwargs=never))

    assert response.status_code == 404

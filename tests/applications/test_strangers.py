"""Somebody else's rows do not exist, on every page, for either side."""

import pytest
from django.urls import reverse

from tests import make
from tests.applications.access import ACCESS

NOBODYS = {"pk": "00000000-0000-4000-8000-000000000000", "slug": "no-such-listing"}


@pytest.mark.parametrize("name", sorted(set(ACCESS) - {"applications:work"}))
def test_a_stranger_of_the_same_side_and_an_id_that_never_was_get_404(db, sign_in, name):
    kwargs, owner = ACCESS[name].make()
    stranger = make.student().user if owner.kind == "student" else make.employer()
    client = sign_in(stranger)

    theirs = reverse(name, kwargs=kwargs)
    never = reverse(name, kwargs={key: NOBODYS[key] for key in kwargs})
    answers = [
        client.get(theirs).status_code,
        client.post(theirs).status_code,
        getattr(client, ACCESS[name].methods[0])(never).status_code,
    ]

    # Applying is the one page that is about a listing and not about anybody's row.
    expected = {200, 404} if name == "applications:apply" else {404, 405}
    assert set(answers) <= expected
    assert answers[2] == 404

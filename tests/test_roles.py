"""Role × university × page × action: what each of a career centre's staff may open, and whose.

The pages are those whose view `accounts.access.staff_with` guards, the objects those of each
room's access.py: a page that is added is tried by itself.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, get_resolver, reverse

from accounts.models import Role, User
from tests import make
from tests.test_access import ACCESS, THEIRS, ask, cookies

REFUSED = 403


def views(patterns: Any, space: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", pattern.callback
        elif str(pattern.pattern) not in THEIRS:
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from views(pattern.url_patterns, inner)


# Read with the tests: name → the roles its page is for.
PAGES: dict[str, frozenset[str]] = {
    name: view.roles
    for name, view in views(get_resolver().url_patterns)
    if hasattr(view, "roles") and name in ACCESS
}


def test_there_are_pages_for_each_role_and_for_all_of_them():
    for role in (Role.MODERATOR, Role.FUNDER, Role.ADMINISTRATOR):
        assert frozenset({role}) in PAGES.values(), role
    assert frozenset(Role) in PAGES.values()
    assert len(PAGES) > 20


def test_no_page_of_staff_goes_by_the_kind_of_account_alone():
    """Who was sent away keeps the kind: the guard of such a page is `staff_with`."""
    theirs = {
        name
        for name, row in ACCESS.items()
        if row.staff in {200, 302} and row.employer == REFUSED and row.student == REFUSED
    }
    assert theirs - set(PAGES) - {"accounts:accept_staff_invitation"} == set()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_what_each_role_opens_at_its_own_university_and_at_another(db, name):
    row = ACCESS[name]
    kwargs, owner = row.make()
    address, method = reverse(name, kwargs=kwargs), row.methods[0]
    home = owner.staff_of.university if owner else make.university()
    # Tried as they are: the code of whoever made the object, or of any staff where there is none.
    found = row.owner if owner else row.staff

    for role in Role:
        person = make.staff(home, roles=[role])
        got = ask(address, cookies(person), method)
        assert got == (found if role in PAGES[name] else REFUSED), role

    if kwargs and owner:
        # Where everything is theirs to do, and nothing is theirs to see here.
        other = make.staff(roles=Role.values)
        assert ask(address, cookies(other), method) == 404
    # Sent away: not even the kind of account is a way in.
    gone = make.staff(home, roles=Role.values)
    User.objects.get(pk=gone.pk).staff_of.delete()
    assert ask(address, cookies(gone), method) == REFUSED

"""Somebody else's rows do not exist, on every page, for either side."""

import pytest
from django.urls import reverse

from applications.models import DeliveryFile, Dispute, Extension, Milestone, Offer, Placement
from tests import make
from tests.applications.access import ACCESS

NOBODYS = {"pk": "00000000-0000-4000-8000-000000000000", "slug": "no-such-listing"}
NO_SUCH_NUMBER = 2_000_000_000
# Pages that every student or career centre has for itself, and those about a listing, not
# anybody's row.
THEIR_OWN = {
    "applications:work",
    "applications:threads",
    "applications:for_you",
    "applications:all_again",
    "applications:invited",
    "applications:interested",
    "applications:here_organisations",
    "applications:here_reports",
}
OF_A_LISTING = {"applications:apply", "applications:team"}


def of_the_side_of(owner):
    if owner.kind == "staff":
        return make.staff()
    return make.student().user if owner.kind == "student" else make.employer()


def nobodys(key, value):
    return NO_SUCH_NUMBER if isinstance(value, int) else NOBODYS.get(key, NOBODYS["pk"])


@pytest.mark.parametrize("name", sorted(set(ACCESS) - THEIR_OWN))
def test_a_stranger_of_the_same_side_and_an_id_that_never_was_get_404(db, sign_in, name):
    kwargs, owner = ACCESS[name].make()
    client = sign_in(of_the_side_of(owner))

    theirs = reverse(name, kwargs=kwargs)
    never = reverse(name, kwargs={key: nobodys(key, value) for key, value in kwargs.items()})
    answers = [
        client.get(theirs).status_code,
        client.post(theirs).status_code,
        getattr(client, ACCESS[name].methods[0])(never).status_code,
    ]

    expected = {200, 302, 404} if name in OF_A_LISTING else {404, 405}
    assert set(answers) <= expected
    assert answers[2] == 404


@pytest.mark.parametrize("name", ["placement", "offer", "dispute"])
def test_a_row_is_one_however_many_act_for_its_organisation(db, sign_in, name):
    row = make.dispute()
    placement = row.milestone.placement
    boss = placement.listing.created_by
    other = make.colleague(boss)
    make.colleague(boss)
    key = {"placement": placement.pk, "offer": placement.offer_id, "dispute": row.pk}[name]

    pages = [
        sign_in(who).get(reverse(f"applications:{name}", args=[key]))
        for who in (placement.student.user, boss, other)
    ]

    assert [page.status_code for page in pages] == [200, 200, 200]


def test_what_somebody_may_see_is_found_without_comparing_whole_rows(db):
    # To plan a DISTINCT of all columns of ten tables takes Postgres longer than the page does.
    user = make.student().user

    for rows in (Placement, Offer, Milestone, Dispute, Extension, DeliveryFile):
        assert "DISTINCT" not in str(rows.objects.visible_to(user).query)

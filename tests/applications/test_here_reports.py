"""A career centre reads what its own students report, and nobody else's."""

import pytest
from django.urls import reverse

from tests import make
from tests.listings.counting import statements

pytestmark = pytest.mark.django_db
PAGE = "/work/organisations-reported/"


@pytest.fixture
def listing():
    return make.listing()


@pytest.fixture
def at(listing):
    return listing.moderations.get().university


@pytest.fixture
def desk(at, sign_in):
    return sign_in(make.staff(at))


def told(at, kind, subject, **given):
    by = make.student(university=at).user
    return make.report(by=by, kind=kind, subject=str(subject), **given)


def test_reports_of_its_students_lead_to_where_it_decides(listing, at, desk):
    one = told(at, "listing", listing.pk, title="Sell at the door", note="They want commission.")
    two = told(at, "organisation", listing.organisation_id, title="Doors & Co")

    page = desk.get(PAGE)

    assert [row["report"] for row in page.context["rows"]] == [one, two]
    assert "They want commission." in page.text
    review = reverse("listings:review", args=[listing.moderations.get().pk])
    organisation = reverse("applications:here_organisation", args=[listing.organisation.slug])
    assert [row["url"] for row in page.context["rows"]] == [review, organisation]
    # Who told is nobody's to read here.
    assert one.by.name not in page.text


def test_others_reports_messages_and_what_it_does_not_know_stay_away(listing, at, desk):
    told(make.university(), "listing", listing.pk, title="Of another university")
    make.report(by=make.employer(), kind="listing", subject=str(listing.pk), title="By an employer")
    told(at, "message", "0" * 32, title="A message from somebody")
    unknown = told(at, "organisation", make.organisation().pk, title="Never sent us anything")

    page = desk.get(PAGE)

    assert [row["report"] for row in page.context["rows"]] == [unknown]
    assert page.context["rows"][0]["url"] == ""


def test_answered_ones_are_kept_apart(listing, at, desk):
    told(at, "listing", listing.pk, status="dismissed")

    assert desk.get(PAGE).context["rows"] == []
    assert len(desk.get(PAGE, {"show": "answered"}).context["rows"]) == 1


def test_it_asks_as_often_however_many_there_are(listing, at, desk):
    told(at, "listing", listing.pk)
    one = statements(lambda: desk.get(PAGE))
    for _ in range(2):
        told(at, "listing", make.listing(at).pk)

    assert statements(lambda: desk.get(PAGE)) == one

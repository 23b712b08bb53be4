"""A career centre decides about an organisation that nobody has checked."""

import pytest
from django.urls import reverse

from listings.models import Listing
from tests import make
from tests.listings.test_deciding import decide

# --- Organisations that nobody has checked ---------------------------------


@pytest.fixture
def unknown(db):
    org = make.organisation(status="unverified", proof="", verified_at=None)
    return make.waiting(organisation=org)


def test_approving_says_that_the_organisation_was_checked_and_verifies_it(unknown, sign_in):
    desk = sign_in(make.staff(unknown.university))

    decide(desk, unknown, "approve", checked_organisation="on")

    org = unknown.listing.organisation
    org.refresh_from_db()
    assert (org.status, org.proof) == ("verified", "staff")
    assert Listing.objects.get().status == "open"


def test_approving_without_having_checked_changes_nothing(unknown, sign_in):
    page = decide(sign_in(make.staff(unknown.university)), unknown, "approve")

    assert list(page.context["form"].errors) == ["checked_organisation"]
    unknown.listing.organisation.refresh_from_db()
    assert unknown.listing.organisation.status == "unverified"
    assert Listing.objects.get().status == "submitted"


def test_checking_an_organisation_is_said_to_count_for_everybody(unknown, sign_in):
    desk = sign_in(make.staff(unknown.university))

    page = desk.get(reverse("listings:review", args=[unknown.pk]))

    assert "This verifies it for all universities" in page.text


@pytest.mark.parametrize(
    ("website", "email", "odd"),
    [
        ("https://www.bakery.example/us", "ann@bakery.example", False),
        ("https://shop.bakery.example", "ann@bakery.example", False),
        ("", "ann@bakery.example", False),
        ("https://bakery.example", "ann@mail.example", True),
        ("https://bakery.example", "ann@notbakery.example", True),
    ],
)
def test_an_author_from_another_domain_is_looked_at_twice(db, sign_in, website, email, odd):
    org = make.organisation(website=website)
    make.employer(org, email=email)
    row = make.waiting(organisation=org)

    page = sign_in(make.staff(row.university)).get(reverse("listings:review", args=[row.pk]))

    assert ("The author's address is at" in " ".join(page.context["twice"])) is odd


def test_a_refusal_needs_no_check_of_the_organisation(unknown, sign_in):
    decide(sign_in(make.staff(unknown.university)), unknown, "reject", template="organisation")

    assert Listing.objects.get().status == "rejected"


def test_an_organisation_that_the_platform_refused_cannot_be_approved(sign_in, db):
    row = make.waiting(organisation=make.organisation(status="refused"))

    page = decide(sign_in(make.staff(row.university)), row, "approve", checked_organisation="on")

    assert "This organisation was refused by Foothold. Nothing was changed." in page.text
    row.refresh_from_db()
    assert (row.status, row.events.count()) == ("waiting", 0)

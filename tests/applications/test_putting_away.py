"""A listing whose places are taken, and one that its employer is done with."""

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import actions
from listings import actions as listing_actions
from listings.models import Listing
from tests import make


def put_away(sign_in, listing, **also):
    address = reverse("applications:put_away", args=[listing.slug])
    return sign_in(listing.created_by).post(address, also, follow=True)


@pytest.fixture
def closed_with_an_offer(db):
    """Its one place is offered to somebody, and nobody else can apply."""
    offer = make.offer()
    listing_actions.close(offer.application.listing)
    return offer


def test_a_closed_listing_whose_last_place_is_taken_is_not_opened_again(
    closed_with_an_offer, sign_in
):
    actions.accept(closed_with_an_offer)
    listing = Listing.objects.get()
    assert listing.status == "filled"

    extend = reverse("listings:extend", args=[listing.slug])
    desk = sign_in(listing.created_by)
    response = desk.post(extend, {"apply_by": make.today(9)}, follow=True)

    assert "Every place is taken, so there is nothing to apply for." in response.text
    assert "Open it again" not in response.text
    listing.refresh_from_db()
    assert listing.status == "filled"


def test_a_place_that_comes_free_does_not_open_what_its_employer_had_closed(closed_with_an_offer):
    placement = actions.accept(closed_with_an_offer)

    actions.cancel_unfunded(placement)

    listing = Listing.objects.get()
    assert listing.status == "closed"
    assert listing.apply_by > timezone.now()


@pytest.mark.parametrize("status", ["submitted", "shortlisted", "offered"])
def test_nothing_is_put_away_while_an_applicant_waits(db, sign_in, status):
    application = make.application()
    Listing.objects.update(status="closed", closed_at=timezone.now())
    type(application).objects.update(status=status)

    response = put_away(sign_in, application.listing)

    assert "1 application has no answer. Answer it first." in response.text
    assert Listing.objects.get().archived_at is None


def test_nothing_is_put_away_while_work_goes_on(db, sign_in):
    listing = make.placement().listing

    response = put_away(sign_in, listing)

    assert "1 placement is going on." in response.text
    assert Listing.objects.get().archived_at is None


def test_what_is_over_is_put_away_though_every_place_was_taken(db, sign_in):
    placement = make.placement()
    type(placement).objects.update(status="completed", completed_at=timezone.now())
    Listing.objects.update(status="filled")

    response = put_away(sign_in, placement.listing)

    assert "Put away." in response.text
    assert Listing.objects.get().archived_at
    assert "It is on your list again." in put_away(sign_in, placement.listing, back="").text


def test_nobody_puts_away_what_is_somebody_elses(db, sign_in):
    listing = make.listing(status="closed")
    address = reverse("applications:put_away", args=[listing.slug])

    assert sign_in(make.employer()).post(address).status_code == 404
    assert Listing.objects.get().archived_at is None

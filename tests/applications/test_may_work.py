"""What a student says when they accept of where they may work is kept, and both can read it."""

from django.urls import reverse

from accounts.places import country_in_sentence
from tests import make


def test_it_is_kept_with_the_acceptance_and_stands_under_the_agreement(db, sign_in):
    listing = make.listing(needs_permit=True)
    row = make.application(listing=listing, may_work="undisclosed", status="offered")
    offer = make.offer(application=row)
    accept = reverse("payments:accept", args=[offer.pk])

    sign_in(row.student.user).post(accept, {"agree": "on", "may_work": "on"})

    kept = offer.acceptances.get(side="student")
    assert kept.may_work_in == listing.permit_countries != []
    page = sign_in(listing.created_by).get(reverse("applications:agreement", args=[offer.pk]))
    country = country_in_sentence(kept.may_work_in[0])
    assert f"allowed to work in {country}" in page.text


def test_who_was_not_asked_has_said_nothing(db, sign_in):
    offer = make.offer()

    where = reverse("payments:accept", args=[offer.pk])
    sign_in(offer.application.student.user).post(where, {"agree": "on"})

    assert offer.acceptances.get(side="student").may_work_in == []

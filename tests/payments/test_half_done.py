"""Who drops out after a part was approved: the rest goes to somebody else, and is paid once."""

import pytest
from django.urls import reverse

from applications import actions as application_actions
from applications.models import Application, Offer
from payments import actions, ledger
from payments.models import Credit
from tests import make
from tests.steps import terms


@pytest.fixture
def half_done(db):
    """Of two parts one is paid; the student calls the other off."""
    first, second = make.placement([400_00, 320_00]).milestones.all()
    make.payout(make.delivered(first))
    make.funded(second)
    placement = second.placement
    placement.refresh_from_db()
    actions.call_off(placement, placement.student.user, "time", "", told=320_00)
    return placement


def test_the_place_is_free_and_the_money_for_the_rest_waits(half_done):
    assert Application.objects.get().status == "withdrawn"
    assert application_actions.place_is_free(half_done.listing)
    assert actions.kept(Credit.objects.get()) == 320_00
    assert ledger.problems(None) == []


def test_an_offer_for_the_rest_pays_what_is_left_at_least_and_once(half_done, sign_in):
    listing = half_done.listing
    listing.openings = 2
    listing.save()
    employer = sign_in(listing.created_by)
    rows = [make.application(listing=listing, status="shortlisted") for _ in range(3)]

    for row, pay in zip(rows, ("319", "320", "320"), strict=True):
        said = {**terms(), "pay": pay, "part1-amount": pay, "total_hours": "15", "send": "1"}
        employer.post(reverse("applications:make_offer", args=[row.pk]), said)

    assert [each.pay_minor for each in Offer.objects.filter(status="made")] == [320_00]
    assert Offer.objects.get(status="made").application == rows[1]

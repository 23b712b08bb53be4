"""What nobody answered may be sent once more, where its listing takes applications again."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import eligibility
from applications.models import Application
from listings.models import Listing
from marketplace.tasks import turn_clocks
from notifications.models import Email
from tests import make
from tests.applications.sending import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed():
    """The listing is open for longer; by the day that was promised before nobody has answered."""
    who = make.student()
    row = make.application(
        student=who,
        resume=make.resume(who),
        decide_by=timezone.now() - timedelta(hours=1),
        listing=make.listing(approved_by=who.university),
    )
    turn_clocks()
    row.refresh_from_db()
    assert row.status == "not_selected"
    return row


def again(row):
    return reverse("applications:again", args=[row.pk])


def test_who_was_not_answered_sends_it_once_more_and_hears_of_each_end(closed, sign_in):
    browser = sign_in(closed.student.user)
    assert closed.get_absolute_url() in Email.objects.get(key__startswith="not-selected").body
    assert again(closed) in browser.get(closed.get_absolute_url()).text

    page = browser.post(again(closed), follow=True)
    assert page.request["PATH_INFO"] == reverse("applications:apply", args=[closed.listing.slug])
    send(browser, closed)

    closed.refresh_from_db()
    assert closed.status == "submitted"
    assert closed.decide_by > closed.listing.apply_by
    assert "Taken up again" in browser.get(closed.get_absolute_url()).text
    Application.objects.update(decide_by=timezone.now())
    turn_clocks()
    assert Email.objects.filter(key__startswith="not-selected").count() == 2


@pytest.mark.parametrize(
    ("of_listing", "of_application"),
    [
        ({"status": "closed"}, {}),
        ({"apply_by": timezone.now()}, {}),
        ({"recalled_at": timezone.now()}, {}),
        ({}, {"closed_for": "ended"}),
    ],
)
def test_nothing_is_sent_again_that_was_answered_or_where_nothing_is_taken(
    closed, sign_in, of_listing, of_application
):
    if of_listing:
        Listing.objects.update(**of_listing)
    if of_application:
        Application.objects.update(**of_application)
    browser = sign_in(closed.student.user)

    page = browser.post(again(closed), follow=True)

    assert "It cannot be sent again now. Nothing was changed." in page.text
    assert again(closed) not in page.text
    closed.refresh_from_db()
    assert closed.status == "not_selected"


@pytest.mark.parametrize("direction", ["simulation", "student_pays"])
def test_what_pays_nothing_is_not_applied_to_while_nobody_can_be_hired_for_it(direction):
    who = make.student()
    amounts = {"pay_minor": 0, "programme_fee_minor": None}
    if direction == "student_pays":
        amounts["programme_fee_minor"] = 100_00
    listing = make.listing(approved_by=who.university, direction=direction, **amounts)

    assert not eligibility.may_apply(who, listing)
    assert "It pays nothing" in eligibility.checks(who, listing).missing[0].text

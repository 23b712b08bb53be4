"""A refused organisation, or a listing that is taken down: nobody is read, written to or hired."""

import pytest
from django.urls import reverse

from accounts import actions as account_actions
from applications import actions, tasks
from applications.models import Message, Offer, Placement
from listings.models import Listing
from marketplace.tasks import turn_clocks
from notifications.models import Email
from tests import make
from tests.steps import terms

pytestmark = pytest.mark.django_db


def refused(organisation):
    account_actions.refuse_organisation(organisation)


def everything_by_itself():
    tasks.recall_of_refused()
    turn_clocks()


def test_a_refused_organisation_reads_writes_to_and_hires_nobody(sign_in):
    row = make.application()
    refused(row.listing.organisation)
    browser = sign_in(row.listing.created_by)

    for name, key in (
        ("detail", row.pk),
        ("inbox", row.listing.slug),
        ("export", row.listing.slug),
    ):
        assert browser.get(reverse(f"applications:{name}", args=[key])).status_code == 404
    browser.post(reverse("applications:messages", args=[row.pk]), {"text": "Send me your passport"})
    browser.post(reverse("applications:make_offer", args=[row.pk]), terms())

    assert not Message.objects.exists()
    assert not Offer.objects.exists()


def test_an_offer_of_a_refused_organisation_cannot_be_accepted(sign_in):
    offer = make.offer()
    refused(offer.application.listing.organisation)

    where = reverse("payments:accept", args=[offer.pk])
    page = sign_in(offer.application.student.user).post(where, {"agree": "on"}, follow=True)

    assert "We have taken this project down" in page.text
    assert not Placement.objects.exists()


def test_everybody_who_applied_is_told_why_once(sign_in):
    listing = make.listing(openings=3)
    rows = [make.application(listing=listing, status=s) for s in ("submitted", "shortlisted")]
    rows.append(make.offer(application=make.application(listing=listing, status="offered")))
    unpaid = make.placement(application=make.application(listing=listing, status="accepted"))
    refused(listing.organisation)

    everything_by_itself()
    everything_by_itself()

    listing.refresh_from_db()
    assert listing.status == "closed"
    assert listing.recalled_at is not None
    people = [getattr(row, "application", row).student.user for row in rows]
    people.append(unpaid.student.user)
    for person in people:
        [mail] = Email.objects.filter(to=person.email)
        assert "We have taken" in mail.body
        assert "bank details" in mail.html
    page = sign_in(people[0]).get(rows[0].get_absolute_url())
    assert "We have taken this project down" in page.text
    unpaid.refresh_from_db()
    assert unpaid.status == "cancelled"


def test_paid_in_work_goes_on_with_its_money_held():
    funded = make.funded().milestone
    refused(funded.offer.application.listing.organisation)

    everything_by_itself()

    funded.refresh_from_db()
    assert funded.status == "funded"


def test_a_listing_that_is_reported_is_taken_down_for_good(sign_in):
    row = make.application()
    report = make.report(kind="listing", subject=str(row.listing.pk), title=row.listing.title)

    actions.act_on(report, make.platform())
    turn_clocks()

    row.refresh_from_db()
    assert (row.status, row.closed_for) == ("not_selected", "recalled")
    assert row.listing not in Listing.objects.published()
    again = reverse("listings:extend", args=[row.listing.slug])
    until = make.today(40).isoformat()
    sign_in(row.listing.created_by).post(again, {"apply_by": until, "until": until})
    row.listing.refresh_from_db()
    assert row.listing.status == "closed"

"""Rules by which a university has listings approved with no person."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import actions as application_actions
from listings import actions
from listings.models import Listing, Moderation, Policy
from tests import make
from tests.listings.counting import statements


@pytest.fixture
def at(db):
    make.formats()
    return make.university()


def ruled(at, **columns):
    trusted = columns.pop("trusted", [])
    policy = Policy.objects.create(university=at, version=1, **columns)
    policy.trusted.set(trusted)
    return policy


def test_a_verified_organisations_listing_is_approved_with_the_rules_name(at, sign_in):
    row = make.waiting(at)
    unknown = make.waiting(at, organisation=make.organisation(status="unverified"))
    ruled(at, approves_verified=True)

    assert application_actions.decide_by_rules() == 1
    assert application_actions.decide_by_rules() == 0

    row.refresh_from_db()
    unknown.refresh_from_db()
    assert (row.status, row.decided_by, unknown.status) == ("approved", None, "waiting")
    event = row.events.get()
    assert (event.rule, event.by) == ("verified", None)
    page = sign_in(make.staff(at)).get(reverse("listings:review", args=[row.pk]))
    assert "Rule: the organisation is verified" in page.text


def test_completed_placements_are_counted_over_the_whole_site(at, monkeypatch):
    row = make.waiting(at)
    ruled(at, approves_after=2)
    done = {row.listing.organisation_id: 1}
    monkeypatch.setattr("applications.actions.ruling.completed_by", lambda organisations: done)
    assert application_actions.decide_by_rules() == 0

    done[row.listing.organisation_id] = 2
    assert application_actions.decide_by_rules() == 1
    assert row.events.get().rule == "placements"


def test_placements_that_ended_well_count(db):
    placement = make.placement(status="completed")
    other = make.placement(status="cancelled")

    of = [placement.listing.organisation_id, other.listing.organisation_id]
    assert application_actions.completed_by(of) == {of[0]: 1}


def test_what_a_trusted_university_approved_is_approved_unless_by_a_rule(at):
    row = make.waiting(at)
    trusted = make.approval(row.listing)
    ruled(at, trusted=[trusted.university])
    assert application_actions.decide_by_rules() == 0

    Moderation.objects.filter(pk=trusted.pk).update(decided_by=make.staff(trusted.university))
    assert application_actions.decide_by_rules() == 1
    assert row.events.get().rule == "trusted"


@pytest.mark.parametrize("what", ["policy", "fraud", "reported", "person", "claimed", "passed"])
def test_a_person_decides_where_there_is_something_to_see(at, what):
    given = {"description": "Ask on WhatsApp."} if what == "fraud" else {}
    row = make.waiting(at, **given)
    ruled(at, approves_verified=True, contractors=what != "policy")
    if what == "reported":
        make.report(kind="listing", subject=str(row.listing_id))
    if what == "person":
        actions.ask_for_changes(row, make.staff(at), "Say more.")
        actions.submit(Listing.objects.get())
    if what == "claimed":
        actions.claim(row, make.staff(at))
    if what == "passed":
        Listing.objects.update(apply_by=timezone.now() - timedelta(hours=1))

    assert application_actions.decide_by_rules() == 0
    row.refresh_from_db()
    assert row.status == "waiting"


def test_rules_of_a_university_decide_for_it_alone(at):
    row = make.waiting()
    ruled(at, approves_verified=True)

    assert application_actions.decide_by_rules() == 0
    row.refresh_from_db()
    assert row.status == "waiting"


def test_rules_ask_as_often_however_many_programmes_wait(at):
    Policy.objects.create(university=at, version=1, approves_after=5)
    format = make.format(slug="programme", name="Programme")
    format.uses = ["itinerary"]
    format.save()

    def wait():
        days = [(1, 1, "Arrival.")]
        make.programme(make.waiting(at, format=format).listing, days=days)

    wait()
    one = statements(application_actions.decide_by_rules)
    wait()
    wait()

    assert statements(application_actions.decide_by_rules) == one

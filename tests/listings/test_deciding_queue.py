"""What waits for a career centre, and what it has decided."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from listings import actions
from listings.models import Moderation
from tests import make
from tests.listings.counting import statements
from tests.listings.test_deciding import QUEUE


@pytest.fixture
def moderation(db):
    return make.waiting()


@pytest.fixture
def staff(moderation):
    return make.staff(moderation.university, name="Ada Stone")


@pytest.fixture
def desk(staff, sign_in):
    return sign_in(staff)


# --- The queue -------------------------------------------------------------


def test_the_oldest_stands_first_and_late_ones_say_so(moderation, desk):
    older = make.waiting(moderation.university)
    Moderation.objects.filter(pk=older.pk).update(due_at=timezone.now() - timedelta(hours=3))

    page = desk.get(QUEUE)

    assert [row["moderation"] for row in page.context["rows"]] == [older, moderation]
    assert page.text.count(">Late<") == 1


def test_another_universitys_listings_are_not_in_the_queue(moderation, sign_in):
    page = sign_in(make.staff()).get(QUEUE)

    assert page.context["rows"] == []
    assert "Nothing waits for you" in page.text


@pytest.mark.parametrize(
    ("given", "of_organisation", "reason"),
    [
        ({}, {"status": "unverified"}, "Nobody has checked this organisation yet"),
        ({"pay_minor": 610_00}, {}, "Pay near the minimum: $20.33 an hour before the fee"),
        (
            {"arrangement": "in_person", "country": "PT", "city": "Santarém"},
            {},
            "Abroad: Portugal",
        ),
        (
            {"arrangement": "hybrid", "country": "US", "city": "Reno"},
            {},
            "In person, at least partly",
        ),
        ({"hours_per_week": 45}, {}, "45 hours a week"),
        ({"description": "Ask on WhatsApp."}, {}, "Leave out “WhatsApp”"),
    ],
)
def test_what_to_look_at_twice_is_said_in_words(sign_in, db, given, of_organisation, reason):
    org = make.organisation(**of_organisation)
    make.listing(organisation=org)
    row = make.waiting(organisation=org, **given)

    [shown] = sign_in(make.staff(row.university)).get(QUEUE).context["rows"]

    assert len(shown["twice"]) == 1
    assert shown["twice"][0].startswith(reason)


def test_a_first_listing_is_looked_at_twice(moderation, desk):
    [shown] = desk.get(QUEUE).context["rows"]

    assert shown["twice"] == ["Its first listing here"]


def test_the_queue_asks_the_database_as_often_however_long_it_is(moderation, desk):
    one = statements(lambda: desk.get(QUEUE))
    for _ in range(2):
        make.waiting(moderation.university)

    assert statements(lambda: desk.get(QUEUE)) == one


def test_decisions_are_kept_with_who_and_why(moderation, staff, desk):
    actions.ask_for_changes(moderation, staff, "Please say more.")

    tab = desk.get(QUEUE, {"show": "decided"})
    page = desk.get(reverse("listings:review", args=[moderation.pk]))

    assert "Ada Stone" in tab.text
    assert "Changes asked for" in tab.text
    assert "Please say more." in page.text
    assert page.context["form"] is None


def test_staff_without_a_second_factor_are_led_to_one(moderation, sign_in):
    plain = make.user("staff")
    moderation.university.staff.create(user=plain, roles=["moderator"])

    response = sign_in(plain).get(QUEUE)

    assert response.url.startswith(reverse("accounts:second_factor"))

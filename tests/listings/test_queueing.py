"""The career centre's queue: its filters, several at once, and the reasons it chooses from."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from listings import actions
from listings.models import DecisionReason, Listing, Moderation, Policy
from tests import make
from tests.listings.test_deciding import QUEUE, decide


@pytest.fixture
def moderation(db):
    return make.waiting()


@pytest.fixture
def staff(moderation):
    return make.staff(moderation.university, name="Ada Stone")


@pytest.fixture
def desk(staff, sign_in):
    return sign_in(staff)


def shown(desk, **asked):
    page = desk.get(QUEUE, asked)
    return [row["moderation"] for row in page.context["rows"]]


def several(desk, *chosen, **given):
    url = reverse("listings:approve_several")
    return desk.post(url, {"chosen": [each.pk for each in chosen], **given}, follow=True)


def sure(desk, page):
    """Press the button of the page that shows them once more."""
    versions = {f"version-{row.pk}": version for row, version in page.context["possible"]}
    return several(desk, *[row for row, _v in page.context["possible"]], sure="1", **versions)


def test_filters_find_what_they_say(moderation, staff, desk):
    old = make.waiting(moderation.university, description="Ask on WhatsApp.")
    make.listing(organisation=old.listing.organisation)
    long_ago = timezone.now() - timedelta(days=4)
    Listing.objects.filter(pk=old.listing_id).update(submitted_at=long_ago)
    Moderation.objects.filter(pk=old.pk).update(due_at=timezone.now() - timedelta(hours=1))
    Policy.objects.create(university=moderation.university, version=1, most_hours_per_week=9)
    Listing.objects.filter(pk=old.listing_id).update(hours_per_week=8)
    actions.claim(old, staff)

    assert shown(desk) == [old, moderation]
    assert shown(desk, age="3") == shown(desk, age="late") == [old]
    assert shown(desk, age="7") == []
    assert shown(desk, organisation=moderation.listing.organisation_id) == [moderation]
    assert shown(desk, new="on") == [moderation]
    assert shown(desk, flagged="on") == [old]
    assert shown(desk, hits="on") == [moderation]
    assert shown(desk, reader="mine") == [old]
    assert shown(desk, reader="free", hits="on", flagged="on") == []
    # What nobody knows is passed over.
    assert shown(desk, age="x", organisation="0") == [old, moderation]


def test_another_universitys_organisations_are_no_filter(moderation, sign_in):
    page = sign_in(make.staff()).get(QUEUE)

    assert list(page.context["form"].fields["organisation"].queryset) == []


def test_several_are_shown_once_more_and_then_approved(moderation, staff, desk):
    other = make.waiting(moderation.university)

    page = several(desk, moderation, other)
    assert Moderation.objects.filter(status="approved").count() == 0
    done = sure(desk, page)

    assert "2 listings are approved." in done.text
    events = [(row.status, row.events.get().by) for row in Moderation.objects.all()]
    assert events == [("approved", staff)] * 2


def test_what_has_to_be_read_by_itself_is_left_out_of_several(moderation, staff, desk):
    at = moderation.university
    taken = make.waiting(at)
    actions.claim(taken, make.staff(at, name="Bo Finch"))
    unknown = make.waiting(at, organisation=make.organisation(status="unverified"))
    over = make.waiting(at, apply_by=timezone.now() - timedelta(hours=1))
    against = make.waiting(at, hours_per_week=30)
    Policy.objects.create(university=at, version=1, most_hours_per_week=20)
    elsewhere = make.waiting()
    rows = [moderation, taken, unknown, over, against, elsewhere]

    page = several(desk, *rows)
    assert [row for row, _v in page.context["possible"]] == [moderation]
    why = {row.pk: why for row, why in page.context["left_out"]}
    assert why == {
        taken.pk: "Bo Finch is reading it.",
        unknown.pk: "Nobody has checked the organisation yet.",
        over.pk: "The deadline to apply has passed.",
        against.pk: "Against your policy: 30 hours a week in term; you allow 20.",
    }
    several(desk, *rows, sure="1")

    # Without the version that was looked at, nothing is approved.
    assert not Moderation.objects.filter(status="approved").exists()


def test_what_was_changed_since_it_was_looked_at_is_not_approved(moderation, desk):
    page = several(desk, moderation)
    moderation.listing.title = "Something else altogether"
    moderation.listing.save()

    done = sure(desk, page)

    assert "1 was left out" in done.text
    moderation.refresh_from_db()
    assert moderation.status == "waiting"


def test_reasons_are_the_universitys_own(moderation, desk, sign_in):
    url = reverse("listings:reasons")
    page = desk.get(url)
    assert "We could not make sure who the organisation is." in page.text

    desk.post(url, {"changes": "Say who pays the train.\n\nSay when.\n", "reject": ""})
    own = DecisionReason.objects.order_by("position").values_list("decision", "text")
    assert list(own) == [("changes", "Say who pays the train."), ("changes", "Say when.")]

    key = DecisionReason.objects.get(position=0).pk
    elsewhere = make.waiting()
    other = sign_in(make.staff(elsewhere.university))
    refused = decide(other, elsewhere, "changes", template=key)
    assert list(refused.context["form"].errors) == ["template"]
    decide(desk, moderation, "changes", template=key, reason="By Friday.")
    moderation.refresh_from_db()
    assert moderation.reason == "Say who pays the train.\n\nBy Friday."

    # Emptied, there are ours again; what was sent stays.
    desk.post(url, {"changes": "", "reject": ""})
    assert not DecisionReason.objects.exists()
    moderation.refresh_from_db()
    assert moderation.reason.startswith("Say who pays the train.")


def test_too_long_a_reason_is_said_beside_its_field(moderation, desk):
    page = desk.post(reverse("listings:reasons"), {"changes": "x" * 301, "reject": ""})

    assert list(page.context["form"].errors) == ["changes"]
    assert "x" * 301 in page.text
    assert not DecisionReason.objects.exists()

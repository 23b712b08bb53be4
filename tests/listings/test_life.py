"""A published listing: changed, read again meanwhile, and what a change keeps to."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from listings import actions
from listings.models import Listing, ListingRevision
from notifications.models import Email
from tests import make


@pytest.fixture
def listing(db):
    return make.open_for_weeks()


@pytest.fixture
def desk(listing, sign_in):
    return sign_in(listing.created_by)


def url(name, listing):
    return reverse(f"listings:{name}", args=[listing.slug])


def as_shown(desk, listing):
    """What the form of the published listing would send if nothing were typed."""
    form = desk.get(url("change", listing)).context["form"]
    typed = {}
    for field in form:
        value = field.field.prepare_value(field.value()) if field.value() is not None else ""
        typed[field.html_name] = value
    return {name: value for name, value in typed.items() if value not in ("", False, None)}


def change(desk, listing, action="confirm", **typed):
    data = {**as_shown(desk, listing), **typed, "action": action}
    return desk.post(url("change", listing), data, follow=True)


# --- Changing ----------------------------------------------------------------


def test_what_changes_is_shown_before_it_counts(desk, listing):
    text = change(desk, listing, action="check", title="Count the seals").text

    assert "Check what changes" in text
    assert "Count the seals" in text
    assert listing.title in text
    listing.refresh_from_db()
    assert listing.title != "Count the seals"


@pytest.mark.parametrize("name", ["title", "good_to_know"])
def test_what_students_decide_by_is_read_again_first(desk, listing, name):
    moderation = listing.moderations.get()
    staff = make.staff(moderation.university)

    change(desk, listing, **{name: "Count the seals"})

    listing.refresh_from_db()
    moderation.refresh_from_db()
    assert (getattr(listing, name), listing.status) == ("Count the seals", "open")
    assert moderation.status == "waiting"
    assert moderation.due_at > timezone.now()
    assert Email.objects.filter(to=staff.email).count() == 1


def test_until_it_is_approved_again_its_students_do_not_find_it(desk, listing, sign_in):
    university = listing.moderations.get().university
    me = sign_in(make.student(university=university).user)
    change(desk, listing, title="Count the seals")

    assert "Count the seals" not in me.get(reverse("listings:browse")).text
    page = me.get(listing.get_absolute_url())
    assert "reads it again before its students see it" in page.text

    actions.approve(listing.moderations.get(), make.staff(university))
    assert "Count the seals" in me.get(reverse("listings:browse")).text


def test_a_change_that_takes_nothing_from_students_needs_no_reading(desk, listing):
    change(desk, listing, pay="800", openings="3")

    listing.refresh_from_db()
    assert (listing.pay_minor, listing.openings) == (800_00, 3)
    assert listing.moderations.get().status == "approved"


def test_other_ends_of_lines_are_no_change(desk, listing):
    Listing.objects.filter(pk=listing.pk).update(description="Read them.\nWrite them down.")

    change(desk, listing, pay="900", description="Read them.\r\nWrite them down.")
    assert listing.moderations.get().status == "approved"
    revision = ListingRevision.objects.get()
    assert not revision.material
    assert [each["label"] for each in revision.changes] == ["What you pay for each place"]


def test_less_pay_is_read_again(desk, listing):
    change(desk, listing, pay="700")

    assert listing.moderations.get().status == "waiting"


def test_money_that_changes_is_shown_with_its_currency(desk, listing):
    text = change(desk, listing, action="check", pay="880").text

    assert "$720.00" in text
    assert "$880.00" in text


def test_what_was_changed_is_kept_as_people_read_it(desk, listing):
    before = listing.title
    change(desk, listing, title="Count the seals", openings="2")

    revision = ListingRevision.objects.get()
    assert revision.material
    assert {"label": "Title", "before": before, "after": "Count the seals"} in revision.changes
    assert "Count the seals" in desk.get(url("manage", listing)).text


def test_what_applicants_answered_cannot_be_changed(desk, listing):
    change(desk, listing, questions="How old are you?", currency="EUR", pay="800")

    listing.refresh_from_db()
    assert (listing.questions, listing.currency) == ([], "USD")


def test_a_change_that_is_not_right_keeps_what_was_typed(desk, listing):
    response = change(desk, listing, title="", pay="1")

    assert "There is a problem" in response.text
    assert 'value="1"' in response.text
    assert not ListingRevision.objects.exists()


def test_without_a_change_nothing_happens(desk, listing):
    response = change(desk, listing)

    assert "Nothing was changed." in response.text
    assert not ListingRevision.objects.exists()


def test_going_back_to_edit_keeps_what_was_typed(desk, listing):
    response = change(desk, listing, action="back", title="Count the seals")

    assert 'value="Count the seals"' in response.text
    assert not ListingRevision.objects.exists()


def test_staff_read_what_was_changed_since_they_decided(desk, listing, sign_in):
    moderation = listing.moderations.get()
    change(desk, listing, title="Count the seals")

    page = sign_in(make.staff(moderation.university)).get(
        reverse("listings:review", args=[moderation.pk])
    )

    assert "Changed since you decided" in page.text
    assert "Clean and document survey" in page.text


def test_a_change_that_nobody_approves_closes_it(desk, listing):
    moderation = listing.moderations.get()
    change(desk, listing, title="Count the seals")
    moderation.refresh_from_db()

    actions.reject(moderation, make.staff(moderation.university), "Not for us.")

    listing.refresh_from_db()
    assert listing.status == "closed"


def test_changes_asked_for_after_a_change_are_made_on_the_same_page(desk, listing):
    moderation = listing.moderations.get()
    change(desk, listing, title="Count the seals")
    moderation.refresh_from_db()
    actions.ask_for_changes(moderation, make.staff(moderation.university), "Say where.")

    assert "Say where." in desk.get(url("manage", listing)).text
    change(desk, listing, title="Count the seals at the harbour")
    moderation.refresh_from_db()
    assert moderation.status == "waiting"


@pytest.mark.parametrize("status", ["submitted", "closed", "filled", "rejected"])
def test_only_an_open_listing_is_changed_here(db, sign_in, status):
    row = make.listing(status=status)

    response = sign_in(row.created_by).get(url("change", row))

    assert response.url == url("manage", row)


# --- What is read again is nobody's meanwhile -----------------------------------


def test_what_was_changed_is_public_only_once_a_university_has_read_it(desk, listing, client):
    change(desk, listing, title="Count the seals")

    for page in ("/", "/projects/"):
        assert "Count the seals" not in client.get(page).text
    assert client.get(listing.get_absolute_url()).status_code == 404

    moderation = listing.moderations.get()
    actions.approve(moderation, make.staff(moderation.university))
    assert "Count the seals" in client.get("/projects/").text
    assert client.get(listing.get_absolute_url()).status_code == 200


def test_what_no_university_shows_is_not_opened_again(desk, listing):
    change(desk, listing, title="Count the seals")
    listing.refresh_from_db()
    actions.close(listing)

    assert "Open it again" not in desk.get(url("manage", listing)).text
    desk.post(url("extend", listing), {"apply_by": make.today(9)})
    listing.refresh_from_db()
    assert listing.status == "closed"


def test_what_was_put_away_is_on_the_list_again_once_it_is_open(desk, listing):
    actions.close(listing)
    desk.post(reverse("applications:put_away", args=[listing.slug]))

    desk.post(url("extend", listing), {"apply_by": make.today(9)})

    assert listing.title in desk.get(reverse("listings:mine")).text


# --- What a change keeps to -----------------------------------------------------


def test_what_a_university_asked_for_goes_back_to_it_however_small(desk, listing):
    moderation = make.approval(listing)
    actions.change(listing, [], listing.created_by, material=True)
    moderation.refresh_from_db()
    actions.ask_for_changes(moderation, make.staff(moderation.university), "Pay more.")

    response = change(desk, listing, pay="800")

    moderation.refresh_from_db()
    assert moderation.status == "waiting"
    assert f"{moderation.university}: read again" in response.text


def test_a_later_day_goes_back_to_who_asked_for_changes_too(desk, listing):
    asking = make.approval(listing)
    actions.change(listing, [], listing.created_by, material=True)
    asking.refresh_from_db()
    actions.ask_for_changes(asking, make.staff(asking.university), "Leave them more time.")

    response = desk.post(url("extend", listing), {"apply_by": make.today(25)}, follow=True)

    asking.refresh_from_db()
    assert asking.status == "waiting"
    assert f"{asking.university}: read again, with the new day." in response.text


def test_there_can_be_more_places_but_not_fewer(desk, listing):
    Listing.objects.filter(pk=listing.pk).update(openings=2)

    response = change(desk, listing, openings="1")

    assert "there can be more, not fewer" in response.text
    assert not ListingRevision.objects.exists()


def test_a_later_deadline_has_not_passed_either(desk, listing):
    Listing.objects.filter(pk=listing.pk).update(
        submitted_at=timezone.now() - timedelta(days=30),
        apply_by=timezone.now() - timedelta(days=3),
    )

    # Two days: where the employer is, it may still be the day before.
    response = change(desk, listing, apply_by=make.today(-2))

    assert "Choose a day that has not passed." in response.text
    assert not ListingRevision.objects.exists()


def test_what_is_confirmed_is_what_was_shown(desk, listing):
    asked = change(desk, listing, action="check", openings="3")
    assert asked.status_code == 200
    version = listing.updated_at.isoformat()
    typed = {**as_shown(desk, listing), "openings": "3", "version": version}
    change(desk, listing, openings="2")

    response = desk.post(url("change", listing), {**typed, "action": "confirm"})

    assert "saved in another tab, or by a colleague" in response.text
    listing.refresh_from_db()
    assert listing.openings == 2

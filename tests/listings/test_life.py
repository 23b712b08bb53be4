"""A published listing: changed, open for longer, closed and opened again, put away, kept."""

from datetime import timedelta
from math import ceil

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from listings import actions
from listings.models import Listing, ListingRevision
from listings.rules import day_in_words
from marketplace.states import WrongState
from notifications.models import Email
from tests import make


@pytest.fixture
def listing(db):
    row = make.listing(
        apply_by=timezone.now() + timedelta(days=20),
        starts_from=make.today(40),
        starts_by=make.today(50),
    )
    row.skills.add(make.skill("Python"))
    return row


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


# --- The deadline ------------------------------------------------------------


def test_a_deadline_is_put_later(desk, listing):
    response = desk.post(url("extend", listing), {"apply_by": make.today(25)}, follow=True)

    assert "Students can apply until" in response.text
    listing.refresh_from_db()
    assert listing.apply_by > timezone.now() + timedelta(days=24)
    assert listing.moderations.get().status == "approved"


@pytest.mark.parametrize(
    ("days", "words"),
    [(10, "choose a later day"), (200, "within six months"), (48, "The latest start has to be")],
)
def test_a_deadline_that_does_not_fit_says_why(desk, listing, days, words):
    response = desk.post(url("extend", listing), {"apply_by": make.today(days)})

    assert words in response.text
    assert make.today(days).isoformat() in response.text


def test_the_last_day_and_the_latest_possible_one_are_said_before_one_is_chosen(desk, listing):
    page = desk.get(url("extend", listing))
    hint = page.context["form"]["apply_by"].help_text
    format = listing.format
    settled = (format.decision_hours + format.offer_hours + format.funding_hours) / 24
    latest = make.today(50) - timedelta(days=ceil(settled))

    assert day_in_words(make.today(20)) in hint
    assert day_in_words(latest) in hint
    assert f'href="{url("change", listing)}#id_starts_by"' in page.text
    after = desk.post(url("extend", listing), {"apply_by": latest + timedelta(days=1)})
    assert "The latest start has to be" in after.text
    assert desk.post(url("extend", listing), {"apply_by": latest}).status_code == 302


def test_where_no_later_day_is_possible_that_is_said(desk, listing):
    Listing.objects.filter(pk=listing.pk).update(starts_from=None, starts_by=make.today(22))

    assert "No later day is possible" in desk.get(url("extend", listing)).text


def test_a_closed_listing_is_opened_again_with_a_new_day(desk, listing):
    actions.close(listing)

    assert "Open it again" in desk.get(url("manage", listing)).text
    page = desk.get(url("extend", listing)).text
    assert "<title>Open it again" in page
    assert "It was closed before its last day to apply, " in page
    desk.post(url("extend", listing), {"apply_by": make.today(9)})

    listing.refresh_from_db()
    assert (listing.status, listing.closed_at) == ("open", None)


def test_a_filled_listing_does_not_stay_open(db, sign_in):
    row = make.listing(status="filled")

    client = sign_in(row.created_by)
    response = client.post(url("extend", row), {"apply_by": make.today(9)}, follow=True)

    assert "Every place is taken, so there is nothing to apply for." in response.text
    with pytest.raises(WrongState):
        actions.extend(row, timezone.now(), {"label": "", "before": "", "after": ""}, User())


# --- Templates, and putting away ----------------------------------------------


def test_a_template_keeps_the_words_and_makes_new_drafts(desk, listing):
    response = desk.post(url("make_template", listing), follow=True)
    template = Listing.objects.get(status="template")
    assert "Write a listing from it" in response.text
    assert f'action="{url("copy", template)}"' in desk.get(reverse("listings:create")).text

    desk.post(url("copy", template))

    draft = Listing.objects.get(status="draft")
    assert (draft.title, draft.pay_minor, draft.apply_by) == (listing.title, 720_00, None)
    assert Listing.objects.get(pk=template.pk).status == "template"


def test_a_template_can_be_changed_and_is_sent_to_nobody(desk, listing):
    desk.post(url("make_template", listing))
    template = Listing.objects.get(status="template")

    assert desk.get(url("edit", template)).status_code == 200
    assert desk.get(url("preview", template)).url == url("manage", template)
    with pytest.raises(WrongState):
        actions.submit(template)
    assert desk.get(template.get_absolute_url()).status_code == 404


def test_what_is_put_away_leaves_the_list_and_comes_back(desk, listing):
    actions.close(listing)
    mine = reverse("listings:mine")

    desk.post(reverse("applications:put_away", args=[listing.slug]))
    assert listing.title not in desk.get(mine).text.partition("<main")[2]
    assert listing.title in desk.get(mine, {"show": "archived"}).text

    desk.post(reverse("applications:put_away", args=[listing.slug]), {"back": ""})
    assert listing.title in desk.get(mine).text


def test_nothing_is_put_away_while_students_read_it(desk, listing):
    response = desk.post(reverse("applications:put_away", args=[listing.slug]), follow=True)

    assert "it cannot be put away" in response.text


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

    response = change(desk, listing, apply_by=make.today(-1))

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

"""A published listing stays open for longer, is opened again, put away, or kept as a template."""

from datetime import timedelta
from math import ceil
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from accounts.models import User
from listings import actions
from listings.models import Listing
from listings.rules import day_in_words
from marketplace.states import WrongState
from tests import make


@pytest.fixture
def listing(db):
    return make.open_for_weeks()


@pytest.fixture
def desk(listing, sign_in):
    return sign_in(listing.created_by)


def url(name, listing):
    return reverse(f"listings:{name}", args=[listing.slug])


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
    zone = ZoneInfo(listing.organisation.time_zone)
    format = listing.format
    settled = (format.decision_hours + format.offer_hours + format.funding_hours) / 24
    latest = make.today(50) - timedelta(days=ceil(settled))

    assert day_in_words(localdate(listing.apply_by, zone)) in hint
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

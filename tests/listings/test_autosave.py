"""A draft that is saved while it is typed."""

import pytest
from django.urls import reverse

from accounts.models import Counted, Skill
from listings.models import Listing
from tests import make

CREATE = reverse("listings:create")


@pytest.fixture
def desk(db, sign_in):
    make.formats()
    make.university()
    person = make.employer()
    client = sign_in(person)
    client.person = person
    return client


def edit(listing):
    return reverse("listings:edit", args=[listing.slug])


def typing(desk, url=CREATE, /, **typed):
    return desk.post(url, {**make.typed(), "version": "", "action": "autosave", **typed})


def test_the_first_words_make_a_draft_with_an_address_of_its_own(desk):
    response = typing(desk, title="Count the seals", description="")

    listing = Listing.objects.get()
    assert (listing.title, listing.status) == ("Count the seals", "draft")
    assert response.json()["url"] == edit(listing)
    assert response.json()["said"].startswith("Draft saved at ")


def test_typing_on_saves_into_the_same_draft(desk):
    first = typing(desk, title="Count").json()

    second = typing(desk, first["url"], title="Count the seals", version=first["version"])

    assert second.status_code == 200
    assert Listing.objects.get().title == "Count the seals"


def test_what_cannot_be_stored_is_named_and_nothing_is_lost(desk):
    first = typing(desk, title="Count the seals").json()

    response = typing(desk, first["url"], total_hours="many", version=first["version"])

    assert response.status_code == 422
    assert response.json()["said"] == "Not saved yet. Look again at: Hours in all."
    assert Listing.objects.get().title == "Count the seals"


def test_half_a_word_is_no_proposal_for_the_vocabulary(desk):
    before = Skill.objects.count()

    typing(desk, skills="Python, Underwater bask")

    assert Skill.objects.count() == before


def test_a_second_tab_does_not_overwrite_the_first_by_itself(desk):
    first = typing(desk, title="As it was").json()
    typing(desk, first["url"], title="From one tab", version=first["version"])

    response = typing(desk, first["url"], title="From the other", version=first["version"])

    assert response.status_code == 409
    assert Listing.objects.get().title == "From one tab"


def test_saving_over_another_tab_asks_first_and_keeps_what_was_typed(desk):
    first = typing(desk, title="As it was").json()
    typing(desk, first["url"], title="From one tab", version=first["version"])
    typed = {**make.typed(title="From the other"), "action": "draft"}

    asked = desk.post(first["url"], {**typed, "version": first["version"]})
    assert "saved in another tab, or by a colleague" in asked.text
    assert 'value="From the other"' in asked.text
    assert Listing.objects.get().title == "From one tab"

    desk.post(first["url"], {**typed, "version": asked.context["version"]})
    assert Listing.objects.get().title == "From the other"


def test_without_javascript_the_button_saves(desk):
    page = desk.get(CREATE)
    assert "data-autosave" in page.text

    desk.post(CREATE, {**make.typed(title="Count the seals"), "version": "", "action": "draft"})

    assert Listing.objects.get().title == "Count the seals"


def test_a_day_or_a_number_that_is_half_typed_is_named_not_a_conflict(desk):
    response = typing(desk, starts_from=make.today(20), starts_by=make.today(10))

    assert response.status_code == 422
    assert "Latest start" in response.json()["said"]

    small = {"format": "facilitated-programme", "group_min": "8", "group_max": "1"}
    assert typing(desk, **small).status_code == 422


def test_one_place_more_does_not_make_an_old_page_new(desk):
    first = typing(desk, title="As it was").json()
    typing(desk, first["url"], title="From one tab", version=first["version"])

    shown = desk.post(
        first["url"], {**make.typed(title="Old"), "version": first["version"], "add_place": ""}
    )

    assert shown.context["version"] == first["version"]


# --- A page and itself ---------------------------------------------------------


def opened(desk, url=CREATE):
    """What the page that was opened sends along by itself."""
    shown = desk.get(url).context
    return {"version": shown["version"], "writer": shown["writer"].token, "nth": 1}


def test_a_page_that_has_not_heard_of_its_own_draft_goes_on_with_it(desk):
    page = opened(desk)
    typing(desk, **page, title="Count")

    button = {**make.typed(title="Count the seals"), **page, "nth": 2, "action": "draft"}
    response = desk.post(CREATE, button)

    listing = Listing.objects.get()
    assert response.url == edit(listing)
    assert listing.title == "Count the seals"


def test_what_a_page_sent_itself_is_no_conflict(desk):
    page = opened(desk)
    url = typing(desk, **page, title="Count").json()["url"]
    page = opened(desk, url)
    typing(desk, url, **page, title="Count the")

    typed = {**make.typed(title="Count the seals"), **page, "nth": 2, "action": "draft"}
    assert desk.post(url, typed).status_code == 302
    assert Listing.objects.get().title == "Count the seals"


def test_what_arrives_late_does_not_undo_what_was_sent_after_it(desk):
    page = opened(desk)
    typed = {**make.typed(title="Count the seals"), **page, "nth": 2, "action": "draft"}
    desk.post(CREATE, typed)

    assert typing(desk, **{**page, "nth": 1}, title="Count").status_code == 409
    assert Listing.objects.get().title == "Count the seals"


def test_two_pages_of_one_draft_are_a_conflict_whoever_saved_first(desk):
    url = typing(desk, **opened(desk), title="As it was").json()["url"]
    one, other = opened(desk, url), opened(desk, url)
    typing(desk, url, **one, title="From one tab")

    assert typing(desk, url, **other, title="From the other").status_code == 409
    assert typing(desk, url, **{**one, "nth": 2}, title="On in the first").status_code == 200


def test_a_page_keeps_its_token_when_it_is_shown_again(desk):
    page = opened(desk)

    shown = desk.post(CREATE, {**make.typed(title=""), **page, "nth": 4, "action": "check"}).context

    assert (shown["writer"].token, shown["writer"].nth) == (page["writer"], 4)


@pytest.mark.parametrize("junk", ["", "short", "\u0661" * 22, "x" * 400])
def test_a_token_that_is_none_of_ours_is_replaced(desk, junk):
    sent = {**make.typed(title=""), "writer": junk, "nth": junk, "action": "check"}

    writer = desk.post(CREATE, sent).context["writer"]

    assert len(writer.token) == 22
    assert writer.token != junk


def test_a_draft_that_was_sent_meanwhile_is_not_begun_again(desk):
    page = opened(desk)
    listing = make.draft(created_by=desk.person, organisation=desk.person.membership.organisation)
    Listing.objects.update(status="submitted", begun_on=page["writer"])

    response = desk.post(CREATE, {**make.typed(), **page, "nth": 2, "action": "draft"})

    assert response.url == reverse("listings:manage", args=[listing.slug])
    assert Listing.objects.count() == 1


def test_what_cannot_be_saved_yet_takes_nothing_from_what_one_may_write(desk):
    page = opened(desk)
    for nth in range(3):
        typing(desk, **{**page, "nth": nth}, total_hours="many")

    assert not Counted.objects.filter(key__contains="limit:write:").exists()
    typing(desk, **page)
    typing(desk, **{**page, "nth": 9})
    assert Counted.objects.get(key__contains="limit:write:").n == 1


# --- What is checked is saved first ----------------------------------------------


def test_checking_saves_what_was_typed_also_when_it_cannot_be_sent(desk):
    page = opened(desk)

    shown = desk.post(CREATE, {**make.typed(title="Count", pay=""), **page, "action": "check"})

    listing = Listing.objects.get()
    assert (listing.title, listing.pay_minor) == ("Count", None)
    assert shown.context["form"].errors.keys() == {"pay"}
    assert "Saved as a draft. It can be sent once this is put right." in shown.text
    # It goes on where the draft is, and is no conflict with itself.
    assert f'action="{edit(listing)}"' in shown.text
    context = shown.context
    on = {"version": context["version"], "writer": context["writer"].token, "nth": 2}
    assert typing(desk, edit(listing), **on, title="Count the seals").status_code == 200


def test_checking_what_cannot_be_stored_says_so_and_asks_before_one_leaves(desk):
    shown = desk.post(CREATE, {**make.typed(total_hours="ten", pay=""), "action": "check"})

    assert not Listing.objects.exists()
    assert "Not saved yet. Look again at: Hours in all." in shown.text
    assert 'data-unsaved="now"' in shown.text


def test_checking_overwrites_no_other_tab(desk):
    first = typing(desk, title="As it was").json()
    typing(desk, first["url"], title="From one tab", version=first["version"])

    typed = {**make.typed(title="From the other", pay=""), "version": first["version"]}
    desk.post(first["url"], {**typed, "action": "check"})

    assert Listing.objects.get().title == "From one tab"


def test_a_word_that_is_no_skill_yet_is_named_while_it_is_typed(desk):
    said = typing(desk, skills="Bread whispering").json()["said"]

    assert said.endswith("what is new among the skills: Bread whispering.")

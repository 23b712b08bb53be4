"""A draft that keeps itself, and the quick form of a short format."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications import actions
from applications.models import Application
from listings.models import Format, Listing
from tests import make
from tests.applications.sending import send


@pytest.fixture
def who(db):
    return make.student(hours_per_week=12)


@pytest.fixture
def listing(who):
    return make.listing(approved_by=who.university, questions=["Which tool?"])


@pytest.fixture
def nano(who):
    Format.objects.filter(slug="nano-internship").update(quick_apply=True)
    short = Format.objects.get(slug="nano-internship")
    return make.listing(approved_by=who.university, questions=["Which tool?"], format=short)


def apply_url(listing):
    return reverse("applications:apply", args=[listing.slug])


def test_what_is_typed_is_kept_while_it_is_typed(who, listing, sign_in):
    browser = sign_in(who.user)
    half = {"action": "autosave", "version": "", "pitch": "Half a sen", "hours_per_week": "te"}

    first = browser.post(apply_url(listing), half)
    second = browser.post(
        apply_url(listing), {**half, "version": first.json()["version"], "pitch": "Half a sentence"}
    )

    assert first.status_code == second.status_code == 200
    assert second.json()["said"].startswith("Draft saved at")
    form = browser.get(apply_url(listing)).context["form"]
    assert form["pitch"].value() == "Half a sentence"
    assert form["hours_per_week"].value() == "te"


def test_a_page_whose_answer_was_lost_is_no_other_tab(who, listing, sign_in):
    browser = sign_in(who.user)
    writer = browser.get(apply_url(listing)).context["writer"].token
    page = {"action": "autosave", "version": "", "writer": writer}

    browser.post(apply_url(listing), {**page, "nth": "1", "pitch": "One"})
    answer = browser.post(apply_url(listing), {**page, "nth": "2", "pitch": "One, two"})
    late = browser.post(apply_url(listing), {**page, "nth": "1", "pitch": "One"})

    assert (answer.status_code, late.status_code) == (200, 409)
    assert Application.objects.get().typed["pitch"] == "One, two"


def test_typing_in_an_old_tab_is_told_and_writes_over_nothing(who, listing, sign_in):
    browser = sign_in(who.user)
    browser.post(apply_url(listing), {"action": "autosave", "version": "", "pitch": "One"})

    answer = browser.post(apply_url(listing), {"action": "autosave", "version": "", "pitch": "Two"})

    assert answer.status_code == 409
    assert "another tab" in answer.json()["said"]
    assert Application.objects.get().typed["pitch"] == "One"


def test_typing_after_it_was_sent_is_told(who, listing, sign_in):
    make.application(student=who, listing=listing)

    answer = sign_in(who.user).post(apply_url(listing), {"action": "autosave", "pitch": "Late"})

    assert answer.status_code == 422
    assert "sent this application already" in answer.json()["said"]


def test_the_page_keeps_itself_only_with_its_script(who, listing, sign_in):
    page = sign_in(who.user).get(apply_url(listing)).text

    assert "data-autosave" in page
    assert "js/autosave.js" in page
    assert 'name="save"' in page


def test_what_was_typed_is_kept_where_a_condition_is_no_longer_met(who, listing, sign_in):
    browser = sign_in(who.user)
    browser.get(apply_url(listing))
    Listing.objects.filter(pk=listing.pk).update(apply_by=timezone.now() - timedelta(seconds=1))

    page = browser.post(apply_url(listing), {"version": "", "pitch": "Nearly in time"})

    assert "Its deadline has passed" in page.text
    assert "Your draft is kept" in page.text
    assert Application.objects.get().typed["pitch"] == "Nearly in time"


def test_who_presses_apply_before_signing_in_comes_back_to_the_form(who, listing):
    browser = Client()
    entry = browser.get(listing.get_absolute_url())
    assert apply_url(listing) in entry.text

    at_door = browser.get(apply_url(listing), follow=True)
    answer = browser.post(
        at_door.redirect_chain[-1][0],
        {"login": who.user.email, "password": make.PASSWORD, "next": apply_url(listing)},
    )

    assert answer.url == apply_url(listing)


def test_a_nano_application_is_the_profile_and_one_answer(who, nano, sign_in):
    resume = make.resume(who, name="mine.pdf")
    browser = sign_in(who.user)
    page = browser.get(apply_url(nano))
    assert list(page.context["form"].fields) == ["answer_0"]
    assert "mine.pdf" in page.text

    browser.post(apply_url(nano), {"version": "", "answer_0": "R"})
    send(browser, Application.objects.get())

    sent = Application.objects.get()
    assert (sent.status, sent.answers, sent.hours_per_week) == ("submitted", ["R"], 12)
    assert (sent.can_start, sent.resume) == (make.today(), resume)
    assert sign_in(nano.created_by).get(sent.get_absolute_url()).status_code == 200


def test_a_nano_application_needs_no_resume_and_still_its_answer(who, nano, sign_in):
    browser = sign_in(who.user)

    empty = browser.post(apply_url(nano), {"version": "", "answer_0": ""})
    assert empty.context["form"].errors == {"answer_0": ["Answer this question."]}

    version = Application.objects.get().version
    browser.post(apply_url(nano), {"version": version, "answer_0": "R"})
    send(browser, Application.objects.get())
    assert Application.objects.get().status == "submitted"


def test_a_nano_listing_without_a_question_asks_for_the_pitch(who, nano, sign_in):
    Listing.objects.filter(pk=nano.pk).update(questions=[])
    browser = sign_in(who.user)

    assert list(browser.get(apply_url(nano)).context["form"].fields) == ["pitch"]
    browser.post(apply_url(nano), {"version": "", "pitch": "By hand, then by script."})
    send(browser, Application.objects.get())

    assert Application.objects.get().status == "submitted"


def test_the_listing_says_how_one_applies(who, nano, sign_in):
    assert "your profile and one answer" in sign_in(who.user).get(nano.get_absolute_url()).text


def test_what_could_not_be_kept_either_stands_on_the_page(who, listing, sign_in):
    browser = sign_in(who.user)
    browser.post(apply_url(listing), {"action": "autosave", "version": "", "pitch": "One"})
    Listing.objects.filter(pk=listing.pk).update(apply_by=timezone.now() - timedelta(seconds=1))

    page = browser.post(apply_url(listing), {"version": "", "pitch": "From an old tab"})

    assert "Your draft is kept" not in page.text
    assert "What you typed is not saved" in page.text
    assert "From an old tab" in page.text
    assert Application.objects.get().typed["pitch"] == "One"


def test_a_page_whose_answer_was_lost_is_kept_also_where_one_can_no_longer_apply(
    who, listing, sign_in
):
    browser = sign_in(who.user)
    writer = browser.get(apply_url(listing)).context["writer"].token
    page = {"action": "autosave", "version": "", "writer": writer}
    browser.post(apply_url(listing), {**page, "nth": "1", "pitch": "One"})
    Listing.objects.filter(pk=listing.pk).update(apply_by=timezone.now() - timedelta(seconds=1))

    browser.post(apply_url(listing), {**page, "nth": "2", "pitch": "One, two"})

    assert Application.objects.get().typed["pitch"] == "One, two"


def test_a_draft_that_cannot_be_sent_any_more_can_be_read_and_discarded(who, listing, sign_in):
    browser = sign_in(who.user)
    browser.post(apply_url(listing), {"save": "1", "version": "", "pitch": "Words worth keeping"})
    Listing.objects.filter(pk=listing.pk).update(status="closed")
    draft = Application.objects.get()
    discard = reverse("applications:discard", args=[draft.pk])

    page = browser.get(apply_url(listing))
    assert "Words worth keeping" in page.text
    assert discard in page.text
    page = browser.post(discard, follow=True)

    assert "Your draft is discarded." in page.text
    assert not Application.objects.exists()


@pytest.mark.parametrize("status", ["submitted", "withdrawn"])
def test_what_was_sent_once_is_not_discarded(who, listing, sign_in, status):
    sent = make.application(student=who, listing=listing, status=status)

    page = sign_in(who.user).post(reverse("applications:discard", args=[sent.pk]), follow=True)

    assert "It has been sent" in page.text
    assert Application.objects.filter(pk=sent.pk).exists()


def test_a_draft_whose_day_has_passed_asks_for_another(who, listing, sign_in):
    draft = make.application(
        student=who,
        listing=listing,
        status="draft",
        submitted_at=None,
        decide_by=None,
        answers=["R"],
        resume=make.resume(who),
        can_start=make.today(-1),
    )
    check = reverse("applications:check", args=[draft.pk])

    for page in (
        sign_in(who.user).get(check, follow=True),
        sign_in(who.user).post(check, follow=True),
    ):
        assert "The day you said you can start has passed." in page.text
        assert page.redirect_chain[-1][0] == apply_url(listing)
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_a_draft_is_sent_as_it_is_when_it_is_sent(who, listing):
    draft = make.application(
        student=who,
        listing=listing,
        status="draft",
        submitted_at=None,
        decide_by=None,
        answers=["R"],
        resume=make.resume(who),
    )
    Application.objects.filter(pk=draft.pk).update(typed={"pitch": "Not checked yet"})

    with pytest.raises(actions.Incomplete):
        actions.submit(draft)


def test_of_several_questions_a_quick_application_answers_the_first(who, nano, sign_in):
    Listing.objects.filter(pk=nano.pk).update(questions=["Which tool?", "Why?", "And then?"])
    browser = sign_in(who.user)
    assert "And then?" not in browser.get(nano.get_absolute_url()).text

    page = browser.get(apply_url(nano))
    assert list(page.context["form"].fields) == ["answer_0"]
    browser.post(apply_url(nano), {"version": "", "answer_0": "R"})
    send(browser, Application.objects.get())

    sent = Application.objects.get()
    assert (sent.status, sent.answers) == ("submitted", ["R"])

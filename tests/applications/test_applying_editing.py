"""Changing what was sent, and the history a student reads."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import actions
from applications.models import Application
from listings.models import Listing
from tests import make

NEW = "I would start with shop 9, and show you the first table after two days."


@pytest.fixture
def sent(db):
    who = make.student()
    listing = make.listing(approved_by=who.university, questions=["Which tool?"])
    return make.application(
        student=who, listing=listing, answers=["Python"], resume=make.resume(who)
    )


def edit_url(application):
    return reverse("applications:edit", args=[application.pk])


def typed(application, **given):
    fields = {
        "version": application.version,
        "pitch": application.pitch,
        "answer_0": application.answers[0],
        "hours_per_week": application.hours_per_week,
        "can_start": application.can_start.isoformat(),
        "availability_note": "",
        "resume": str(application.resume_id),
    }
    return {**fields, **given}


def test_what_was_sent_can_be_changed_until_the_deadline(sent, sign_in):
    browser = sign_in(sent.student.user)
    assert edit_url(sent) in browser.get(sent.get_absolute_url()).text

    answer = browser.post(edit_url(sent), typed(sent, pitch=NEW, hours_per_week="12"))

    assert answer.url == sent.get_absolute_url()
    sent.refresh_from_db()
    assert (sent.pitch, sent.hours_per_week, sent.status) == (NEW, 12, "submitted")
    assert "You changed it" in browser.get(sent.get_absolute_url()).text


def test_the_employer_sees_that_it_was_changed_and_what_it_said_before(sent, sign_in):
    before = sent.pitch
    sign_in(sent.student.user).post(edit_url(sent), typed(sent, pitch=NEW, answer_0="R"))

    page = sign_in(sent.listing.created_by).get(sent.get_absolute_url())

    own = sign_in(sent.student.user).get(sent.get_absolute_url())
    assert "Changed after it was sent" in own.text
    assert before in own.text
    assert "Changed after it was sent" in page.text
    assert NEW in page.text
    assert [row["value"] for edit in page.context["edits"] for row in edit["rows"]] == [
        before,
        "Python",
    ]


def test_a_change_that_changes_nothing_is_no_event(sent, sign_in):
    sign_in(sent.student.user).post(edit_url(sent), typed(sent))

    sent.refresh_from_db()
    assert sent.edited_at is None
    assert not sent.events.exists()


def test_a_wrong_change_stays_in_the_form_and_the_employer_reads_what_was_sent(sent, sign_in):
    browser = sign_in(sent.student.user)

    page = browser.post(edit_url(sent), typed(sent, pitch=NEW, hours_per_week="many"))

    assert page.context["form"].errors == {
        "hours_per_week": ["Enter the hours as a number, such as 10."]
    }
    assert NEW in browser.get(edit_url(sent)).text
    assert NEW not in sign_in(sent.listing.created_by).get(sent.get_absolute_url()).text


def test_a_change_can_be_kept_and_sent_later(sent, sign_in):
    browser = sign_in(sent.student.user)

    answer = browser.post(edit_url(sent), typed(sent, pitch=NEW, save="1"))

    assert answer.url == edit_url(sent)
    assert "Go on with the change" in browser.get(sent.get_absolute_url()).text
    sent.refresh_from_db()
    assert sent.pitch != NEW
    assert sent.typed["pitch"] == NEW


def test_a_change_from_an_old_tab_loses_nothing(sent, sign_in):
    browser = sign_in(sent.student.user)
    old = typed(sent, pitch="From the old tab")
    browser.post(edit_url(sent), typed(sent, pitch=NEW))

    page = browser.post(edit_url(sent), old)

    assert "changed in another tab" in page.text
    assert "From the old tab" in page.text
    sent.refresh_from_db()
    assert sent.pitch == NEW


@pytest.mark.parametrize("status", ["declined", "not_selected", "offered", "accepted"])
def test_what_is_decided_cannot_be_changed(sent, sign_in, status):
    Application.objects.filter(pk=sent.pk).update(status=status, decided_at=timezone.now())

    page = sign_in(sent.student.user).post(edit_url(sent), typed(sent, pitch=NEW), follow=True)

    assert "It can no longer be changed" in page.text
    sent.refresh_from_db()
    assert sent.pitch != NEW


def test_nothing_is_changed_after_the_deadline(sent, sign_in):
    passed = timezone.now() - timedelta(minutes=1)
    Listing.objects.filter(pk=sent.listing_id).update(apply_by=passed)
    browser = sign_in(sent.student.user)

    page = browser.post(edit_url(sent), typed(sent, pitch=NEW), follow=True)

    assert "It can no longer be changed" in page.text
    assert edit_url(sent) not in page.text
    assert browser.get(edit_url(sent)).url == sent.get_absolute_url()
    sent.refresh_from_db()
    assert sent.pitch != NEW


def test_a_draft_is_written_in_the_form_of_applying(sent, sign_in):
    Application.objects.filter(pk=sent.pk).update(status="withdrawn", decided_at=timezone.now())

    answer = sign_in(sent.student.user).get(edit_url(sent))

    assert answer.url == reverse("applications:apply", args=[sent.listing.slug])


def test_everything_it_went_through_stands_on_its_page(sent, sign_in):
    actions.shortlist(sent)
    actions.unshortlist(sent)
    actions.withdraw(sent)
    sent.refresh_from_db()
    actions.submit(sent)

    page = sign_in(sent.student.user).get(sent.get_absolute_url())

    assert [event["text"] for event in page.context["history"]] == [
        "Put on the shortlist",
        "Taken off the shortlist",
        "Withdrawn",
        "Sent again",
    ]
    assert "Taken off the shortlist" in page.text


def test_a_change_made_before_a_withdrawal_is_not_told_after_the_next_sending(sent, sign_in):
    sign_in(sent.student.user).post(edit_url(sent), typed(sent, pitch=NEW))
    sent.refresh_from_db()
    actions.withdraw(sent)
    actions.submit(sent)

    page = sign_in(sent.listing.created_by).get(sent.get_absolute_url())

    assert page.context["edits"] == []
    sent.refresh_from_db()
    assert sent.edited_at is None


@pytest.mark.parametrize("also", [{}, {"save": "1"}, {"action": "autosave"}])
def test_what_is_typed_after_it_was_taken_back_elsewhere_is_kept(sent, sign_in, also):
    browser = sign_in(sent.student.user)
    change = typed(sent, pitch=NEW, **also)
    actions.withdraw(sent)

    answer = browser.post(edit_url(sent), change)

    assert answer.status_code == (200 if "action" in also else 302)
    page = browser.get(reverse("applications:apply", args=[sent.listing.slug]))
    assert page.context["form"]["pitch"].value() == NEW


@pytest.mark.parametrize("also", [{}, {"save": "1"}])
def test_what_is_typed_after_it_was_decided_is_shown_once_more(sent, sign_in, also):
    change = typed(sent, pitch=NEW, **also)
    Application.objects.filter(pk=sent.pk).update(status="declined", decided_at=timezone.now())

    page = sign_in(sent.student.user).post(edit_url(sent), change)

    assert "It can no longer be changed" in page.text
    assert NEW in page.text

"""What waits to be sent is asked again: nothing closed, done, read or taken away is told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from applications import actions, saved_deadlines
from applications.models import Message, Reader
from listings import actions as listing_actions
from listings import dismissing, emails, question_emails, saving
from listings.models import Listing, Moderation, Question, Told
from listings.tasks import mail_searches
from notifications import tasks
from notifications.models import Email
from tests import make

DAY = timedelta(days=1)


@pytest.fixture
def ada(db):
    """Who gets mail at any hour."""
    return make.student(user=make.user("student", quiet_from=None, quiet_until=None))


def sent(mailoutbox):
    """What goes of all that waits."""
    mailoutbox.clear()
    tasks.send_due()
    return [mail.body for mail in mailoutbox]


def closed(who, row):
    Listing.objects.filter(pk=row.pk).update(status="closed")


def taken_down(who, row):
    actions.recall(row)


def applied(who, row):
    make.application(student=who, listing=row)


def put_aside(who, row):
    dismissing.dismiss(row, who.user, "pay")


def later(who, row):
    Listing.objects.filter(pk=row.pk).update(apply_by=row.apply_by + 9 * DAY)


# --- What was saved, and closes soon ---------------------------------------


def saved(who, title, by):
    row = make.listing(who.university, title=title, apply_by=by)
    saving.save(row, who.user)
    return row


@pytest.mark.parametrize("since", [closed, taken_down, applied, put_aside, later])
def test_what_is_over_is_not_told_as_closing(ada, mailoutbox, since):
    """Of two that close at one moment the mail names the other."""
    by = timezone.now() + DAY
    row, other = saved(ada, "Count birds", by), saved(ada, "Name birds", by)
    saved_deadlines.remind(by - DAY)
    kept = Email.objects.get(kind=saved_deadlines.KIND)
    since(ada, row)

    [body] = sent(mailoutbox)
    assert ("Count birds" in body, "Name birds" in body) == (False, True)

    since(ada, other)
    Email.objects.filter(pk=kept.pk).update(status="new")
    assert not any("Name birds" in body for body in sent(mailoutbox))


# --- What searches find ----------------------------------------------------


def a_search(who, query="q=birds"):
    search, _new = saving.save_search(who.user, query, query)
    saving.change_search(search, query, "instantly")
    type(search).objects.filter(pk=search.pk).update(told_until=timezone.now() - DAY)


@pytest.mark.parametrize("since", [closed, taken_down, applied, put_aside])
def test_what_a_search_found_is_told_while_it_is_open(ada, mailoutbox, since):
    a_search(ada)
    row = make.listing(ada.university, title="Count birds")
    other = make.listing(ada.university, title="Name birds")
    mail_searches()
    since(ada, row)

    [body] = sent(mailoutbox)
    assert ("Count birds" in body, "Name birds" in body) == (False, True)

    Email.objects.filter(kind=emails.SEARCH_NEWS).update(status="new")
    since(ada, other)
    assert not any("Name birds" in body for body in sent(mailoutbox))


def test_what_two_searches_find_is_told_once_and_nothing_that_they_know(ada, mailoutbox):
    a_search(ada)
    a_search(ada, "q=count")
    row = make.listing(ada.university, title="Count birds")
    applied(ada, make.listing(ada.university, title="Count more birds"))
    mail_searches()

    [body] = [body for body in sent(mailoutbox) if "for your search" in body]
    assert "Count birds" in body
    assert "Count more birds" not in body
    assert Told.objects.get().listing == row


# --- Messages, questions, and what is to be decided ------------------------


@pytest.fixture
def thread(ada):
    row = make.application(student=ada)
    Email.objects.all().delete()
    return row


def written(row, *texts):
    for text in texts:
        actions.send(row, row.listing.created_by, text)
    Reader.objects.update(mail_by=timezone.now())
    reader = Reader.objects.get(user=row.student.user)
    actions.tell_of_messages(reader)


def test_what_was_read_meanwhile_is_not_mailed(thread, mailoutbox):
    written(thread, "When can you begin?")
    actions.read(thread, thread.student.user)

    assert sent(mailoutbox) == []


def test_what_our_staff_hide_is_in_no_mail(thread, mailoutbox):
    written(thread, "Write to me elsewhere.", "When can you begin?")
    actions.hide_message(Message.objects.get(text__startswith="Write"))

    [body] = sent(mailoutbox)
    assert "Write to me elsewhere" not in body
    assert "When can you begin?" in body
    assert "has written to you" in body


def test_after_all_was_hidden_the_next_message_is_news(thread, mailoutbox):
    written(thread, "Write to me elsewhere.")
    actions.hide_message(Message.objects.get())
    assert sent(mailoutbox) == []
    thread.student.user.refresh_from_db()
    assert thread.student.user.unread_threads == 0

    written(thread, "When can you begin?")

    assert len(sent(mailoutbox)) == 1


def test_a_question_that_is_hidden_or_answered_is_in_no_mail(ada, mailoutbox):
    by = make.employer(quiet_from=None, quiet_until=None)
    listing = make.listing(ada.university, organisation=by.membership.organisation, created_by=by)
    row = make.question(asked_by=ada.user, listing=listing)
    question_emails.asked(row)
    listing_actions.answer_question(row, "In the spreadsheet.")
    assert ["In the spreadsheet." in body for body in sent(mailoutbox)] == [True]

    other = make.question(asked_by=ada.user, listing=listing, status="answered")
    question_emails.answered(other)
    Question.objects.filter(pk=other.pk).update(status="hidden")
    assert sent(mailoutbox) == []


def test_what_a_colleague_has_decided_is_not_asked_for(db, mailoutbox):
    university = make.university()
    for _ in range(2):
        make.staff(university, quiet_from=None, quiet_until=None)
    moderation = make.waiting(university)
    emails.submitted(moderation)
    Moderation.objects.filter(pk=moderation.pk).update(status="rejected")

    assert sent(mailoutbox) == []

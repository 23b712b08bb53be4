"""Everybody's own dates as a calendar, at an address that its owner makes, renews and ends."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.models import CalendarFeed
from applications import actions
from applications.models import Milestone
from listings import saving
from notifications.handing import message
from notifications.models import Email
from tests import make
from tests.clock_cases import joined_a_team

PAGE = reverse("accounts:calendar")
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


def address(person, browser):
    browser.post(PAGE)
    return CalendarFeed.objects.get(user=person).get_absolute_url()


def events(person):
    """What their calendar reads, without signing in."""
    feed, _ = CalendarFeed.objects.get_or_create(user=person)
    answer = Client().get(feed.get_absolute_url())
    assert answer.status_code == 200
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    return {str(e["summary"]): e for e in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_an_address_is_made_shown_renewed_and_removed(sign_in):
    person = make.student().user
    browser = sign_in(person)

    first = address(person, browser)
    assert first in browser.get(PAGE).text
    assert Client().get(first).status_code == 200
    second = address(person, browser)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    browser.post(reverse("accounts:remove_calendar"))

    assert Client().get(second).status_code == 404
    assert "Make my address" in browser.get(PAGE).text


def test_it_is_long_never_indexed_and_kept_by_nobody_between(sign_in):
    person = make.student().user
    url = address(person, sign_in(person))

    answer = Client().get(url)

    assert len(CalendarFeed.objects.get().token) >= 43
    assert "noindex" in answer["X-Robots-Tag"]
    assert "private" in answer["Cache-Control"]
    person.is_active = False
    person.save()
    assert Client().get(url).status_code == 404


def test_a_student_has_offers_work_and_what_they_saved():
    offer = make.offer()
    student = offer.application.student
    row = make.listing(student.university, title="Count the seabirds")
    saving.save(row, student.user)

    found = events(student.user)

    mine = found[f"Answer the offer: {offer.application.listing.title}"]
    assert mine.decoded("dtend") == offer.expires_at.replace(microsecond=0)
    assert "Last hour to apply: Count the seabirds" in found
    assert len(found) == 2


def test_a_later_day_has_the_same_name_and_a_higher_number():
    part = make.placement().milestones.get()
    actions.fund(part)
    student = part.placement.student.user
    [before] = events(student).values()

    Milestone.objects.filter(pk=part.pk).update(work_by=part.work_by + 4 * DAY)
    [after] = events(student).values()

    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after.decoded("dtend") - before.decoded("dtend") == 4 * DAY


def test_an_employer_has_applicants_money_and_work():
    part = make.placement().milestones.get()
    owner = part.offer.made_by
    other = make.application(listing=make.listing(organisation=part.placement.listing.organisation))

    assert set(events(owner)) == {
        f"Pay in for “{part.title}”",
        f"Answer who applied for “{other.listing.title}”",
    }
    actions.fund(part)
    actions.deliver(part, "Here it is.", [], [])
    assert f"Look at the work: {part.title}" in events(owner)


def test_a_career_centre_has_its_decisions_and_nobody_elses():
    row = make.waiting()
    row.due_at = timezone.now() + 2 * DAY
    row.save()

    assert set(events(make.staff(row.university))) == {f"Decide on “{row.listing.title}”"}
    assert events(make.staff()) == {}
    assert events(make.platform()) == {}


# --- The file beside a mail ---


def beside(key):
    """The event that goes with the mail, as its reader's calendar gets it."""
    made = message(Email.objects.get(key=key))
    [file] = made.attachments
    assert (file.filename, file.mimetype) == ("date.ics", "text/calendar")
    assert "METHOD:PUBLISH" in file.content
    [event] = Calendar.from_ical(file.content).walk("VEVENT")
    return event


def test_a_mail_with_a_day_to_keep_has_it_as_a_file_by_the_name_that_the_feed_has():
    part = make.placement().milestones.get()
    student = part.placement.student.user

    actions.fund(part)

    event = beside(f"funded:{part.pk}:student")
    [same] = events(student).values()
    assert event["uid"] == same["uid"]
    assert event["sequence"] == same["sequence"]
    assert event.decoded("dtend") == part.work_by.replace(microsecond=0)
    assert not Email.objects.get(key=f"funded:{part.pk}:employer").calendar


def test_a_later_day_that_is_agreed_takes_the_place_of_the_one_before():
    part = make.placement().milestones.get()
    actions.fund(part)
    before = beside(f"funded:{part.pk}:student")
    student, employer = part.placement.student.user, part.offer.made_by
    row = actions.ask_for_more_time(part, student, part.hand_in_by + 3 * DAY, "An exam.")

    actions.agree_to_more_time(row, employer)

    after = beside(f"more-time-answered:{row.pk}:student")
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after.decoded("dtend") - before.decoded("dtend") == 3 * DAY


def test_who_applies_for_a_team_has_the_day_to_send_it(sign_in):
    member = joined_a_team()
    applies, joined = member.application.student.user, member.student.user
    words = f"Send the application of your team: {member.application.listing.title}"

    assert events(applies)[words].decoded("dtend") == member.send_by.replace(microsecond=0)
    assert words not in events(joined)
    actions.submit(member.application)
    assert words not in events(applies)

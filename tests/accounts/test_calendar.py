"""Everybody's own dates as a calendar, at an address that its owner makes, renews and ends."""

from datetime import timedelta
from email import policy
from email.parser import BytesParser

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts import feeds
from accounts.models import CalendarFeed
from applications import actions, emails
from applications.models import Milestone
from listings import saving
from notifications.handing import message
from notifications.models import Email
from tests import make
from tests.clock_cases import joined_a_team

PAGE = reverse("accounts:calendar")
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


def address(browser):
    """Made, and as it is shown once."""
    page = browser.post(PAGE, follow=True)
    return page.context["address"].removeprefix(settings.SITE_URL)


def feed(person):
    return Client().get(reverse("accounts:dates", args=[feeds.renew(person)]))


def events(person):
    """What their calendar reads, without signing in."""
    answer = feed(person)
    assert answer.status_code == 200
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    return {str(e["summary"]): e for e in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_an_address_is_made_shown_once_renewed_and_removed(sign_in):
    browser = sign_in(make.student().user)

    first = address(browser)
    assert first not in browser.get(PAGE).text
    assert Client().get(first).status_code == 200
    second = address(browser)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    browser.post(reverse("accounts:remove_calendar"))

    assert Client().get(second).status_code == 404
    assert "Make my address" in browser.get(PAGE).text


def test_it_is_long_never_indexed_and_kept_by_nobody_between(sign_in):
    person = make.student().user
    url = address(sign_in(person))
    token = url.removeprefix("/dates/").removesuffix(".ics")

    answer = Client().get(url)

    assert len(token) >= 43
    assert token not in CalendarFeed.objects.get().fingerprint
    assert "noindex" in answer["X-Robots-Tag"]
    assert "private" in answer["Cache-Control"]
    person.is_active = False
    person.save()
    assert Client().get(url).status_code == 404


def test_who_asks_all_the_time_is_told_to_wait():
    url = reverse("accounts:dates", args=[feeds.renew(make.student().user)])
    other = reverse("accounts:dates", args=[feeds.renew(make.student().user)])

    codes = [Client().get(url).status_code for _ in range(61)]

    assert (codes[59], codes[60]) == (200, 429)
    assert Client().get(other).status_code == 200


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


def test_what_takes_a_second_step_to_see_is_not_in_it_but_when(sign_in):
    row = make.waiting()
    row.due_at = timezone.now() + 2 * DAY
    row.save()
    staff, ours = make.staff(row.university), make.platform()
    report = make.report()

    theirs, of_ours = events(staff), events(ours)
    text = feed(staff).text + feed(ours).text

    assert set(theirs) == set(of_ours) == {"Something waits for your decision"}
    [event] = theirs.values()
    assert event.decoded("dtend") == row.due_at.replace(microsecond=0)
    listing = row.listing
    for said in (listing.title, listing.organisation.name, report.reference, str(report.pk)):
        assert said not in text
    assert f"moderation-{row.pk}" not in text
    assert "second step" in sign_in(staff).get(PAGE).text
    assert events(make.staff()) == {}


# --- The file beside a mail ---


def beside(key):
    """The event that goes with the mail, as its reader's calendar gets it."""
    raw = message(Email.objects.get(key=key)).message().as_bytes()
    parts = BytesParser(policy=policy.default).parsebytes(raw).iter_attachments()
    [file] = parts
    assert (file.get_filename(), file.get_content_type()) == ("date.ics", "text/calendar")
    calendar = Calendar.from_ical(file.get_content())
    assert file["Content-Type"].params["method"] == calendar["METHOD"]
    [event] = calendar.walk("VEVENT")
    assert event["organizer"] == f"mailto:{settings.SUPPORT_EMAIL}"
    assert (calendar["METHOD"] == "CANCEL") == (event.get("status") == "CANCELLED")
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


def test_changes_that_are_asked_for_move_the_same_event_also_to_an_earlier_day():
    part = make.placement().milestones.get()
    actions.fund(part)
    before = beside(f"funded:{part.pk}:student")
    delivery = actions.deliver(part, "Here it is.", [], [])

    actions.ask_for_changes(part, "Shorter.", part.due_on - DAY)

    after = beside(f"changes-asked:{delivery.pk}")
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after.decoded("dtend") < before.decoded("dtend")


def test_an_offer_that_is_taken_back_goes_from_the_calendar():
    offer = make.offer()
    emails.offered(offer)
    before = beside(f"offered:{offer.pk}")

    actions.take_back(offer)

    after = beside(f"taken-back:{offer.pk}")
    assert (after["uid"], after["status"]) == (before["uid"], "CANCELLED")
    assert after["sequence"] > before["sequence"]


def test_work_that_is_called_off_goes_from_the_calendar():
    part = make.placement().milestones.get()
    actions.fund(part)
    before = beside(f"funded:{part.pk}:student")

    actions.call_off(part.placement, part.offer.made_by, "other")

    after = beside(f"called-off:{part.placement_id}:student")
    assert (after["uid"], after["status"]) == (before["uid"], "CANCELLED")
    assert after["sequence"] > before["sequence"]


def test_what_is_done_goes_from_the_calendar_of_who_did_it_with_the_next_mail():
    offer = make.offer()
    emails.offered(offer)

    placement = actions.accept(offer)
    part = placement.milestones.get()
    actions.fund(part)
    delivery = actions.deliver(part, "Here it is.", [], [])
    part.refresh_from_db()
    actions.approve(part, offer.made_by)

    for asked, done in [
        (f"offered:{offer.pk}", f"accepted:{offer.pk}"),
        (f"offer-accepted:{offer.pk}", f"funded:{part.pk}:employer"),
        (f"funded:{part.pk}:student", f"approved:{part.pk}:student"),
        (f"delivered:{delivery.pk}", f"approved:{part.pk}:employer"),
    ]:
        before, after = beside(asked), beside(done)
        assert (after["uid"], after["status"]) == (before["uid"], "CANCELLED"), done
        assert after["sequence"] > before["sequence"], done


def test_what_was_up_before_it_was_done_is_left_alone():
    part = make.placement().milestones.get()
    actions.fund(part)
    actions.deliver(part, "Here it is.", [], [])
    part.refresh_from_db()

    with time_machine.travel(max(part.review_by, part.work_by) + DAY):
        actions.approve(part, None)

    assert not Email.objects.get(key=f"approved:{part.pk}:employer").calendar
    assert not Email.objects.get(key=f"approved:{part.pk}:student").calendar


def test_a_dispute_is_in_the_calendar_of_who_is_to_answer_until_they_have():
    dispute = make.dispute()
    asked = dispute.other_side
    before = beside(f"dispute-opened:{dispute.pk}:{asked}")
    own = Email.objects.get(key=f"dispute-opened:{dispute.pk}:{dispute.side}")

    make.answer(dispute)

    after = beside(f"dispute-answered:{dispute.pk}:{asked}")
    assert (after["uid"], after["status"]) == (before["uid"], "CANCELLED")
    assert not own.calendar


def test_a_payment_that_is_not_to_be_made_goes_from_the_calendar():
    placement = make.placement()

    actions.cancel(placement, placement.student.user, "other")

    gone = beside(f"cancelled:{placement.pk}:employer")
    assert gone["uid"].startswith(f"pay-in-{placement.milestones.get().pk}@")
    assert gone["status"] == "CANCELLED"

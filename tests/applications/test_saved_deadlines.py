"""Deadlines of saved listings: 3 days and 24 hours before, once, to who can still apply."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from applications.tasks import mail_saved_deadlines
from listings import saving
from listings.actions import extend
from listings.models import Dismissal, Listing, Moderation, SavedListing
from notifications.models import Email
from tests import make

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CLOSES = datetime(2026, 12, 5, 4, 59, tzinfo=UTC)  # 23:59 in New York, the day before

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    """Well before: every test moves it."""
    with time_machine.travel(CLOSES - 9 * DAY, tick=False) as clock:
        yield clock


@pytest.fixture
def ada(clock):
    return make.student(user=make.user("student", name="Ada Obi", time_zone="Asia/Kolkata"))


def saved(who, **given):
    row = make.listing(who.university, **{"apply_by": CLOSES, **given})
    saving.save(row, who.user)
    return row


def told(clock, *before):
    """What is written so long before the deadline; a round at each, and one an hour earlier."""
    for each in before:
        clock.move_to(CLOSES - each - HOUR)
        mail_saved_deadlines()
        clock.move_to(CLOSES - each)
        mail_saved_deadlines()
        mail_saved_deadlines()
    return list(Email.objects.filter(key__startswith="saved-deadline").order_by("pk"))


def test_both_come_once_and_say_the_moment_on_the_readers_clock(ada, clock):
    row = saved(ada, title="Count the seabirds")

    early, late = told(clock, 3 * DAY, DAY)

    assert early.to == late.to == ada.user.email
    assert "Count the seabirds" in early.subject
    assert "Sat 5 Dec 2026, 10:29 IST" in early.body
    assert row.get_absolute_url() in early.body
    assert "3 days left" in early.body
    assert "tomorrow" in late.body


def test_what_closes_at_one_moment_is_one_mail(ada, clock):
    saved(ada, title="Count the seabirds")
    saved(ada, title="Name the seabirds")

    [mail] = told(clock, DAY)

    assert mail.subject.startswith("2 projects you saved")
    assert "Count the seabirds" in mail.body
    assert "Name the seabirds" in mail.body


def test_a_later_deadline_is_another_occasion(ada, clock):
    row = saved(ada)
    told(clock, 3 * DAY)

    change = {"label": "Apply by", "before": "4 December", "after": "9 December"}
    extend(row, CLOSES + 5 * DAY, change, row.created_by)
    clock.move_to(CLOSES + 2 * DAY)
    mail_saved_deadlines()

    assert Email.objects.filter(key__startswith="saved-deadline").count() == 2


def applied(who, row):
    make.application(student=who, listing=row)


def closed(who, row):
    Listing.objects.filter(pk=row.pk).update(status="closed")


def refused(who, row):
    Moderation.objects.filter(listing=row).update(status="rejected")


def let_go(who, row):
    SavedListing.objects.all().delete()


def put_aside(who, row):
    Dismissal.objects.create(user=who.user, listing=row)


def gone(who, row):
    who.user.is_active = False
    who.user.save()


@pytest.mark.parametrize("since", [applied, closed, refused, let_go, put_aside, gone])
def test_nobody_is_told_of_what_they_cannot_apply_to_any_more(since, ada, clock):
    row = saved(ada)
    since(ada, row)

    assert told(clock, 3 * DAY, DAY) == []


def test_who_has_begun_goes_on_where_they_were_and_reads_what_is_in_the_way(ada, clock):
    row = saved(ada)
    make.application(student=ada, listing=row, status="draft")
    ada.course = ""
    ada.save()

    [mail] = told(clock, DAY)

    assert f"/apply/{row.slug}/" in mail.body
    assert "Your profile lacks" in mail.body


def test_after_a_standstill_one_is_told_once_with_the_later(ada, clock):
    saved(ada)
    mail_saved_deadlines()

    assert len(told(clock, 20 * HOUR)) == 1


def test_a_round_that_broke_tells_the_rest_and_nobody_twice(ada, clock, monkeypatch):
    from applications import saved_deadlines

    bo = make.student()
    row = saved(ada)
    make.approval(row, bo.university)
    saving.save(row, bo.user)
    real = saved_deadlines.closing_for
    broken = lambda who, listing: 1 / 0 if who == ada else real(who, listing)  # noqa: E731
    clock.move_to(CLOSES - DAY - HOUR)
    mail_saved_deadlines()
    clock.move_to(CLOSES - DAY)
    monkeypatch.setattr(saved_deadlines, "closing_for", broken)
    mail_saved_deadlines()
    monkeypatch.setattr(saved_deadlines, "closing_for", real)
    mail_saved_deadlines()

    mails = Email.objects.filter(key__startswith="saved-deadline", key__endswith=":24h")
    assert sorted(mails.values_list("to", flat=True)) == sorted([ada.user.email, bo.user.email])


def test_who_could_not_be_told_for_a_night_is_told_in_the_morning(ada, clock, monkeypatch):
    from applications import saved_deadlines

    saved(ada)
    clock.move_to(CLOSES - DAY - HOUR)
    mail_saved_deadlines()
    with monkeypatch.context() as night:
        night.setattr(saved_deadlines, "closing_for", lambda who, listing: 1 / 0)
        for hours in (24, 20, 16):
            clock.move_to(CLOSES - hours * HOUR)
            mail_saved_deadlines()
    assert not Email.objects.filter(key__startswith="saved-deadline").exists()

    assert [mail.key[-3:] for mail in told(clock, 12 * HOUR)] == ["24h"]

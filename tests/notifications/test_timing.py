"""When a mail goes: what its reader has chosen, and their quiet hours."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from applications import emails
from applications.samples import SAMPLES
from notifications import outbox, timing
from notifications.kinds import How
from notifications.models import Email, Notice, Preference
from tests import make
from tests.making.told import BINDS, PAID, SENT, told

CLOSES = "applications/saved_deadline"


def reader(zone="UTC", quiet=(None, None)) -> User:
    return User(kind="student", time_zone=zone, quiet_from=quiet[0], quiet_until=quiet[1])


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    ("now", "how", "expected"),
    [
        ("2026-12-02T07:59:59+00:00", How.DAILY, "2026-12-02T08:00:00+00:00"),
        ("2026-12-02T08:00:00+00:00", How.DAILY, "2026-12-03T08:00:00+00:00"),
        ("2026-12-02T12:00:00+00:00", How.WEEKLY, "2026-12-07T08:00:00+00:00"),
        ("2026-12-07T07:00:00+00:00", How.WEEKLY, "2026-12-07T08:00:00+00:00"),
        ("2026-12-07T08:00:00+00:00", How.WEEKLY, "2026-12-14T08:00:00+00:00"),
    ],
)
def test_digests_are_due_in_the_morning_those_of_a_week_on_monday(now, how, expected):
    assert timing.next_digest(reader(), how, at(now)) == at(expected)


def test_mornings_are_those_of_the_reader_also_when_clocks_change():
    due = timing.next_digest(reader("America/New_York"), How.DAILY, at("2026-03-07T15:00:00+00:00"))

    # On 8 March 2026 New York goes from UTC-5 to UTC-4.
    assert due == at("2026-03-08T12:00:00+00:00")


@pytest.mark.parametrize(
    ("quiet", "now", "expected"),
    [
        ((time(21), time(8)), "20:59", "20:59"),
        ((time(21), time(8)), "21:00", "+1 08:00"),
        ((time(21), time(8)), "07:59", "08:00"),
        ((time(21), time(8)), "08:00", "08:00"),
        ((time(1), time(6)), "00:59", "00:59"),
        ((time(1), time(6)), "03:00", "06:00"),
        ((time(1), time(6)), "06:00", "06:00"),
        ((None, None), "03:00", "03:00"),
    ],
)
def test_what_falls_into_quiet_hours_waits_for_their_end(quiet, now, expected):
    day = 3 if expected.startswith("+1") else 2
    wanted = at(f"2026-12-0{day}T{expected[-5:]}:00+05:30")

    moment = at(f"2026-12-02T{now}:00+05:30")
    assert timing.after_quiet(reader("Asia/Kolkata", quiet), moment) == wanted


def test_a_zone_that_is_none_counts_as_utc():
    assert str(timing.zone_of(reader("Mars/Olympus"))) == "UTC"


@pytest.fixture
def night(db):
    """Somebody for whom it is always night."""
    now = timezone.now()
    start, end = now.replace(hour=(now.hour - 1) % 24), now.replace(hour=(now.hour + 2) % 24)
    user = make.user("student", quiet_from=start.time(), quiet_until=end.time())
    return make.student(user=user).user


def test_at_night_a_mail_waits_but_stands_on_the_site(night, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as sendings:
        email = told(night)

    assert email.status == "new"
    assert email.due_at > timezone.now()
    assert not Email.objects.to_send().exists()
    assert sendings == []
    assert Notice.objects.filter(reader=night).exists()


def test_what_binds_goes_at_any_hour(night):
    told(night, BINDS)

    assert Email.objects.to_send().exists()


@pytest.mark.parametrize(
    ("how", "status"),
    [("instantly", "new"), ("daily", "held"), ("weekly", "held"), ("off", "dropped")],
)
def test_a_mail_goes_as_its_reader_has_chosen(db, how, status):
    ada = make.student().user
    Preference.objects.create(user=ada, kind=SENT, how=how)

    email = told(ada)

    assert email.status == status
    assert Notice.objects.filter(key=email.key).exists()


def test_money_is_not_asked_for_a_preference(db):
    ada = make.student().user
    Preference.objects.create(user=ada, kind=PAID, how="off")

    assert told(ada, PAID).status == "new"


@pytest.mark.parametrize(
    ("hours", "goes"),
    [
        (4, "2026-11-23 23:05"),
        (12, "2026-11-24 03:05"),
        (72, "2026-11-24 08:00"),
    ],
)
def test_who_has_few_hours_to_answer_hears_of_it_at_night_with_half_of_them_left(db, hours, goes):
    sleeper = make.user("student", quiet_from=time(21), quiet_until=time(8))
    application = make.application(student=make.student(user=sleeper))
    with time_machine.travel(at("2026-11-23 21:05+00:00"), tick=False):
        offer = make.offer(
            application=application, expires_at=timezone.now() + timedelta(hours=hours)
        )
        emails.offered(offer)

    email = Email.objects.get(kind="applications/offered")
    assert email.due_at == at(f"{goes}+00:00")


@pytest.mark.parametrize(("days", "status"), [(14, "held"), (3, "new"), (-1, "held")])
def test_what_is_to_be_done_by_a_day_waits_for_no_digest_after_it(db, days, status):
    ada = make.student(user=make.user("student", quiet_from=None)).user
    Preference.objects.create(user=ada, kind=CLOSES, how="weekly")
    with time_machine.travel(at("2026-11-24 12:00+00:00"), tick=False):  # a Tuesday
        context = {**SAMPLES[CLOSES](), "act_by": timezone.now() + timedelta(days=days)}
        context.pop("reader", None)
        email = outbox.post("closes", ada, CLOSES, **context)

    assert email.status == status

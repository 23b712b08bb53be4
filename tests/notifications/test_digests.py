"""What is gathered: each occasion in one digest, one digest a morning, nothing for nothing."""

from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError
from django.utils import timezone

from notifications import digests, tasks, timing
from notifications.kinds import How
from notifications.models import Email, Preference
from tests import make
from tests.making.told import SENT, told

LATER = timedelta(days=8)
DECLINED = "applications/declined"


@pytest.fixture
def ada(db):
    user = make.student().user
    Preference.objects.create(user=user, kind=SENT, how="daily")
    return user


def gathered(reader, now):
    """Of one of them; None where there is none."""
    return next(iter(digests.gather([reader], now)), None)


def of(user):
    return Email.objects.filter(reader=user, kind="notifications/digest")


def test_what_waits_comes_together_and_each_once(ada):
    rows = [told(ada), told(ada)]
    now = timezone.now() + LATER

    first = gathered(ada.pk, now)
    again = gathered(ada.pk, now)

    assert again is None
    assert of(ada).get() == first
    assert first.priority == Email.Priority.DIGEST
    assert first.subject == "2 things since last time"
    assert set(first.gathered.all()) == set(rows)
    assert set(first.gathered.values_list("status", flat=True)) == {"gathered"}
    for row in rows:
        assert first.body.count(row.subject) >= 1


def test_before_its_morning_there_is_none(ada):
    told(ada)

    assert digests.due(timezone.now()) == []
    assert gathered(ada.pk, timezone.now()) is None
    assert not of(ada).exists()


def mornings(ada, n):
    """The next ones, as `due_at` of what is told now."""
    zone = timing.zone_of(ada)
    first = timing.next_digest(ada, How.DAILY, timezone.now())
    return [(first.astimezone(zone) + timedelta(days=day)) for day in range(n)]


def test_what_comes_too_late_for_a_digest_is_in_that_of_the_next_morning_and_moves_no_other(ada):
    today, tomorrow, after = mornings(ada, 3)
    told(ada)
    gathered(ada.pk, today)
    late = told(ada)  # committed a moment after

    nothing = gathered(ada.pk, today + timedelta(minutes=1))
    due = digests.due(today + timedelta(minutes=2))
    at_midnight = gathered(ada.pk, today + timedelta(hours=17))
    told(ada)
    Email.objects.held().exclude(pk=late.pk).update(due_at=tomorrow)
    second = gathered(ada.pk, tomorrow)
    told(ada)
    Email.objects.held().update(due_at=after)

    assert (nothing, due, at_midnight) == (None, [], None)
    assert late in second.gathered.all()
    assert second.gathered.count() == 2
    assert gathered(ada.pk, after).gathered.count() == 1


def test_a_digest_that_is_a_day_late_does_not_take_the_place_of_the_next(ada):
    today, tomorrow, _ = mornings(ada, 3)
    told(ada)
    after_midnight = gathered(ada.pk, today + timedelta(hours=20))
    told(ada)
    Email.objects.held().update(due_at=tomorrow)

    assert after_midnight is not None
    assert gathered(ada.pk, tomorrow) is not None


def test_what_comes_late_for_a_digest_of_the_week_waits_a_week(ada):
    Preference.objects.update(how="weekly")
    told(ada)
    monday = Email.objects.get().due_at
    gathered(ada.pk, monday)
    late = told(ada)
    Email.objects.filter(pk=late.pk).update(due_at=monday)

    gathered(ada.pk, monday + timedelta(minutes=1))

    late.refresh_from_db()
    assert timedelta(days=6) < late.due_at - monday < timedelta(days=8)


def test_of_many_rows_nothing_about_their_reader_is_asked_twice(ada, django_assert_max_num_queries):
    for _ in range(10):
        told(ada)

    # One a row: that it is gathered.
    with django_assert_max_num_queries(10 + 13):
        assert gathered(ada.pk, timezone.now() + LATER).gathered.count() == 10


def test_words_of_what_is_gathered_are_in_the_digest_alone(ada):
    told(ada)

    row = gathered(ada.pk, timezone.now() + LATER).gathered.get()

    assert (row.body, row.html, bool(row.subject)) == ("", "", True)


@pytest.mark.parametrize("why", ["closed", "stopped"])
def test_who_gets_no_mail_gets_no_digest(ada, why):
    told(ada)
    if why == "closed":
        type(ada).objects.update(is_active=False)
    else:
        make.stopped_address(address=ada.email)

    assert gathered(ada.pk, timezone.now() + LATER) is None
    assert Email.objects.get().status == "dropped"


def test_a_round_ends_when_its_time_is_up_and_the_next_goes_on(ada, monkeypatch):
    told(ada)
    Email.objects.update(due_at=timezone.now())

    monkeypatch.setattr(tasks, "GATHER_FOR", -1)
    tasks.gather_digests()
    before = of(ada).count()
    monkeypatch.undo()
    tasks.gather_digests()

    assert (before, of(ada).count()) == (0, 1)


def test_what_does_not_hold_any_more_is_left_out(ada):
    gone, kept = told(ada), told(ada)
    Email.objects.filter(pk=gone.pk).update(role="employer:1")
    # Whatever address its reader had when it was written.
    Email.objects.filter(pk=kept.pk).update(to="old@example.org")

    digest = gathered(ada.pk, timezone.now() + LATER)

    gone.refresh_from_db()
    assert gone.status == "dropped"
    assert list(digest.gathered.all()) == [kept]


def test_nothing_that_still_holds_is_no_mail(ada):
    row = told(ada)
    Preference.objects.filter(user=ada).update(how="off")

    assert gathered(ada.pk, timezone.now() + LATER) is None
    row.refresh_from_db()
    assert (row.status, of(ada).exists()) == ("dropped", False)


def test_the_task_serves_everybody_even_if_one_fails(ada, monkeypatch):
    bob = make.student().user
    Preference.objects.create(user=bob, kind=SENT, how="weekly")
    told(ada)
    told(bob)
    Email.objects.held().update(due_at=timezone.now())
    real = digests.gather

    def gather(readers, now):
        if min(ada.pk, bob.pk) in readers:
            raise RuntimeError
        return real(readers, now)

    monkeypatch.setattr(digests, "gather", gather)
    tasks.gather_digests()

    assert of(bob).count() + of(ada).count() == 1
    monkeypatch.setattr(digests, "gather", real)
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        tasks.gather_digests()
        tasks.gather_digests()
    assert (of(ada).count(), of(bob).count()) == (1, 1)


def test_a_digest_that_cannot_be_written_waits_longer_each_time_and_ends_at_staff(ada, monkeypatch):
    email = told(ada)
    now = timezone.now()
    Email.objects.held().update(due_at=now)

    def gather(readers, now):
        raise ValueError("no such thing")

    monkeypatch.setattr(digests, "gather", gather)
    waits = []
    while Email.objects.held().exists():
        with time_machine.travel(now, tick=False):
            tasks.gather_digests()
            tasks.gather_digests()  # nothing is due
        email.refresh_from_db()
        waits.append(email.due_at - now)
        now = email.due_at

    assert [wait // timedelta(minutes=1) for wait in waits] == [5, 10, 20, 40, 0]
    assert list(Email.objects.for_staff()) == [email]
    assert email.last_error == "The digest could not be written: ValueError: no such thing"
    assert Email.objects.to_send_again().exists()


def test_a_database_that_is_away_is_no_fault_of_a_digest(ada, monkeypatch):
    told(ada)
    Email.objects.held().update(due_at=timezone.now())

    def gather(readers, now):
        raise OperationalError

    monkeypatch.setattr(digests, "gather", gather)
    with pytest.raises(OperationalError):
        tasks.gather_digests()

    assert Email.objects.held().get().losses == 0


def test_as_it_goes_a_digest_is_asked_again(ada, mailoutbox):
    """It may have waited for hours: for the end of the night, or for a mail server."""
    told(ada)
    Preference.objects.create(user=ada, kind=DECLINED, how="daily")
    gone = told(ada, DECLINED)
    digest = gathered(ada.pk, timezone.now() + LATER)
    Preference.objects.filter(kind=DECLINED).update(how="off")
    Email.objects.filter(pk=digest.pk).update(due_at=timezone.now())

    tasks.send_due()

    [sent] = mailoutbox
    gone.refresh_from_db()
    assert sent.subject == "1 thing since last time"
    assert gone.subject in digest.body
    assert gone.subject not in sent.body
    assert gone.status == "dropped"


def test_a_digest_of_which_nothing_holds_is_not_sent(ada, mailoutbox):
    told(ada)
    digest = gathered(ada.pk, timezone.now() + LATER)
    Preference.objects.update(how="off")
    Email.objects.filter(pk=digest.pk).update(due_at=timezone.now())

    tasks.send_due()

    digest.refresh_from_db()
    assert (mailoutbox, digest.status) == ([], "dropped")


@pytest.mark.parametrize("n", [1, 3])
def test_many_digests_take_as_many_statements_as_one(db, n, django_assert_num_queries):
    readers = [make.student().user for _ in range(n)]
    for reader in readers:
        Preference.objects.create(user=reader, kind=SENT, how="daily")
        told(reader)
        told(reader)

    with django_assert_num_queries(10):
        made = digests.gather([reader.pk for reader in readers], timezone.now() + LATER)

    assert {(each.reader, each.gathered.count()) for each in made} == {(r, 2) for r in readers}

"""What is gathered: each occasion in one digest, one digest a morning, nothing for nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notifications import digests, tasks
from notifications.models import Email, Preference
from tests import make
from tests.making.told import SENT, told

LATER = timedelta(days=8)


@pytest.fixture
def ada(db):
    user = make.student().user
    Preference.objects.create(user=user, kind=SENT, how="daily")
    return user


def of(user):
    return Email.objects.filter(reader=user, kind="notifications/digest")


def test_what_waits_comes_together_and_each_once(ada):
    rows = [told(ada), told(ada)]
    now = timezone.now() + LATER

    first = digests.gather(ada.pk, now)
    again = digests.gather(ada.pk, now)

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
    assert digests.gather(ada.pk, timezone.now()) is None
    assert not of(ada).exists()


def test_what_comes_after_the_digest_of_a_day_is_in_that_of_the_next(ada):
    told(ada)
    now = timezone.now() + LATER
    digests.gather(ada.pk, now)
    late = told(ada)

    assert digests.gather(ada.pk, now) is None
    next_one = digests.gather(ada.pk, now + timedelta(days=1))

    assert list(next_one.gathered.all()) == [late]


def test_what_does_not_hold_any_more_is_left_out(ada):
    gone, kept = told(ada), told(ada)
    Email.objects.filter(pk=gone.pk).update(role="employer:1")
    # Whatever address its reader had when it was written.
    Email.objects.filter(pk=kept.pk).update(to="old@example.org")

    digest = digests.gather(ada.pk, timezone.now() + LATER)

    gone.refresh_from_db()
    assert gone.status == "dropped"
    assert list(digest.gathered.all()) == [kept]


def test_nothing_that_still_holds_is_no_mail(ada):
    row = told(ada)
    Preference.objects.filter(user=ada).update(how="off")

    assert digests.gather(ada.pk, timezone.now() + LATER) is None
    row.refresh_from_db()
    assert (row.status, of(ada).exists()) == ("dropped", False)


def test_the_task_serves_everybody_even_if_one_fails(ada, monkeypatch):
    bob = make.student().user
    Preference.objects.create(user=bob, kind=SENT, how="weekly")
    told(ada)
    told(bob)
    Email.objects.held().update(due_at=timezone.now())
    real = digests.gather

    def gather(reader, now):
        if reader == min(ada.pk, bob.pk):
            raise RuntimeError
        return real(reader, now)

    monkeypatch.setattr(digests, "gather", gather)
    tasks.gather_digests()

    assert of(bob).count() + of(ada).count() == 1
    monkeypatch.setattr(digests, "gather", real)
    tasks.gather_digests()
    tasks.gather_digests()
    assert (of(ada).count(), of(bob).count()) == (1, 1)

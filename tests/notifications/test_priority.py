"""What goes first, and how fast."""

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.utils import timezone
from redis import RedisError

from notifications import outbox, rate, tasks
from notifications.models import Email
from notifications.rate import May
from notifications.samples import samples
from tests import make
from tests.making.told import BINDS, SENT

SAMPLES = samples()


def test_the_most_urgent_goes_first_whenever_it_was_written(db):
    order = [("digest", 30, False), ("event", 20, False), ("code", 10, True)]
    for subject, priority, secret in order:
        make.email(subject=subject, priority=priority, secret=secret)

    tasks.send_due()

    assert [sent.subject for sent in mail.outbox] == ["code", "event", "digest"]


def test_a_code_posted_while_digests_wait_is_the_next_one(db, settings):
    settings.DEBUG = True
    for _ in range(30):
        make.email(priority=Email.Priority.DIGEST)

    tasks.send_due()
    outbox.post("code:1", "asha@example.org", "account/password_reset_key", secret=True)
    tasks.send_due()

    assert (len(mail.outbox), mail.outbox[tasks.BATCH].to) == (30 + 1, ["asha@example.org"])


@pytest.mark.parametrize(
    ("kind", "given", "woken"),
    [
        ("account/password_reset_key", {"secret": True}, ["notifications.tasks.send_email"]),
        ("account/password_set", {}, ["notifications.tasks.send_email"]),
        (SENT, {}, ["notifications.tasks.send_due"]),
        (SENT, {"priority": Email.Priority.DIGEST}, []),
        # What binds is no digest, whoever says so.
        (BINDS, {"priority": Email.Priority.DIGEST}, ["notifications.tasks.send_due"]),
    ],
)
def test_who_is_woken_hangs_on_what_it_is(db, monkeypatch, kind, given, woken):
    queued = []
    monkeypatch.setattr(outbox, "after_commit", lambda task, *args: queued.append(task))

    outbox.post("told:1", "asha@example.org", kind, **SAMPLES[kind](), **given)

    assert queued == woken


class Redis:
    """What Redis does with a count, or `away`."""

    def __init__(self, away=False):
        self.counted, self.away = {}, away

    def pipeline(self, transaction):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def incr(self, key):
        if self.away:
            raise RedisError
        self.last = self.counted[key] = self.counted.get(key, 0) + 1

    def expire(self, key, seconds):
        pass

    def execute(self):
        return [self.last, True]


@pytest.mark.parametrize("away", [False, True])
def test_no_more_go_in_a_second_than_the_provider_takes_but_codes_do(
    db, settings, monkeypatch, away
):
    settings.MAILS_PER_SECOND = 3
    redis = Redis(away)
    monkeypatch.setattr(rate, "_redis", lambda: redis)
    for _ in range(5):
        make.email()
    code = make.email(secret=True, priority=Email.Priority.SECURITY)

    with time_machine.travel(timezone.now(), tick=False) as clock:
        tasks.send_due()
        first = len(mail.outbox)
        tasks.send_due()
        still = len(mail.outbox)
        code = make.email(secret=True, priority=Email.Priority.SECURITY)
        tasks.send_email(code.pk)
        with_code = len(mail.outbox)
        clock.shift(1)
        tasks.send_due()

    assert (first, still, with_code, len(mail.outbox)) == (3, 3, 4, 7)
    assert set(Email.objects.values_list("status", "attempts")) == {("sent", 1)}


def test_each_provider_of_ours_is_counted_by_itself(settings, monkeypatch):
    settings.MAILS_PER_SECOND = 1
    redis = Redis()
    monkeypatch.setattr(rate, "_redis", lambda: redis)
    email = Email(priority=Email.Priority.EVENT)

    with time_machine.travel(timezone.now(), tick=False):
        first, second = rate.may_go(email), rate.may_go(email)
        settings.MAIL_PROVIDER = "postmark"
        other = rate.may_go(email)

    assert (first, second, other) == (May.GO, May.NOT_NOW, May.GO)


def test_a_round_asks_a_few_things_whatever_waits(db, django_assert_num_queries):
    for priority in Email.Priority.values:
        make.email(priority=priority)
        make.email(priority=priority)

    with django_assert_num_queries(1):
        counts = [outbox.how_many_wait(100)]
    counts += [outbox.how_many_wait(3)]
    Email.objects.exclude(priority=Email.Priority.DIGEST).delete()
    # A savepoint, which there are any, the oldest of them, its claim.
    with django_assert_num_queries(5):
        email = outbox.claim_next(lambda email: May.GO)

    assert counts == [8, 3]
    assert email.priority == Email.Priority.DIGEST


@pytest.mark.parametrize(
    "rows",
    [
        Email.objects.to_send().filter(priority=20).order_by("due_at"),
        Email.objects.claim_ran_out(),
        Email.objects.dispatch_ran_out(),
    ],
)
def test_what_the_sweeper_asks_reads_an_index_of_what_is_not_sent(db, rows):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    assert "email_waiting" in rows.explain() or "email_under_way" in rows.explain()
    assert "Sort" not in rows.order_by(*rows.query.order_by).explain()

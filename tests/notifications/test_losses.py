"""Mails that cost their worker, mails that nobody knows the fate of, and times when none goes."""

import smtplib
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
import time_machine
from celery.exceptions import SoftTimeLimitExceeded
from django.core import mail
from django.db import OperationalError
from django.utils import timezone

from notifications import before_sending, handing, outages, outbox, tasks
from notifications.models import Email
from notifications.samples import samples
from tests import make
from tests.making.told import BINDS, SENT, told

AWAY = timedelta(minutes=10)


def rounds(n: int) -> None:
    for turn in range(1, n + 1):
        with time_machine.travel(timezone.now() + turn * AWAY):
            tasks.sweep_emails()


def breaks(monkeypatch, error, key="poison"):
    real = before_sending.why_not

    def why_not(email):
        if email.key == key:
            raise error
        return real(email)

    monkeypatch.setattr(before_sending, "why_not", why_not)


def test_one_that_cannot_be_prepared_leaves_its_batch_alone_and_ends_with_staff(db, monkeypatch):
    poison, *_ = make.email(key="poison"), make.email(), make.email()
    breaks(monkeypatch, KeyError("nobody"))

    tasks.send_due()
    first = Email.objects.get(pk=poison.pk)
    others = len(mail.outbox)
    rounds(8)

    poison.refresh_from_db()
    assert (first.status, first.losses, others) == ("new", 1, 2)
    assert (poison.status, poison.attempts) == ("failed", outbox.MOST_LOSSES)
    assert "KeyError" in poison.last_error
    assert poison in Email.objects.for_staff()


def test_one_that_kills_its_workers_ends_with_staff(db):
    email = make.email()

    for turn in range(1, 8):
        with time_machine.travel(timezone.now() + turn * AWAY):
            tasks._find_lost()
            email.refresh_from_db()
            if email.status == "new":
                outbox.claim(email)

    assert (email.status, email.attempts) == ("failed", outbox.MOST_LOSSES)
    assert "worker was lost" in email.last_error


def test_what_is_not_the_mail_s_fault_is_not_counted_against_it(db, monkeypatch):
    make.email(key="poison")
    for error in (SoftTimeLimitExceeded(), OperationalError("away")):
        breaks(monkeypatch, error)
        with pytest.raises(type(error)):
            tasks.send_due()
        assert Email.objects.get().losses == 0
        Email.objects.update(status="new")


def test_staff_who_send_it_again_give_it_all_its_chances_anew(db):
    email = make.email(status="failed", losses=outbox.MOST_LOSSES)

    outbox.send_again(email, make.platform())

    assert Email.objects.get().losses == 0


def test_what_staff_send_again_after_days_is_not_given_up_at_the_first_not_now(db):
    email = make.email(status="failed")
    Email.objects.update(created_at=timezone.now() - 2 * outbox.GIVE_UP_AFTER)
    email.refresh_from_db()
    outbox.send_again(email, make.platform())
    outbox.claim(email)
    outbox.dispatch(email)

    outbox.put_back(email, "451 later")

    assert email.status == "new"


# --- Security


@pytest.fixture
def news(db):
    """That somebody has changed a password: nothing that lets anybody in."""
    ada = make.student().user
    return outbox.post(
        "changed:1", ada, "account/password_changed", ip="203.0.113.7", timestamp=timezone.now()
    )


def test_news_of_an_account_go_first_and_what_binds_before_what_happened(news):
    ada = news.reader

    order = [told(ada).priority, told(ada, BINDS).priority, news.priority]

    assert [Email.Priority(each).name for each in order] == ["EVENT", "DEADLINE", "SECURITY"]
    assert not news.secret


def test_what_can_be_acted_on_until_a_moment_goes_before_what_cannot(db):
    words = samples()[SENT]()
    words.pop("reader", None)
    soon = timezone.now() + timedelta(days=1)

    email = outbox.post("closes:1", make.student().user, SENT, act_by=soon, **words)

    assert email.priority == Email.Priority.DEADLINE


def test_security_news_go_again_when_nobody_knows_whether_they_came_but_not_for_ever(news):
    for n in range(outbox.MOST_LOSSES):
        assert Email.objects.get().status == "new", n
        Email.objects.update(due_at=timezone.now())
        news.refresh_from_db()
        outbox.claim(news)
        outbox.dispatch(news)
        outbox.lose_sight(news, "cut off")

    assert Email.objects.get().status == "unknown"


def test_security_news_go_to_a_stopped_address(news):
    make.stopped_address(address=news.to)

    tasks.send_email(news.pk)

    assert len(mail.outbox) == 1


# --- Times when no mail goes


def refuses(monkeypatch, error):
    def hand_over(made, mailer):
        raise error

    monkeypatch.setattr(handing, "hand_over", hand_over)


def test_who_is_not_let_in_tries_one_and_refuses_none(db, monkeypatch):
    for _ in range(3):
        make.email()
    refuses(monkeypatch, smtplib.SMTPSenderRefused(550, b"daily limit", "hello@example.org"))

    tasks.send_due()

    assert sorted(Email.objects.values_list("status", "attempts")) == [
        ("new", 0),
        ("new", 0),
        ("new", 1),
    ]
    assert "daily limit" in outages.lasts().why


def test_while_no_mail_goes_the_sweeper_asks_for_one_batch(db, monkeypatch):
    for _ in range(50):
        make.email()
    asked = []
    monkeypatch.setattr(tasks.send_due, "apply_async", lambda **how: asked.append(how))

    tasks.sweep_emails()
    usual = len(asked)
    outages.note("away")
    outages.note("still away")
    tasks.sweep_emails()

    assert (usual, len(asked)) == (3, 3 + 1)
    assert outages.lasts().why == "still away"


# --- The date


def date_of(email: Email) -> datetime:
    return parsedate_to_datetime(handing.message(email).extra_headers["Date"])


def test_a_mail_bears_the_moment_it_goes_out_not_the_one_it_was_written(db):
    email = make.email()

    with time_machine.travel(timezone.now() + timedelta(hours=11)):
        tasks.send_email(email.pk)

    date = parsedate_to_datetime(mail.outbox[0].extra_headers["Date"])
    assert date - email.created_at > timedelta(hours=10)


@pytest.mark.parametrize(("was", "same"), [("failed", False), ("unknown", True)])
def test_a_second_copy_bears_the_date_of_the_first(db, was, same):
    email = make.email(status=was, dispatched_at=timezone.now() - timedelta(days=2))
    before = date_of(email)

    outbox.send_again(email, make.platform())

    assert (date_of(email) == before) is same


def test_what_the_server_has_not_taken_bears_a_new_date(db):
    email = make.email()
    outbox.claim(email)
    outbox.dispatch(email)

    outbox.put_back(email, "451 later")

    assert Email.objects.get().dispatched_at is None

import smtplib
from datetime import timedelta

import pytest
import time_machine
from celery.exceptions import SoftTimeLimitExceeded
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from marketplace.states import WrongState
from notifications import before_sending, handing, outages, outbox, tasks
from notifications.models import Email, Outage
from tests import make


@pytest.fixture
def server(monkeypatch):
    """A mail server that fails as told: `server(opening=error)`, `server(sending=error)`."""

    def fail(opening: Exception | None = None, sending: Exception | None = None) -> None:
        def open_(self):
            if opening:
                raise opening

        def send_messages(self, messages):
            if sending:
                raise sending
            return real(self, messages)

        monkeypatch.setattr(EmailBackend, "open", open_)
        monkeypatch.setattr(EmailBackend, "send_messages", send_messages)

    real = EmailBackend.send_messages
    return fail


def later(**given):
    return time_machine.travel(timezone.now() + timedelta(**given))


def test_a_mail_is_sent_with_both_its_parts(db, settings):
    email = make.email(to="asha@example.org", subject="You have an offer")

    tasks.send_email(email.pk)

    email.refresh_from_db()
    [sent] = mail.outbox
    assert (email.status, email.attempts, email.lease_until) == ("sent", 1, None)
    assert email.sent_at is not None
    assert (sent.to, sent.subject, sent.body) == (["asha@example.org"], email.subject, email.body)
    assert sent.from_email == settings.DEFAULT_FROM_EMAIL
    assert [(email.html in part.content, part.mimetype) for part in sent.alternatives] == [
        (True, "text/html")
    ]


def test_its_message_id_comes_from_its_key(db):
    first, second = make.email(key="offered:1"), make.email(key="offered:2")

    ids = [handing.message(each).extra_headers["Message-ID"] for each in (first, first, second)]

    assert ids[0] == ids[1] != ids[2]
    assert ids[0].endswith("@localhost>")


def test_sending_again_sends_nothing(db):
    email = make.email()

    for _ in range(3):
        tasks.send_email(email.pk)
    tasks.sweep_emails()

    assert len(mail.outbox) == 1


def test_a_task_for_a_mail_that_is_gone_does_nothing(db):
    tasks.send_email(12345)

    assert mail.outbox == []


def test_a_lost_task_is_swept_up(db):
    make.email()
    make.email()

    tasks.sweep_emails()

    assert len(mail.outbox) == 2
    assert set(Email.objects.values_list("status", flat=True)) == {"sent"}


def test_the_sweeper_asks_for_as_many_batches_as_go_until_its_next_round(db, monkeypatch, settings):
    settings.MAILS_PER_SECOND = 2
    for _ in range(7):
        make.email()
    monkeypatch.setattr(tasks, "ROUND", 3)
    asked = []
    monkeypatch.setattr(tasks.send_due, "apply_async", lambda **how: asked.append(how["countdown"]))

    tasks.sweep_emails()

    assert asked == [0, 1, 2]
    assert set(Email.objects.values_list("status", flat=True)) == {"new"}


def test_a_mail_that_takes_too_long_leaves_the_others_alone(db, server):
    first, second = make.email(), make.email()

    server(sending=SoftTimeLimitExceeded())
    with pytest.raises(SoftTimeLimitExceeded):
        tasks.send_email(first.pk)
    server()
    tasks.sweep_emails()

    statuses = dict(Email.objects.values_list("pk", "status"))
    assert statuses == {first.pk: "dispatched", second.pk: "sent"}


def test_a_claim_that_ran_out_is_tried_again_and_sent_once(db):
    email = make.email()
    outbox.claim(email)

    tasks.sweep_emails()
    assert mail.outbox == []
    with later(seconds=61):
        tasks.sweep_emails()
    with later(minutes=10):
        tasks.sweep_emails()

    email.refresh_from_db()
    assert (email.status, email.attempts) == ("sent", 2)
    assert len(mail.outbox) == 1


def test_a_claim_that_ran_out_is_not_put_back_once_it_is_handed_over(db):
    email = make.email()
    outbox.claim(email)
    as_the_sweeper_read_it = Email.objects.get()
    outbox.dispatch(email)

    with pytest.raises(WrongState):
        outbox.put_back(as_the_sweeper_read_it)

    email.refresh_from_db()
    assert email.status == "dispatched"


@pytest.mark.parametrize("act", ["drop", "put_back", "refuse", "lose_sight", "sent"])
def test_whose_claim_ran_out_changes_nothing_of_the_next_one(db, act):
    slow = make.email()
    outbox.claim(slow)
    if act not in ("drop", "put_back"):
        outbox.dispatch(slow)
    Email.objects.update(status="dispatched", attempts=2)
    told = [] if act == "sent" else ["why"]

    with pytest.raises(WrongState):
        getattr(outbox, act)(slow, *told)

    assert Email.objects.get().status == "dispatched"


def test_a_worker_that_is_done_preparing_too_late_leaves_the_next_one_alone(db, monkeypatch):
    def asked(email):
        Email.objects.update(status="dispatched", attempts=2)
        return ""

    monkeypatch.setattr(before_sending, "why_not", asked)
    make.email()

    tasks.send_due()

    assert Email.objects.get().status == "dispatched"
    assert mail.outbox == []


def test_a_dispatch_that_ran_out_is_listed_and_never_guessed(db):
    email = make.email()
    outbox.claim(email)
    outbox.dispatch(email)

    tasks.sweep_emails()
    email.refresh_from_db()
    assert email.status == "dispatched"
    with later(seconds=181):
        tasks.sweep_emails()
    with later(minutes=30):
        tasks.sweep_emails()

    email.refresh_from_db()
    assert email.status == "unknown"
    assert "lost while the mail was being handed over" in email.last_error
    assert mail.outbox == []


def test_a_secret_whose_fate_is_unknown_goes_again(db):
    email = make.email(secret=True)
    outbox.claim(email)
    outbox.dispatch(email)

    with later(seconds=181):
        tasks.sweep_emails()
    with later(minutes=10):
        tasks.sweep_emails()

    email.refresh_from_db()
    assert email.status == "sent"
    assert len(mail.outbox) == 1


def test_a_server_that_is_away_is_asked_again_and_the_rest_waits(db, server):
    for _ in range(3):
        make.email()

    server(opening=ConnectionRefusedError("nobody is there"))
    tasks.sweep_emails()
    tasks.sweep_emails()
    tried = list(Email.objects.values_list("status", "attempts", "last_error"))
    outage = Outage.objects.get()
    server()
    for _ in range(2):
        tasks.sweep_emails()

    assert tried == [("new", 0, "")] * 3
    assert "nobody is there" in outage.why
    assert outages.lasts() is None
    assert len(mail.outbox) == 3
    assert set(Email.objects.values_list("status", "last_error")) == {("sent", "")}


def test_within_five_minutes_of_its_return_a_server_has_every_mail(db, server):
    email = make.email()
    server(opening=TimeoutError())
    for hours in range(1, 40):
        with later(hours=hours):
            tasks.sweep_emails()

    server()
    with later(hours=39, minutes=5):
        tasks.sweep_emails()

    email.refresh_from_db()
    assert (email.status, email.attempts) == ("sent", 1)


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPRecipientsRefused({"asha@example.org": (550, b"no such user")}),
        smtplib.SMTPSenderRefused(552, b"too long", "hello@foothold.example"),
        smtplib.SMTPDataError(554, b"spam"),
        smtplib.SMTPNotSupportedError("SMTPUTF8 not supported by server"),
        ValueError("Invalid address"),
    ],
)
def test_a_no_for_good_is_listed_and_not_tried_again(db, server, error):
    email = make.email()

    server(sending=error)
    tasks.send_email(email.pk)
    server()
    with later(days=1):
        tasks.sweep_emails()

    email.refresh_from_db()
    assert (email.status, email.attempts) == ("failed", 1)
    assert str(error)[:20] in email.last_error
    assert mail.outbox == []


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPRecipientsRefused({"asha@example.org": (450, b"greylisted")}),
        smtplib.SMTPDataError(451, b"try later"),
    ],
)
def test_a_not_now_is_tried_later(db, server, error):
    email = make.email()

    server(sending=error)
    tasks.send_email(email.pk)
    server()
    tasks.sweep_emails()
    too_early = len(mail.outbox)
    with later(minutes=1):
        tasks.sweep_emails()

    email.refresh_from_db()
    assert too_early == 0
    assert (email.status, email.attempts) == ("sent", 2)


def test_after_three_days_of_not_now_it_is_listed(db, server):
    email = make.email()
    Email.objects.update(created_at=timezone.now() - timedelta(days=3, minutes=1))

    server(sending=smtplib.SMTPDataError(451, b"try later"))
    tasks.send_email(email.pk)

    email.refresh_from_db()
    assert email.status == "failed"


@pytest.mark.parametrize("error", [TimeoutError(), smtplib.SMTPServerDisconnected("gone")])
@pytest.mark.parametrize(("secret", "status"), [(False, "unknown"), (True, "new")])
def test_a_server_that_goes_away_in_the_middle_leaves_nobody_sure(
    db, server, error, secret, status
):
    email = make.email(secret=secret)

    server(sending=error)
    tasks.send_email(email.pk)

    email.refresh_from_db()
    assert email.status == status


@pytest.mark.parametrize(
    ("debug", "demo", "secret", "kept"),
    [
        (False, False, True, False),
        (False, False, False, True),
        (True, False, True, True),
        (False, True, True, True),
    ],
)
def test_the_words_of_a_secret_are_wiped_once_sent(db, settings, debug, demo, secret, kept):
    settings.DEBUG, settings.DEMO = debug, demo
    email = make.email(secret=secret)

    tasks.send_email(email.pk)

    email.refresh_from_db()
    assert len(mail.outbox) == 1
    assert bool(email.body) is kept
    assert bool(email.html) is kept


def test_the_subject_of_a_secret_is_wiped_of_its_code(db, settings):
    settings.DEBUG = settings.DEMO = False
    email = make.email(secret=True, subject="X7K-9PQ is your code for Foothold")

    tasks.send_email(email.pk)

    email.refresh_from_db()
    assert "X7K" not in email.subject


def test_a_secret_that_is_refused_is_wiped_too(db, settings, server):
    settings.DEBUG = settings.DEMO = False
    email = make.email(secret=True)

    server(sending=smtplib.SMTPDataError(554, b"spam"))
    tasks.send_email(email.pk)

    email.refresh_from_db()
    assert (email.status, email.body, email.html) == ("failed", "", "")

from threading import Barrier, Thread

import pytest
from django.core import mail
from django.db import connection

from notifications import outbox, tasks
from notifications.models import Email
from tests import make

WORKERS = 4


def at_once(work):
    """Run `work` in several threads that begin together."""
    start = Barrier(WORKERS)

    def run():
        start.wait()
        try:
            work()
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_workers_that_race_for_one_mail_send_it_once(monkeypatch):
    email = make.email()
    # All of them have read the row as waiting before any of them claims it.
    read = Barrier(WORKERS)
    real = outbox.claim

    def claim(row):
        read.wait()
        real(row)

    monkeypatch.setattr(outbox, "claim", claim)

    at_once(lambda: tasks.send_email(email.pk))

    email.refresh_from_db()
    assert (email.status, email.attempts) == ("sent", 1)
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_the_race_is_real_without_the_one_update(monkeypatch):
    """Pretix's rule: with read-check-save in place of `move_if`, the test above must fail."""
    email = make.email()
    read = Barrier(WORKERS)

    def move_if(provided, row, status, /, **also):
        if status == "claimed":
            read.wait()
        for name, value in {"status": status, **also}.items():
            setattr(row, name, value)
        row.save()

    monkeypatch.setattr(outbox, "move_if", move_if)

    at_once(lambda: tasks.send_email(email.pk))

    assert len(mail.outbox) > 1


@pytest.mark.django_db(transaction=True)
def test_sweepers_that_overlap_send_each_mail_once():
    for _ in range(20):
        make.email()

    at_once(tasks.sweep_emails)

    assert len(mail.outbox) == 20
    assert set(Email.objects.values_list("status", flat=True)) == {"sent"}


@pytest.mark.django_db(transaction=True)
def test_the_same_event_reported_at_once_is_one_mail():
    make.email(key="first")

    at_once(lambda: outbox.post("verified:1", "a@example.org", "accounts/organisation_verified"))

    assert Email.objects.filter(key="verified:1").count() == 1

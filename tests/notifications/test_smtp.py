"""The sending path, against a mail server that really answers."""

import asyncio
import logging
import socket
from collections import Counter
from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from aiosmtpd.controller import Controller
from django.db import connection
from django.utils import timezone

from notifications import outbox, tasks
from notifications.models import Email, Outage
from tests import make

TIMEOUT = 0.3  # seconds that our side waits


class Sink:
    """A mail server that answers as it was told to, and counts."""

    def __init__(self) -> None:
        self.came = Counter()
        self.connections = 0
        self.at = {"MAIL": None, "RCPT": None, "DATA": None}

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        if answer := await self._answer("MAIL", server):
            return answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if answer := await self._answer("RCPT", server):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if not (told := self.at["DATA"]) or not told[0].isdigit():
            self.came[envelope.content.split(b"Message-ID: <")[1].split(b">")[0]] += 1
        return await self._answer("DATA", server) or "250 OK"

    async def _answer(self, where, server):
        told = self.at[where]
        if told == "cut":
            server.transport.abort()
        if told == "sleep":
            await asyncio.sleep(2 * TIMEOUT)
        return told if told and told[0].isdigit() else None


@pytest.fixture
def sink(settings):
    sink = Sink()
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    controller = Controller(sink, hostname="127.0.0.1", port=free_port())
    controller.start()
    use(settings, controller.port)
    yield sink
    controller.stop(no_assert=True)


def use(settings, port):
    options = {"host": "127.0.0.1", "port": port, "timeout": TIMEOUT}
    backend = {"BACKEND": "notifications.smtp.EmailBackend", "OPTIONS": options}
    settings.MAILERS = {"default": backend}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def sent(email):
    tasks.send_email(email.pk)
    email.refresh_from_db()
    return email.status


def test_what_the_server_takes_is_sent(db, sink):
    assert sent(make.email()) == "sent"
    assert list(sink.came.values()) == [1]


@pytest.mark.parametrize("where", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(
    ("answer", "status"), [("451 later", "new"), ("421 closing", "new"), ("554 never", "failed")]
)
def test_what_the_server_answers_decides(db, sink, where, answer, status):
    if (where, status) == ("MAIL", "failed"):
        status = "new"  # it is we who are not let in
    sink.at[where] = answer
    email = make.email()

    assert sent(email) == status
    assert answer[4:] in email.last_error
    assert not sink.came


@pytest.mark.parametrize("trouble", ["cut", "sleep"])
@pytest.mark.parametrize("where", ["MAIL", "RCPT"])
def test_a_server_lost_before_it_had_the_words_is_asked_again(db, sink, where, trouble):
    sink.at[where] = trouble
    email = make.email()

    assert sent(email) == "new"
    sink.at[where] = None
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        assert sent(email) == "sent"
    assert list(sink.came.values()) == [1]


@pytest.mark.parametrize("trouble", ["cut", "sleep"])
@pytest.mark.parametrize(("secret", "status"), [(False, "unknown"), (True, "new")])
def test_a_server_lost_after_it_had_the_words_leaves_nobody_sure(db, sink, trouble, secret, status):
    sink.at["DATA"] = trouble

    assert sent(make.email(secret=secret)) == status
    assert list(sink.came.values()) == [1]  # which only the server knows


def test_a_server_that_refuses_connections_is_asked_later_and_said_to(db, settings):
    use(settings, free_port())
    email = make.email()

    assert sent(email) == "new"
    assert "ConnectionRefused" in Outage.objects.get().why


def test_a_batch_goes_over_one_connection(db, sink):
    for _ in range(5):
        make.email()

    tasks.send_due()

    assert (len(sink.came), sink.connections) == (5, 1)


def test_a_connection_that_the_server_has_closed_is_opened_anew(db, sink, monkeypatch):
    for _ in range(3):
        make.email()
    real = outbox.sent

    def then_cut(email, *known_as):
        real(email, *known_as)
        sink.at["MAIL"] = "421 enough" if len(sink.came) == 1 else None

    monkeypatch.setattr(outbox, "sent", then_cut)
    tasks.send_due()
    sink.at["MAIL"] = None
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        tasks.send_due()

    assert list(sink.came.values()) == [1, 1, 1]
    assert set(Email.objects.values_list("status", flat=True)) == {"sent"}


def test_a_mail_whose_fate_is_unknown_ends_the_batch(db, sink):
    for _ in range(3):
        make.email()
    sink.at["DATA"] = "cut"

    tasks.send_due()

    assert sorted(Email.objects.values_list("status", flat=True)) == ["new", "new", "unknown"]


def test_a_worker_lost_after_the_server_had_it_sends_no_second_one(db, sink, monkeypatch):
    class Killed(BaseException):
        pass

    def killed(email, *known_as):
        raise Killed

    email = make.email()
    monkeypatch.setattr(outbox, "sent", killed)
    with pytest.raises(Killed):
        tasks.send_email(email.pk)
    monkeypatch.undo()
    for minutes in (4, 10, 60):
        with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
            tasks._find_lost()
            tasks.send_due()

    email.refresh_from_db()
    assert email.status == "unknown"
    assert list(sink.came.values()) == [1]


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_hand_each_mail_over_once(sink):
    for _ in range(8):
        make.email()
    start = Barrier(3)

    def work():
        start.wait()
        try:
            for _ in range(3):
                tasks.send_due()
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert list(sink.came.values()) == [1] * 8
    assert set(Email.objects.values_list("status", flat=True)) == {"sent"}

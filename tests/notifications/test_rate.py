"""How fast mails go to whoever receives them."""

from collections import Counter
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from redis import RedisError

from marketplace import env
from notifications import rate, tasks
from notifications.models import Email
from tests import make

GMAIL = ("gmail.com", "googlemail.com")
OTHERS = ["slow.example", "college.example", "lyceum.example"]


@pytest.fixture(autouse=True)
def _counted_for_this_test_alone(monkeypatch, settings):
    monkeypatch.setattr(rate, "KEY", f"test:{uuid4()}:")
    settings.MAILS_PER_SECOND_TO = {GMAIL: 3, ("slow.example",): 1, ("*",): 4}


@pytest.fixture
def clock():
    """At the end of a second, when all that may go in it is due."""
    with time_machine.travel(timezone.now().replace(microsecond=990_000), tick=False) as clock:
        yield clock


def send_all():
    """By rounds of the sweeper, until none is due in this second."""
    before = -1
    while len(mail.outbox) > before:
        before = len(mail.outbox)
        tasks.send_due()


def came():
    return Counter(sent.to[0].rpartition("@")[2] for sent in mail.outbox)


def test_a_domain_that_is_full_waits_and_the_others_go_on(db, clock):
    for n in range(7):
        make.email(to=f"reader{n}@{GMAIL[n % 2]}")
    for domain in ["slow.example"] * 2 + ["college.example"] * 5 + ["lyceum.example"]:
        make.email(to=f"reader@{domain}")

    seconds = []
    for _ in range(3):
        send_all()
        each = came()
        seconds.append((each[GMAIL[0]] + each[GMAIL[1]], *map(each.get, OTHERS)))
        clock.shift(1)

    assert seconds == [(3, 1, 4, 1), (6, 2, 5, 1), (7, 2, 5, 1)]
    assert set(Email.objects.values_list("status", "attempts")) == {("sent", 1)}


def test_what_is_put_off_is_spread_over_the_seconds_in_which_it_may_go(db, clock):
    for n in range(9):
        make.email(to=f"reader{n}@gmail.com")
    second = timezone.now().replace(microsecond=0)

    tasks.send_due()

    waiting = Email.objects.filter(status="new").order_by("due_at")
    moments = [(row.due_at - second).total_seconds() for row in waiting]
    assert not Email.objects.to_send().exists()
    assert moments == pytest.approx([1, 4 / 3, 5 / 3, 2, 7 / 3, 8 / 3], abs=0.01)


def test_those_put_off_later_come_after_those_of_before(db, clock):
    for n in range(6):
        make.email(to=f"reader{n}@slow.example")
    tasks.send_due()
    last = make.email(to="last@slow.example")

    tasks.send_due()

    last.refresh_from_db()
    assert Email.objects.filter(status="new").latest("due_at") == last


def test_what_is_urgent_goes_before_what_was_put_off_and_a_code_at_once(db, clock):
    for n in range(3):
        make.email(to=f"reader{n}@slow.example", priority=Email.Priority.DIGEST)
    send_all()
    make.email(to="code@slow.example", secret=True, priority=Email.Priority.SECURITY)
    make.email(to="binds@slow.example", priority=Email.Priority.DEADLINE)
    send_all()
    at_once = [sent.to[0] for sent in mail.outbox[1:]]
    clock.shift(1)
    send_all()

    assert at_once == ["code@slow.example"]
    assert mail.outbox[2].to == ["binds@slow.example"]
    assert len(mail.outbox) == 3


def test_a_redis_that_forgets_lets_one_more_second_s_worth_go_and_loses_none(db, clock):
    for n in range(8):
        make.email(to=f"reader{n}@gmail.com")
    send_all()
    # Nothing else of this Redis is touched: all that was counted is called otherwise now.
    rate.KEY = f"test:{uuid4()}:"
    make.email(to="next@gmail.com")
    send_all()
    in_that_second = len(mail.outbox)
    for _ in range(5):
        clock.shift(1)
        send_all()

    assert in_that_second <= 6
    assert len(mail.outbox) == len({sent.to[0] for sent in mail.outbox}) == 9


def test_without_redis_each_process_counts_by_itself(db, clock, monkeypatch):
    class Away:
        def pipeline(self, transaction):
            raise RedisError

        def eval(self, *args):
            raise RedisError

    monkeypatch.setattr(rate, "_redis", Away)
    monkeypatch.setattr(rate, "_here", (0, Counter()))
    for n in range(5):
        make.email(to=f"reader{n}@gmail.com")

    counts = []
    for _ in range(3):
        send_all()
        counts.append(len(mail.outbox))
        clock.shift(1)

    assert counts == [3, 5, 5]


def test_the_setting_is_read_as_it_is_written_and_never_half(monkeypatch):
    monkeypatch.setenv("RATES", "Gmail.com googlemail.com=20, *=5")
    read = env.rates("RATES", "*=1")
    monkeypatch.setenv("RATES", "")
    usual = env.rates("RATES", "*=1")
    monkeypatch.setenv("RATES", "gmail.com")

    assert (read, usual) == ({GMAIL: 20, ("*",): 5}, {("*",): 1})
    with pytest.raises(ValueError, match="invalid literal"):
        env.rates("RATES", "")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("a@GoogleMail.com", ("gmail.com", 3)),
        ("a@college.example", ("college.example", 4)),
        ("nobody", ("nobody", 4)),
    ],
)
def test_who_receives_for_an_address(address, expected):
    assert rate.taken_by(address) == expected


def test_without_a_limit_nothing_is_counted(settings):
    settings.MAILS_PER_SECOND_TO = {}

    assert rate.taken_by("a@gmail.com")[1] == 0

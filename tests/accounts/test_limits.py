from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.utils import timezone

from accounts.limits import limit
from accounts.models import Counted
from tests import make


@limit("guess", "2/10m")
def guess(request):
    return HttpResponse("ok")


@pytest.fixture
def ask(rf, db):
    def once(user=None, address="10.0.0.1", method="post"):
        request = getattr(rf, method)("/", REMOTE_ADDR=address)
        request.user = user or AnonymousUser()
        return guess(request)

    return once


def test_more_than_the_rate_is_the_429_page_with_the_time_to_wait(ask):
    answers = [ask() for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 590 <= int(answers[2]["Retry-After"]) <= 600
    assert "That was a little too often" in answers[2].content.decode()


def test_reading_is_not_counted(ask):
    assert [ask(method="get").status_code for _ in range(5)] == [200] * 5


def test_users_and_addresses_are_counted_apart(ask):
    one, two = make.user("student"), make.user("student")

    for who in (one, two, None):
        assert [ask(who).status_code for _ in range(3)] == [200, 200, 429]
    assert ask(address="10.0.0.2").status_code == 200


def test_one_household_of_ipv6_is_one_address(ask):
    homes = ["2001:db8:1:1::1", "2001:db8:1:1:ffff::2", "2001:db8:1:1::3", "2001:db8:1:2::1"]

    assert [ask(address=home).status_code for home in homes] == [200, 200, 429, 200]


def test_a_header_anybody_can_write_changes_nothing(rf, db):
    answers = []
    for number in range(3):
        request = rf.post("/", headers={"X-Forwarded-For": f"10.9.9.{number}"})
        request.user = AnonymousUser()
        answers.append(guess(request).status_code)

    assert answers == [200, 200, 429]


def test_after_the_time_it_is_open_again(ask):
    for _ in range(3):
        ask()

    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=1)):
        assert ask().status_code == 200


def test_a_count_that_is_over_is_deleted_when_another_begins(ask):
    ask()
    with time_machine.travel(timezone.now() + timedelta(minutes=9)):
        ask(address="10.0.0.2")
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        ask(address="10.0.0.3")

    keys = sorted(Counted.objects.values_list("pk", flat=True))
    assert keys == ["limit:guess:10.0.0.2", "limit:guess:10.0.0.3"]


@pytest.mark.django_db(transaction=True)
def test_of_eight_at_once_three_pass(rf):
    start = Barrier(8)
    statuses = []

    @limit("race", "3/10m")
    def race(request):
        return HttpResponse("ok")

    def run():
        request = rf.post("/")
        request.user = AnonymousUser()
        start.wait()
        try:
            statuses.append(race(request).status_code)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [200] * 3 + [429] * 5


def test_when_nothing_can_be_counted_everybody_is_let_through(ask, monkeypatch):
    def away(*args, **kwargs):
        raise DatabaseError

    with monkeypatch.context() as without:
        without.setattr(connection, "cursor", away)
        answers = [ask() for _ in range(5)]

    assert [answer.status_code for answer in answers] == [200] * 5

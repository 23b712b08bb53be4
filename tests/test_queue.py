"""Many rows in one task: one that fails leaves the others their turn, an end of time ends all."""

import time

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.utils.module_loading import import_string
from kombu.exceptions import OperationalError

from accounts.models import User
from marketplace import queue
from marketplace.queue import after_commit, one_by_one
from marketplace.states import WrongState
from notifications import tasks

ROWS = [User(pk=n) for n in (1, 2, 3)]


@pytest.mark.parametrize("error", [ValueError("broken"), WrongState("was quicker")])
def test_one_that_fails_leaves_the_others_their_turn(caplog, error):
    done = []

    def step(user: User) -> None:
        done.append(user.pk)
        if user.pk == 2:
            raise error

    one_by_one(step, ROWS)

    assert done == [1, 2, 3]
    assert ("step of user 2" in caplog.text) is isinstance(error, ValueError)


def test_who_is_told_to_stop_stops(caplog):
    done = []

    def step(user: User) -> None:
        done.append(user.pk)
        raise SoftTimeLimitExceeded

    with pytest.raises(SoftTimeLimitExceeded):
        one_by_one(step, ROWS)

    assert done == [1]
    assert caplog.text == ""


SEND_DUE, SEND_EMAIL = "notifications.tasks.send_due", "notifications.tasks.send_email"


@pytest.fixture
def queued(monkeypatch):
    """What was queued; it fails while `queued.away`."""

    class Queued(list):
        away = False

        def take(self, *args):
            self.append(args)
            if self.away:
                raise OperationalError

    taken = Queued()
    for task in (tasks.send_due, tasks.send_email):
        monkeypatch.setattr(task, "delay", taken.take)
    monkeypatch.setattr(queue, "_ask_from", 0.0)
    return taken


def test_whatever_a_transaction_asks_for_is_queued_once(
    db, queued, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(3):
            after_commit(SEND_DUE)
            after_commit(SEND_EMAIL, 1)
        after_commit(SEND_EMAIL, 2)

    assert queued == [(), (1,), (2,)]


def test_what_only_a_rolled_back_part_has_asked_for_is_asked_for_anew(
    db, queued, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        with transaction.atomic():
            after_commit(SEND_DUE)
            transaction.set_rollback(True)
        after_commit(SEND_DUE)

    assert queued == [()]


def test_while_redis_is_away_only_the_first_page_waits_for_it(
    db, queued, django_capture_on_commit_callbacks, monkeypatch
):
    def commits(*pks):
        with django_capture_on_commit_callbacks(execute=True):
            for pk in pks:
                after_commit(SEND_EMAIL, pk)

    queued.away = True
    commits(1, 2)
    commits(3, 4)
    assert queued == [(1,)]
    queued.away = False
    monkeypatch.setattr(queue, "_ask_from", time.monotonic())
    commits(5, 6)
    assert queued == [(1,), (5,), (6,)]


def test_all_that_the_clock_asks_for_is_there_and_stripes_book_is_read_every_ten_minutes(settings):
    plan = {each["task"]: each["schedule"] for each in settings.CELERY_BEAT_SCHEDULE.values()}

    for task in plan:
        assert import_string(task).name == task
    assert plan["payments.tasks.reconcile"] == 600
    assert plan["payments.tasks.check_ledger"].hour == {3}
    assert plan["payments.tasks.sweep_operations"] <= 10

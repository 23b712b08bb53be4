"""Rounds of the clocks that break, overlap or take long: each thing is done, and once."""

from contextlib import suppress
from dataclasses import replace
from threading import Barrier, BrokenBarrierError, Thread

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from applications import emails, reminders
from applications.models import Application
from marketplace import tasks, turning
from marketplace.table import CLOCKS
from marketplace.tasks import turn_clocks
from notifications import rounds
from notifications.models import Email, Round, Untold
from tests import make
from tests.clock_cases import BY_KEY, CASES, DAY, HOUR, MINUTE, START


def test_what_breaks_between_the_steps_is_done_by_the_next_round(db, monkeypatch, caplog):
    rows = [make.application(decide_by=timezone.now() - HOUR * n) for n in (2, 1)]
    tell = emails.not_selected

    def break_once(application):
        if application.pk == rows[0].pk:
            raise RuntimeError("the worker died")
        tell(application)

    monkeypatch.setattr(emails, "not_selected", break_once)
    turn_clocks()
    states = [Application.objects.get(pk=row.pk).status for row in rows]
    assert states == ["submitted", "not_selected"]  # the first is whole again
    assert str(rows[0].pk) in caplog.text

    monkeypatch.undo()
    turn_clocks()
    assert Application.objects.get(pk=rows[0].pk).status == "not_selected"
    assert Email.objects.count() == 2


def test_a_reminder_that_breaks_is_told_by_the_next_round_and_the_others_once(db, monkeypatch):
    clock = BY_KEY["offer"]
    rows = [make.offer(expires_at=timezone.now() + 2 * DAY + MINUTE * n) for n in range(3)]

    def break_at_the_second(offer, before):
        reminders.answer_offer(offer, before)
        if offer.pk == rows[1].pk:
            raise RuntimeError("the worker died after writing, before the commit")

    broken = replace(clock, remind=break_at_the_second)
    turning.remind(clock, timezone.now())
    at = rows[0].expires_at - DAY + HOUR
    with time_machine.travel(at, tick=False):
        turning.remind(broken, timezone.now())
        assert Email.objects.count() == 2
        turning.remind(clock, timezone.now())
        turning.remind(clock, timezone.now())

    assert Email.objects.count() == 3


def test_what_could_not_be_told_for_days_is_told_when_it_can_be(db):
    """Others are told meanwhile, and the round does not begin at the same place again and again."""
    clock = BY_KEY["application"]
    by = timezone.now() + 9 * DAY
    row = make.application(decide_by=by)
    turning.remind(clock, by - 4 * DAY)

    def broken(application, before):
        raise RuntimeError("a template is missing")

    for before in (3 * DAY, 3 * DAY - HOUR, DAY):
        with time_machine.travel(by - before, tick=False):
            turning.remind(replace(clock, remind=broken), timezone.now())
    assert Untold.objects.count() == 2
    assert rounds.begins(clock.key, by) == by - DAY
    with time_machine.travel(by - 9 * HOUR, tick=False):
        turning.remind(clock, timezone.now())
        turning.remind(clock, timezone.now())

    [mail] = Email.objects.filter(key__startswith="remind-decide")
    assert (mail.to, mail.about["by"]) == (row.listing.created_by.email, by.isoformat())
    assert mail.key.endswith(":24h")
    assert not Untold.objects.exists()


def test_a_clock_that_is_broken_stops_no_other(db, monkeypatch, caplog):
    offer = make.offer(expires_at=timezone.now() - MINUTE)
    broken = replace(BY_KEY["application"], due="nonsense")
    monkeypatch.setattr(tasks, "CLOCKS", [broken, *CLOCKS])

    turn_clocks()

    offer.refresh_from_db()
    assert offer.status == "expired"
    assert "stands still" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_at_once_do_everything_once():
    now = timezone.now()
    turn_clocks()
    late = [make.application(decide_by=now - HOUR) for _ in range(3)]
    ending = make.offer(expires_at=now - HOUR)
    soon = [make.offer(expires_at=now + DAY - HOUR) for _ in range(3)]
    Round.objects.update(until=now - 2 * HOUR)
    start = Barrier(2)

    def turn():
        start.wait()
        turn_clocks()
        connection.close()

    threads = [Thread(target=turn) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(
        Application.objects.filter(pk__in=[row.pk for row in late]).values_list("status")
    ) == {("not_selected",)}
    ending.refresh_from_db()
    assert ending.status == "expired"
    assert Email.objects.filter(key__startswith="not-selected").count() == 3
    assert Email.objects.filter(key__startswith="offer-expired").count() == 2
    assert Email.objects.filter(key__startswith="remind-offer").count() == len(soon)
    assert Email.objects.count() == 3 + 2 + len(soon)


def both_at_once(act):
    """`act` from two threads that begin together, each with a connection of its own."""
    start = Barrier(2)

    def begin():
        start.wait()
        try:
            act()
        finally:
            connection.close()

    threads = [Thread(target=begin) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# An answer, money that is owed, money that goes back, and what is only told of. That no clock acts
# on a row that another scheduler was quicker with: tests/test_waiting.py, of all of them.
TRIED = ["offer", "review", "hold", "decision"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("key", TRIED)
def test_two_schedulers_that_hold_the_same_row_make_one_outcome_and_one_mail(key):
    """Both have found it due before either acts."""
    clock, case = BY_KEY[key], CASES[key]
    met = Barrier(2)

    def act(row):
        with suppress(BrokenBarrierError):
            met.wait(0.5)  # the other came too late to find it
        clock.act(row)

    with time_machine.travel(START, tick=False):
        row = case.make()
        turning.remind(clock, START)
    row = clock.rows().model.objects.get(pk=row.pk)
    heard = set(Email.objects.values_list("pk"))
    due = getattr(row, clock.due) + clock.grace + MINUTE
    together = replace(clock, act=act if clock.act else None)

    def turn():
        turning.turn(together, due)
        turning.remind(clock, due)

    with time_machine.travel(due, tick=False):
        both_at_once(turn)

    row.refresh_from_db()
    assert row.status == case.becomes
    told = [
        each for each in Email.objects.values_list("pk", "to", "subject") if each[:1] not in heard
    ]
    assert len({each[1:] for each in told}) == len(told), "told twice"
    assert {to for _pk, to, _subject in told} == case.tell(row)

"""Every waiting state, walked past its reminders and its deadline (product.md section 4)."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from applications import actions
from applications.models import Application, Offer
from listings.models import Format
from marketplace import turning
from marketplace.states import WrongState
from marketplace.tasks import turn_clocks
from marketplace.templatetags.ui import in_words
from marketplace.waiting import Clock
from notifications import before_sending
from notifications.models import Email
from tests import make
from tests.clock_cases import BY_KEY, CASES, DAY, HOUR, MINUTE, REMINDED, START


def test_every_clock_has_its_case():
    assert set(CASES) == set(BY_KEY)
    assert {key for key, case in CASES.items() if case.remind} == set(REMINDED)


# --- The walk ---


def turn_alone(clock: Clock[Any]) -> None:
    """Its part of a round: a whole one asks a hundred questions."""
    turning.turn(clock, timezone.now())
    turning.remind(clock, timezone.now())


class Walk:
    """Time goes on; `at` says who was written to since the last time."""

    def __init__(self, key: str) -> None:
        self.clock, self.case = BY_KEY[key], CASES[key]
        with time_machine.travel(START, tick=False):
            self.row = self.case.make()
            self.fresh()
        self.due: datetime = getattr(self.row, self.clock.due) + self.clock.grace
        self.heard = self.mails().count()

    def fresh(self) -> Any:
        self.row = self.clock.rows().model.objects.get(pk=self.row.pk)
        return self.row

    def at(self, moment: datetime) -> set[str]:
        """Who hears of it in a round, and in another of this clock: nobody twice."""
        with time_machine.travel(moment, tick=False):
            turn_clocks()
            turn_alone(self.clock)
        return self.told()

    def alone_at(self, moment: datetime) -> set[str]:
        """Who hears of it from this clock."""
        with time_machine.travel(moment, tick=False):
            turn_alone(self.clock)
        return self.told()

    def mails(self) -> QuerySet[Email]:
        """Without what every walk past a deadline to apply tells the employer."""
        rows = Email.objects.order_by("pk")
        over = "applications/deadline_passed"
        return rows if self.clock.key == "deadline" else rows.exclude(kind=over)

    def told(self) -> set[str]:
        new = list(self.mails().values_list("to", "subject")[self.heard :])
        self.heard += len(new)
        assert len(new) == len(set(new)), "told twice"
        return {to for to, _subject in new}

    def reminders(self) -> list[timedelta]:
        """Those that come after the start and before the end, in their order."""
        return [
            before
            for before in sorted(self.clock.reminders, reverse=True)
            if timedelta() < before < self.due - START
        ]


@pytest.mark.parametrize("key", sorted(BY_KEY))
def test_at_its_end_it_happens_by_itself_once_and_not_before(db, key):
    walk = Walk(key)
    due = walk.due
    if key == "listing":  # its last answers have their time first
        hours = walk.row.format.decision_hours + walk.row.format.offer_hours
        due += timedelta(hours=hours)

    walk.at(due - MINUTE)
    found_before = walk.fresh()
    assert found_before.status in walk.clock.states
    told = walk.at(due + MINUTE)

    assert walk.fresh().status == walk.case.becomes
    assert told == walk.case.tell(walk.row)
    a_slower_scheduler_acts(walk, found_before, due + MINUTE)
    assert walk.at(due + MINUTE) == set()
    assert walk.fresh().status == walk.case.becomes


def a_slower_scheduler_acts(walk: Walk, found_before: Any, moment: datetime) -> None:
    """It had found the row due before the other acted: in truth at once, tests/test_rounds.py."""
    if walk.clock.act is not None:
        with time_machine.travel(moment, tick=False), suppress(WrongState), transaction.atomic():
            walk.clock.act(found_before)


@pytest.mark.parametrize("key", REMINDED)
def test_who_must_act_is_reminded_once_each_time_of_what_to_do_by_when(db, key):
    walk, told = Walk(key), 0
    assert walk.alone_at(START) == set()

    for before in walk.reminders():
        wanted = walk.clock.wanted(walk.row, before)
        assert walk.alone_at(walk.due - before - MINUTE) == set()
        who = walk.at(walk.due - before + MINUTE)
        hears = wanted and not (told and walk.case.once)
        assert who == (walk.case.remind(walk.row) if hears else set())
        told += wanted

    assert told, "nobody is ever reminded"
    mail = Email.objects.filter(key__startswith=walk.case.key).first()
    it_hangs_on_its_clock(mail, walk)
    reader = User.objects.filter(email=mail.to).first()  # our own staff's box is nobody's
    with timezone.override(reader.time_zone if reader else "UTC"):
        by = in_words(walk.due)
    assert len(mail.subject) <= 60
    for part in (mail.body, mail.html):
        assert by in part
        assert settings.SITE_URL + "/" in part
        assert "None" not in part
        assert "{" + "{" not in part


def it_hangs_on_its_clock(mail: Email, walk: Walk) -> None:
    """A reminder that waits is not sent once its reader has acted."""
    last = Email.objects.filter(key__startswith=walk.case.key).latest("pk")
    with time_machine.travel(walk.due - walk.reminders()[-1] + MINUTE, tick=False):
        assert mail.about["clock"] == walk.clock.key
        assert before_sending.why_not(last) == ""
        walk.case.answer(walk.fresh())
        assert before_sending.why_not(last) == before_sending.OVER


@pytest.mark.parametrize("key", REMINDED)
def test_who_has_acted_is_reminded_of_nothing(db, key):
    walk = Walk(key)
    with time_machine.travel(START, tick=False):
        turn_alone(walk.clock)
    with time_machine.travel(START + MINUTE, tick=False):
        walk.case.answer(walk.row)

    for before in walk.reminders():
        with time_machine.travel(walk.due - before + MINUTE, tick=False):
            turn_alone(walk.clock)

    assert not Email.objects.filter(key__startswith=walk.case.key).exists()


def test_after_a_standstill_only_the_last_reminder_is_told(db):
    walk = Walk("application")
    walk.at(START)

    assert walk.at(walk.due - HOUR) == walk.case.remind(walk.row)


def test_nobody_is_reminded_of_what_was_over_before_the_clocks_went_on(db):
    walk = Walk("offer")
    walk.at(START)

    walk.at(walk.due + HOUR)

    assert not Email.objects.filter(key__startswith="remind-offer").exists()


def test_many_applications_to_one_listing_are_one_reminder(db):
    listing = make.listing()
    by = timezone.now() + 2 * DAY
    for _ in range(3):
        make.application(listing=listing, decide_by=by)
    turn_clocks()

    with time_machine.travel(by - DAY + MINUTE, tick=False):
        turn_clocks()

    mail = Email.objects.get(key__startswith="remind-decide")
    assert mail.subject.startswith("3 applicants wait")


def test_nobody_is_reminded_before_they_have_begun_to_wait(db):
    """A format that gives an employer two days has no reminder three days before."""
    quick = make.format(slug="quick", name="Quick", decision_hours=48)
    by = timezone.now() + 5 * DAY
    make.application(listing=make.listing(format=quick), decide_by=by)
    turn_clocks()

    with time_machine.travel(by - 3 * DAY + MINUTE, tick=False):
        turn_clocks()
    assert not Email.objects.exists()
    with time_machine.travel(by - DAY + MINUTE, tick=False):
        turn_clocks()
    assert Email.objects.count() == 1


@pytest.mark.parametrize(("hours", "before"), [(4, 2), (24, 12), (25, 24), (72, 24)])
def test_the_shortest_offers_are_reminded_of_too(db, hours, before):
    kind = make.format(slug=f"in-{hours}", name=f"In {hours} hours", offer_hours=hours)
    by = START + timedelta(hours=hours)
    with time_machine.travel(START, tick=False):
        application = make.application(listing=make.listing(format=kind), status="offered")
        make.offer(application=application, expires_at=by)
        turn_alone(BY_KEY["offer"])
    moments = []
    for n in range(2 * hours):
        with time_machine.travel(START + n * HOUR / 2 + MINUTE, tick=False):
            turn_alone(BY_KEY["offer"])
        if Email.objects.filter(key__startswith="remind-offer").count() > len(moments):
            moments.append(START + n * HOUR / 2)

    assert moments == [by - before * HOUR]


def test_every_format_reminds_of_its_offers(db):
    clock = BY_KEY["offer"]
    for kind in Format.objects.all():
        offer = make.offer(application=make.application(listing=make.listing(format=kind)))
        row = clock.rows().get(pk=offer.pk)
        assert [each for each in clock.reminders if clock.wanted(row, each)], kind


def test_a_row_that_got_more_time_since_its_key_was_read_is_left_alone(db):
    """Two rounds overlap: the slower one comes to it when its clock has started again."""
    first = make.application(decide_by=timezone.now() - 2 * HOUR)
    second = make.application(decide_by=timezone.now() - HOUR)

    def put_off(row):
        actions.close_undecided(row)
        Application.objects.filter(pk=second.pk).update(decide_by=timezone.now() + 7 * DAY)

    turning.turn(replace(BY_KEY["application"], act=put_off), timezone.now())

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("not_selected", "submitted")
    with pytest.raises(WrongState):
        actions.close_undecided(second)


def test_a_worker_that_is_told_to_stop_stops(db):
    rows = [make.application(decide_by=timezone.now() - HOUR * n) for n in (2, 1)]
    seen = []

    def stop(row):
        seen.append(row.pk)
        raise SoftTimeLimitExceeded

    with pytest.raises(SoftTimeLimitExceeded):
        turning.turn(replace(BY_KEY["application"], act=stop), timezone.now())
    assert seen == [rows[0].pk]


def test_one_clock_takes_no_more_than_its_share_of_a_round(db, monkeypatch):
    for n in (2, 1):
        make.application(decide_by=timezone.now() - HOUR * n)
    monkeypatch.setattr(turning, "SHARE", -1)

    turning.turn(BY_KEY["application"], timezone.now())

    assert not Application.objects.filter(status="not_selected").exists()


def test_a_clock_that_was_put_off_reminds_again(db):
    offer = make.offer(expires_at=timezone.now() + 2 * DAY)
    turn_clocks()
    with time_machine.travel(offer.expires_at - DAY + MINUTE, tick=False):
        turn_clocks()
    later = offer.expires_at + 3 * DAY
    Offer.objects.update(expires_at=later)

    with time_machine.travel(later - DAY + MINUTE, tick=False):
        turn_clocks()

    assert Email.objects.filter(key__startswith="remind-offer").count() == 2


def test_a_late_decision_is_asked_for_on_working_mornings_only(db):
    walk = Walk("moderation")  # due on Wednesday, 23:59
    walk.at(START)
    mornings = []
    for half_days in range(2 * 9 + 1):
        moment = START + 12 * HOUR * half_days
        with time_machine.travel(moment, tick=False):
            turn_alone(walk.clock)
        if walk.told():
            mornings.append(moment)

    assert [f"{each:%a}" for each in mornings] == ["Wed", "Thu", "Fri", "Mon", "Tue", "Wed"]


def test_a_late_payment_with_the_bank_is_not_asked_for(db):
    walk = Walk("funding")
    walk.at(START)
    walk.row.milestones.update(with_bank=True)

    assert walk.at(walk.due - DAY + MINUTE) == set()


# --- Found by index ---


@pytest.mark.parametrize("key", sorted(BY_KEY))
def test_what_is_due_is_found_by_its_index(db, key):
    clock, now = BY_KEY[key], timezone.now()
    queries = [clock.up(now)[:100]]
    if clock.reminders:
        queries.append(clock.reminded(now - MINUTE, now))

    for rows in queries:
        sql, params = rows.query.sql_with_params()
        with connection.cursor() as cursor:
            # In a table of a few rows any other index would do as well, with some more work.
            for dearer in ("seqscan", "bitmapscan", "sort"):
                cursor.execute(f"SET LOCAL enable_{dearer} = off")
            cursor.execute(f"EXPLAIN {sql}", params)
            plan = "\n".join(line for (line,) in cursor.fetchall())
        table = clock.noun._meta.db_table
        assert clock.index in plan, plan
        assert f"Seq Scan on {table}" not in plan, plan


LOOSE = """
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I CASCADE', conrelid::regclass, conname)
  FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('c', 'u', 'f')
"""
MANY = """
INSERT INTO {0} SELECT (jsonb_populate_record({0}, jsonb_build_object(
           'id', gen_random_uuid(), 'status', %s::text
       ))).* FROM {0}, generate_series(1, 4000)
"""


@pytest.mark.parametrize("key", ["application", "offer", "review"])
def test_of_thousands_of_rows_what_is_due_is_still_found_by_its_index(db, key):
    """Whatever the planner likes better, it may take."""
    clock, row = BY_KEY[key], CASES[key].make()
    table, over = clock.noun._meta.db_table, CASES[key].becomes
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(LOOSE, [table])
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)
        cursor.execute(MANY.format(table), [over])
        cursor.execute(f"ANALYZE {table}")
    assert clock.noun.objects.count() > 4000
    due = getattr(row, clock.due)
    told_at = due - clock.reminders[0]

    for rows in (clock.up(due + DAY)[:100], clock.reminded(told_at - MINUTE, told_at + MINUTE)):
        plan = rows.explain()
        assert clock.index in plan, plan
        assert f"Seq Scan on {table}" not in plan, plan

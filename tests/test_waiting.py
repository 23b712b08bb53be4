"""Every waiting state, walked past its reminders and its deadline (product.md section 4)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.models import Student, User
from applications import actions, emails, reminders
from applications.models import Application, Milestone, Offer
from listings import actions as listing_actions
from listings.models import Format
from marketplace import tasks, turning
from marketplace.clocks import working_days_after
from marketplace.states import WrongState
from marketplace.table import CLOCKS
from marketplace.tasks import turn_clocks
from marketplace.templatetags.ui import in_words
from notifications.models import Email, Round
from payments import actions as payment_actions
from payments.models import Credit
from tests import make
from tests.making.budget import budget
from tests.making.by_hand import recorded

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
START = datetime(2026, 11, 23, 15, tzinfo=UTC)  # a Monday, 10:00 in New York
BY_KEY = {clock.key: clock for clock in CLOCKS}


# --- One case for each clock ---


@dataclass(frozen=True)
class Case:
    """`remind` and `tell` name who hears of it before the time is up, and when it is.

    `answer` is what whoever must act does; `key` begins the reminders' keys.
    """

    make: Callable[[], Any]
    becomes: str
    tell: Callable[[Any], set[str]]
    remind: Callable[[Any], set[str]] | None = None
    answer: Callable[[Any], object] | None = None
    key: str = ""


def moderation() -> Any:
    university = make.university()
    make.staff(university)
    row = make.waiting(university)
    days, zone = settings.MODERATION_WORKING_DAYS, university.time_zone
    row.due_at = working_days_after(timezone.now(), days, zone)
    row.save()
    return row


def later_part() -> Any:
    """The first of two is approved and paid; the second waits for money."""
    first, second = make.placement([400_00, 320_00]).milestones.all()
    make.payout(make.delivered(first))
    return second


def dropped_out(*, chosen: bool) -> Any:
    """A student has called off what was paid in; `chosen`: the money waits for the next."""
    funding = make.funded()
    placement = funding.milestone.placement
    payment_actions.call_off(placement, placement.student.user, "other", "", told=720_00)
    credit = Credit.objects.get(funding=funding)
    return payment_actions.choose_to_keep(credit, funding.payer) if chosen else credit


def payer(row: Any) -> set[str]:
    return {row.funding.payer.email}


def application_of(row: Any) -> Application:
    row = getattr(row, "milestone", getattr(row, "placement", row))
    offer = getattr(row, "offer", row)
    return getattr(offer, "application", offer)


def student(row: Any) -> set[str]:
    return {application_of(row).student.user.email}


def employer(row: Any) -> set[str]:
    return {application_of(row).listing.created_by.email}


def both(row: Any) -> set[str]:
    return student(row) | employer(row)


def staff(row: Any) -> set[str]:
    return {each.user.email for each in row.university.staff.all()}


def our_staff(row: Any) -> set[str]:
    return set(User.objects.filter(kind="platform").values_list("email", flat=True))


def recorded_by_one_of_two() -> Any:
    make.platform()
    row = recorded()
    Email.objects.filter(key__startswith="remind-transfer").delete()  # that it is recorded
    return row


def approved_without_an_account() -> Any:
    row = make.payout()
    Email.objects.filter(key__startswith="payout-waiting").delete()  # that it waits
    return row


def taken_back() -> Any:
    make.platform()
    row = make.chargeback()
    Email.objects.filter(key__startswith="chargeback-staff").delete()  # that it was opened
    return row


def in_a_budget_for_long() -> Any:
    make.platform()
    row = budget(100_00).top_ups.get()
    row.leave_by = timezone.now() + 40 * DAY
    row.save()
    return row


def held_for_long() -> Any:
    """Work whose days go on for longer than money may be held."""
    row = make.funded()
    far = timezone.now() + 40 * DAY
    Milestone.objects.filter(pk=row.milestone_id).update(work_by=far)
    row.refund_by = timezone.now() + 20 * DAY
    row.save()
    return row


def approved_at_once(milestone: Milestone) -> None:
    actions.deliver(milestone, "Here.", [], [])
    milestone.refresh_from_db()
    payment_actions.approve(milestone, milestone.offer.made_by)


def others(row: Any) -> set[str]:
    return our_staff(row) - {row.recorded_by.email}


def nobody(row: Any) -> set[str]:
    return set()


def late_already() -> Any:
    """So long that both were told of that before the walk."""
    row = make.funded().milestone
    Milestone.objects.filter(pk=row.pk).update(work_by=timezone.now() - DAY)
    row.refresh_from_db()
    return row


def at_half_time() -> Any:
    """Funded, in a format that asks in the middle."""
    kind = make.format(slug="in-halves", name="In halves", asks_at_half_time=True)
    listing = make.listing(format=kind)
    placement = make.placement(application=make.application(listing=listing, status="accepted"))
    make.funded(placement.milestones.get())
    return placement


def asked_at_half_time() -> Any:
    return make.check_in(make.funded().milestone.placement)


def agree(row: Any) -> None:
    actions.agree_to_more_time(row, row.milestone.offer.made_by)


def asked_into_a_team() -> Any:
    first = make.student()
    listing = make.listing(team_most=2, approved_by=first.university)
    application = make.application(
        student=first, listing=listing, status="draft", submitted_at=None, decide_by=None
    )
    member = actions.name_member(application, make.student().user.email)
    Email.objects.all().delete()  # the first of them asks; the reminder says the same again
    return member


CASES: dict[str, Case] = {
    "team": Case(
        asked_into_a_team,
        "lapsed",
        student,
        lambda row: {row.email},
        lambda row: actions.leave(row, Student.objects.get(user__email=row.email)),
        "team-asked",
    ),
    "moderation": Case(
        moderation,
        "waiting",
        nobody,
        staff,
        lambda row: listing_actions.reject(row, row.university.staff.get().user, "No."),
        "decisions-waiting",
    ),
    "listing": Case(make.listing, "closed", nobody),
    "application": Case(
        make.application,
        "not_selected",
        student,
        employer,
        lambda row: actions.decline(row, "skills", ""),
        "remind-decide",
    ),
    "offer": Case(make.offer, "expired", both, student, actions.refuse, "remind-offer"),
    "work": Case(
        lambda: make.funded().milestone,
        "funded",
        both,
        student,
        lambda row: actions.deliver(row, "Here.", [], []),
        "remind-work",
    ),
    "silence": Case(
        late_already,
        "refunded",
        both,
        both,
        lambda row: actions.deliver(row, "Here.", [], []),
        "remind-silence",
    ),
    "later-day": Case(
        lambda: make.extension(make.funded().milestone),
        "lapsed",
        both,
        employer,
        agree,
        "remind-more-time",
    ),
    "half-time": Case(at_half_time, "active", both),
    "check-in": Case(
        asked_at_half_time,
        "closed",
        nobody,
        student,
        lambda row: actions.say_how_it_goes(row, row.placement.student.user, "well", ""),
        "remind-check-in",
    ),
    "funding": Case(
        make.placement,
        "cancelled",
        both,
        employer,
        lambda row: make.funded(row.milestones.get()),
        "remind_pay_in",
    ),
    "later-part": Case(later_part, "cancelled", both, employer, make.funded, "remind_pay_in"),
    "review": Case(
        make.delivered,
        "approved",
        both,
        employer,
        lambda row: payment_actions.approve(row, row.offer.made_by),
        "remind_review",
    ),
    "question": Case(
        make.question,
        "unanswered",
        lambda row: {row.asked_by.email},
        lambda row: {row.listing.created_by.email},
        lambda row: listing_actions.answer_question(row, "In the spreadsheet."),
        "remind-questions",
    ),
    "report": Case(
        make.report,
        "open",
        nobody,
        lambda row: {settings.SUPPORT_EMAIL},
        lambda row: actions.dismiss(row, make.platform()),
        "remind-report",
    ),
}
CASES |= {
    "dispute": Case(
        make.dispute,
        "decided",
        lambda row: both(row.milestone),
        lambda row: student(row.milestone),
        make.answer,
        "remind-dispute",
    ),
    "decision": Case(
        lambda: make.platform() and make.answered(),
        "answered",
        our_staff,
        our_staff,
        lambda row: payment_actions.decide(
            row, make.platform(), actions.Wish("full"), "As agreed."
        ),
        "remind-decide-dispute",
    ),
    "bank-transfer": Case(
        recorded_by_one_of_two,
        "recorded",
        others,
        others,
        lambda row: payment_actions.confirm_transfer(row, make.platform()),
        "remind-transfer",
    ),
    "choose-to-keep": Case(
        lambda: dropped_out(chosen=False),
        "closed",
        payer,
        payer,
        lambda row: payment_actions.choose_to_keep(row, row.funding.payer),
        "kept-reminder",
    ),
    "kept": Case(
        lambda: dropped_out(chosen=True),
        "closed",
        payer,
        payer,
        payment_actions.return_kept,
        "kept-reminder",
    ),
}
CASES["payout"] = Case(
    approved_without_an_account,
    "waiting",
    student,
    student,
    lambda row: make.payee(row.student),
    "payout-waiting",
)
CASES["evidence"] = Case(
    taken_back,
    "open",
    nobody,
    our_staff,
    lambda row: payment_actions.send_evidence(
        row, make.platform(), {"uncategorized_text": "Done."}
    ),
    "chargeback-staff",
)
CASES["hold"] = Case(
    held_for_long,
    "succeeded",
    lambda row: both(row.milestone),
    lambda row: both(row.milestone),
    lambda row: approved_at_once(row.milestone),
    "hold-ends",
)
CASES["budget-hold"] = Case(
    in_a_budget_for_long,
    "succeeded",
    lambda row: {row.by.email} | our_staff(row),
    lambda row: {row.by.email},
    lambda row: payment_actions.ask_back(row.budget, row.by, 100_00),
    "budget-back",
)
REMINDED = sorted(key for key, clock in BY_KEY.items() if clock.reminders)


def test_every_clock_has_its_case():
    assert set(CASES) == set(BY_KEY)
    assert {key for key, case in CASES.items() if case.remind} == set(REMINDED)


# --- The walk ---


class Walk:
    """Time goes on; `at` says who was written to since the last time."""

    def __init__(self, key: str) -> None:
        self.clock, self.case = BY_KEY[key], CASES[key]
        with time_machine.travel(START, tick=False):
            self.row = self.case.make()
            self.fresh()
        self.due: datetime = getattr(self.row, self.clock.due) + self.clock.grace
        self.heard = Email.objects.count()

    def fresh(self) -> Any:
        self.row = self.clock.rows().model.objects.get(pk=self.row.pk)
        return self.row

    def at(self, moment: datetime) -> set[str]:
        with time_machine.travel(moment, tick=False):
            turn_clocks()
            turn_clocks()
        new = list(Email.objects.order_by("pk").values_list("to", "subject")[self.heard :])
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
    assert walk.fresh().status in walk.clock.states
    told = walk.at(due + MINUTE)

    assert walk.fresh().status == walk.case.becomes
    assert told == walk.case.tell(walk.row)


@pytest.mark.parametrize("key", REMINDED)
def test_who_must_act_is_reminded_once_each_time(db, key):
    walk, told = Walk(key), 0
    assert walk.at(START) == set()

    for before in walk.reminders():
        wanted = walk.clock.wanted(walk.row, before)
        assert walk.at(walk.due - before - MINUTE) == set()
        who = walk.at(walk.due - before + MINUTE)
        assert who == (walk.case.remind(walk.row) if wanted else set())
        told += wanted

    assert told, "nobody is ever reminded"


@pytest.mark.parametrize("key", REMINDED)
def test_who_has_acted_is_reminded_of_nothing(db, key):
    walk = Walk(key)
    walk.at(START)
    with time_machine.travel(START + MINUTE, tick=False):
        walk.case.answer(walk.row)

    for before in walk.reminders():
        with time_machine.travel(walk.due - before + MINUTE, tick=False):
            turn_clocks()

    assert not Email.objects.filter(key__startswith=walk.case.key).exists()


@pytest.mark.parametrize("key", REMINDED)
def test_a_reminder_says_what_to_do_by_when_in_both_its_parts(db, key):
    walk = Walk(key)
    walk.at(START)
    for before in walk.reminders():
        walk.at(walk.due - before + MINUTE)

    mail = Email.objects.filter(key__startswith=walk.case.key).first()
    reader = User.objects.filter(email=mail.to).first()  # our own staff's box is nobody's
    with timezone.override(reader.time_zone if reader else "UTC"):
        by = in_words(walk.due)
    assert len(mail.subject) <= 60
    for part in (mail.body, mail.html):
        assert by in part
        assert settings.SITE_URL + "/" in part
        assert "None" not in part
        assert "{" + "{" not in part


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
        turn_clocks()
    moments = []
    for n in range(2 * hours):
        with time_machine.travel(START + n * HOUR / 2 + MINUTE, tick=False):
            turn_clocks()
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
        if walk.at(moment):
            mornings.append(moment)

    assert [f"{each:%a}" for each in mornings] == ["Wed", "Thu", "Fri", "Mon", "Tue", "Wed"]


def test_a_late_payment_with_the_bank_is_not_asked_for(db):
    walk = Walk("funding")
    walk.at(START)
    walk.row.milestones.update(with_bank=True)

    assert walk.at(walk.due - DAY + MINUTE) == set()


# --- Once, whoever else is at it ---


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


# --- Found by index ---


@pytest.mark.parametrize("key", sorted(BY_KEY))
def test_what_is_due_is_found_by_its_index(db, key):
    clock, now = BY_KEY[key], timezone.now()
    queries = [clock.up(now)[:100], clock.between(now - MINUTE, now)]

    for rows in queries:
        sql, params = rows.query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {sql}", params)
            plan = "\n".join(line for (line,) in cursor.fetchall())
        table = clock.noun._meta.db_table
        assert clock.index in plan, plan
        assert f"Seq Scan on {table}" not in plan, plan

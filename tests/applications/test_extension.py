"""A later day for a part: one side asks, the other agrees, refuses, or lets it lapse."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from applications import actions
from applications.models import Extension, Milestone
from marketplace.clocks import end_of_day
from marketplace.states import WrongState
from notifications.models import Email
from payments import actions as payment_actions
from tests import make


def url(name, row):
    return reverse(f"applications:{name}", args=[row.pk])


@pytest.fixture
def milestone(db):
    row = make.funded().milestone
    Email.objects.all().delete()
    return row


@pytest.fixture
def people(milestone):
    """(who asks, who answers), for either."""
    student, employer = milestone.placement.student.user, milestone.offer.made_by
    return {"student": (student, employer), "employer": (employer, student)}


def later(milestone, days=5):
    return milestone.hand_in_by + timedelta(days=days)


def ask(sign_in, person, milestone, **given):
    fields = {"to_day": later(milestone).isoformat(), "reason": "Two exams in that week."}
    return sign_in(person).post(url("more_time", milestone), {**fields, **given}, follow=True)


def test_a_button_pressed_twice_asks_once_without_an_alarm(milestone, people, sign_in):
    asks, answers = people["student"]

    ask(sign_in, asks, milestone)
    twice = ask(sign_in, asks, milestone)
    other = ask(sign_in, answers, milestone, to_day=later(milestone, 6).isoformat())

    assert "Nothing was changed" not in twice.text
    assert "A later day has been asked for already" in other.text
    assert Extension.objects.count() == 1


def test_days_of_the_work_name_the_town_to_who_is_elsewhere(milestone, people, sign_in):
    student, employer = people["student"]
    User.objects.filter(pk=student.pk).update(time_zone="America/New_York")
    User.objects.filter(pk=employer.pk).update(time_zone="Europe/London")
    Email.objects.all().delete()
    ask(sign_in, student, milestone)
    day = date_format(later(milestone), "D j M Y")

    there = sign_in(employer).get(milestone.placement.get_absolute_url()).text
    here = sign_in(student).get(milestone.placement.get_absolute_url()).text

    assert f"Agree to {day} in New York" in there
    assert f"{day} in New York" in Email.objects.get().body
    assert date_format(later(milestone), "D j M") in here
    assert "in New York" not in here


SIDES = ["student", "employer"]


@pytest.mark.parametrize("side", SIDES)
def test_either_asks_and_the_other_agrees(milestone, people, sign_in, side):
    asks, answers = people[side]
    day = later(milestone)

    page = ask(sign_in, asks, milestone)
    assert "Asked. The other side has it by e-mail." in page.text
    assert "Two exams in that week." in Email.objects.get().body
    assert Email.objects.get().to == answers.email
    room = sign_in(answers).get(milestone.placement.get_absolute_url())
    [turn] = [
        each
        for each in [room.context["turn"], *room.context["also"]]
        if "later day" in each.heading
    ]
    assert not turn.waiting
    assert Milestone.objects.get().hand_in_by == milestone.due_on

    sign_in(answers).post(turn.actions[0]["url"])

    moved = Milestone.objects.for_pages().get()
    assert (moved.hand_in_by, moved.due_on) == (day, milestone.due_on)
    zone = milestone.placement.student.user.time_zone
    assert moved.work_by == moved.due_at == end_of_day(day, zone)
    extension = Extension.objects.get()
    assert (extension.status, extension.answered_by) == ("agreed", answers)
    assert Email.objects.get(to=asks.email).subject.startswith("A later day is agreed")


@pytest.mark.parametrize("side", SIDES)
def test_refused_the_day_stays_and_one_may_ask_again(milestone, people, sign_in, side):
    asks, answers = people[side]
    ask(sign_in, asks, milestone)

    sign_in(answers).post(url("refuse_extension", Extension.objects.get()))

    assert Milestone.objects.get().hand_in_by == milestone.due_on
    assert Extension.objects.get().status == "refused"
    assert "stays due on" in Email.objects.get(to=asks.email).body
    assert "Asked." in ask(sign_in, asks, milestone).text


def test_nobody_answers_their_own_request_and_only_they_take_it_back(milestone, people, sign_in):
    asks, answers = people["student"]
    ask(sign_in, asks, milestone)
    extension = Extension.objects.get()

    for name in ("agree_extension", "refuse_extension"):
        page = sign_in(asks).post(url(name, extension), follow=True)
        assert "The other side answers that. Nothing was changed." in page.text
    page = sign_in(answers).post(url("take_back_extension", extension), follow=True)
    assert "Nothing was changed." in page.text
    assert Extension.objects.get().status == "asked"

    page = sign_in(asks).get(milestone.placement.get_absolute_url())
    assert url("take_back_extension", extension) in page.text
    sign_in(asks).post(url("take_back_extension", extension))
    assert Extension.objects.get().status == "taken_back"
    assert Milestone.objects.get().hand_in_by == milestone.due_on


def test_one_request_at_a_time(milestone, people, sign_in):
    student, employer = people["student"]
    ask(sign_in, student, milestone)

    for person in (student, employer):
        page = ask(sign_in, person, milestone, to_day=later(milestone, 7).isoformat())
        assert "has been asked for already, and waits for an answer." in page.text

    assert Extension.objects.count() == 1


WRONG = [
    ({"to_day": make.today(21).isoformat()}, "to_day", "Choose a day after"),
    ({"to_day": make.today(3).isoformat()}, "to_day", "Choose a day after"),
    ({"to_day": make.today(21 + 61).isoformat()}, "to_day", "Choose a day up to"),
    ({"to_day": "soon"}, "to_day", "Enter the day as a date"),
    ({"to_day": ""}, "to_day", "Enter the new day."),
    ({"reason": " "}, "reason", "Say why."),
    ({"reason": "x" * 601}, "reason", "at most 600 characters"),
]


@pytest.mark.parametrize(("given", "field", "words"), WRONG)
def test_what_is_wrong_is_said_and_kept(milestone, people, sign_in, given, field, words):
    page = ask(sign_in, people["student"][0], milestone, **given)

    assert words in str(page.context["form"].errors[field])
    assert page.context["form"][field].value() == given[field]
    assert not Extension.objects.exists()


def test_a_request_nobody_answers_lapses_once_and_both_are_told(milestone):
    extension = make.extension(milestone)
    first = Extension.objects.for_pages().get(pk=extension.pk)

    actions.lapse(first)
    with pytest.raises(WrongState):
        actions.lapse(Extension.objects.for_pages().get(pk=extension.pk))

    assert Extension.objects.get().status == "lapsed"
    assert Milestone.objects.get().hand_in_by == milestone.due_on
    people = {milestone.placement.student.user.email, milestone.offer.made_by.email}
    assert set(Email.objects.values_list("to", flat=True)) == people


def test_past_its_time_it_cannot_be_agreed_to_before_the_clock_has_turned(milestone, sign_in):
    extension = make.extension(milestone, answer_by=timezone.now())

    page = sign_in(milestone.offer.made_by).post(url("agree_extension", extension), follow=True)

    assert "answered or over already. Nothing was changed." in page.text
    assert Milestone.objects.get().hand_in_by == milestone.due_on


def test_work_that_is_handed_in_needs_no_later_day(milestone, sign_in):
    extension = make.extension(milestone)

    actions.deliver(milestone, "Here.", [], [])

    assert Extension.objects.get().status == "not_needed"
    page = sign_in(milestone.offer.made_by).post(url("agree_extension", extension), follow=True)
    assert "Nothing was changed." in page.text
    page = sign_in(milestone.offer.made_by).get(url("more_time", milestone), follow=True)
    assert "Its day cannot be moved now. Nothing was changed." in page.text
    assert Milestone.objects.get().extended_to is None


def test_the_day_of_changes_moves_too(milestone, sign_in):
    actions.deliver(milestone, "Here.", [], [])
    actions.ask_for_changes(milestone, "More.", make.today(4))
    milestone = Milestone.objects.for_pages().get()

    ask(sign_in, milestone.placement.student.user, milestone, to_day=make.today(9).isoformat())
    sign_in(milestone.offer.made_by).post(url("agree_extension", Extension.objects.get()))

    moved = Milestone.objects.get()
    assert (moved.changes_by, moved.extended_to) == (make.today(9), None)


@pytest.mark.parametrize("side", SIDES)
def test_agreeing_never_moves_a_day_forward_that_a_dispute_has_set(milestone, sign_in, side):
    actions.deliver(milestone, "Here.", [], [])
    actions.ask_for_changes(milestone, "Label the chart.", make.today(4))
    student, employer = milestone.placement.student.user, milestone.offer.made_by
    asks, answers = (student, employer) if side == "student" else (employer, student)
    ask(sign_in, asks, milestone, to_day=make.today(10).isoformat())
    row = Extension.objects.get()
    wish = actions.Wish("redo", day=make.today(20))
    dispute = make.dispute(milestone, by=student, wish=wish, reason="beyond")
    make_ended = payment_actions.agree(dispute, employer, wish)

    sign_in(answers).post(url("agree_extension", row))

    row.refresh_from_db()
    milestone.refresh_from_db()
    assert make_ended.outcome == "redo"
    assert row.status == "not_needed"
    assert milestone.hand_in_by == make.today(20)


def test_a_day_that_was_moved_past_the_one_asked_for_stays(milestone, people, sign_in):
    ask(sign_in, milestone.placement.student.user, milestone)
    row = Extension.objects.get()
    day = later(milestone, 9)
    Milestone.objects.filter(pk=milestone.pk).update(extended_to=day)

    page = sign_in(milestone.offer.made_by).post(url("agree_extension", row), follow=True)

    milestone.refresh_from_db()
    assert "Nothing was changed." in page.text
    assert milestone.hand_in_by == day


def test_a_part_that_is_not_paid_in_yet_keeps_its_later_day_when_it_is(db):
    milestone = make.placement().milestones.get()
    extension = make.extension(milestone)

    actions.agree_to_more_time(extension, milestone.offer.made_by)
    milestone = make.funded(Milestone.objects.for_pages().get()).milestone

    assert milestone.due_at == Milestone.objects.get().work_by
    assert milestone.hand_in_by == extension.to_day


def test_the_room_says_overdue_until_there_is_a_later_day(milestone, sign_in):
    with time_machine.travel(milestone.due_at + timedelta(days=2), tick=False):
        browser = sign_in(milestone.offer.made_by)
        page = browser.get(milestone.placement.get_absolute_url())
        assert page.context["counts"] == {"late": 1, "done": 0, "coming": 0}
        assert "1 part overdue" in page.text
        extension = make.extension(milestone)
        actions.agree_to_more_time(extension, milestone.offer.made_by)
        page = browser.get(milestone.placement.get_absolute_url())
        assert page.context["counts"] == {"late": 0, "done": 0, "coming": 1}
        assert "overdue" not in page.text.lower()


@pytest.mark.django_db(transaction=True)
def test_agreeing_and_handing_in_at_once_leave_one_of_them():
    milestone = make.funded().milestone
    pk = make.extension(milestone).pk
    start, outcomes = Barrier(2), []

    def agree():
        row = Extension.objects.for_pages().get(pk=pk)
        start.wait()
        actions.agree_to_more_time(row, milestone.offer.made_by)

    def hand_in():
        row = Milestone.objects.for_pages().get(pk=milestone.pk)
        start.wait()
        actions.deliver(row, "Here.", [], [])

    def run(step):
        try:
            step()
            outcomes.append("done")
        except WrongState:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=run, args=[step]) for step in (agree, hand_in)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    extension, row = Extension.objects.get(), Milestone.objects.get()
    assert row.status == "delivered"
    moved = row.extended_to == extension.to_day
    assert moved == (extension.status == "agreed")
    assert outcomes.count("refused") == (extension.status != "agreed")

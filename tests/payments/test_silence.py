"""Paid-in work that never comes while nobody says a word: it ends by itself, to the cent."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from applications import actions as application_actions
from applications.models import Application, Dispute, Milestone, Placement
from marketplace.states import WrongState
from marketplace.tasks import turn_clocks
from notifications.models import Email
from payments import actions, ledger
from payments.models import Refund
from tests import make

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def milestone(db) -> Milestone:
    row = make.funded().milestone
    row.refresh_from_db()
    return row


def paid_in(milestone) -> Milestone:
    make.funded(milestone)
    milestone.refresh_from_db()
    return milestone


def silent_for(milestone, time):
    with time_machine.travel(milestone.work_by + time, tick=False):
        turn_clocks()
    milestone.refresh_from_db()


def test_two_weeks_late_and_silent_everything_goes_back_and_the_place_is_free(milestone):
    silent_for(milestone, 14 * DAY - HOUR)
    assert milestone.status == "funded"

    silent_for(milestone, 14 * DAY + HOUR)

    assert milestone.status == "refunded"
    placement = Placement.objects.get()
    assert placement.status == "cancelled"
    assert Refund.objects.get().amount_minor == milestone.amount_minor
    assert ledger.held(milestone) == 0
    assert ledger.problems(None) == []
    assert Application.objects.get().status == "not_selected"
    assert application_actions.place_is_free(placement.listing)


def test_both_sides_read_beforehand_when_it_ends(milestone, sign_in):
    with time_machine.travel(milestone.work_by + HOUR, tick=False):
        turn_clocks()
        for person in (milestone.offer.made_by, milestone.placement.student.user):
            page = sign_in(person).get(milestone.placement.get_absolute_url())
            assert "this part ends by itself" in page.text
    assert "does not wait longer" in Email.objects.get(key__contains="0h:employer").body


def test_both_sides_read_afterwards_why_it_ended(milestone, sign_in):
    silent_for(milestone, 14 * DAY + HOUR)

    for person in (milestone.offer.made_by, milestone.placement.student.user):
        page = sign_in(person).get(milestone.placement.get_absolute_url())
        assert "Nothing was handed in two weeks after the agreed day" in page.text


def test_a_later_day_that_is_agreed_starts_the_time_again(milestone):
    later, old = make.extension(milestone), milestone.work_by
    application_actions.agree_to_more_time(later, milestone.offer.made_by)
    milestone.refresh_from_db()
    assert milestone.work_by > old

    with time_machine.travel(old + 14 * DAY + HOUR, tick=False):
        turn_clocks()

    milestone.refresh_from_db()
    assert milestone.status == "funded"


def test_what_is_approved_stays_the_students(db):
    first, second = make.placement([400_00, 320_00]).milestones.all()
    make.payout(make.delivered(first), sent=True)
    second = paid_in(second)

    silent_for(second, 14 * DAY + HOUR)

    first.refresh_from_db()
    assert (first.status, second.status) == ("paid", "refunded")
    assert Refund.objects.get().amount_minor == 320_00
    assert Placement.objects.get().status == "cancelled"
    assert ledger.problems(None) == []


def test_a_part_that_is_handed_in_is_still_looked_at(db):
    first, second = make.placement([400_00, 320_00]).milestones.all()
    first, second = paid_in(first), paid_in(second)
    with time_machine.travel(first.work_by + 14 * DAY - HOUR, tick=False):
        application_actions.deliver(second, "The second.", [], [])

    silent_for(first, 14 * DAY + HOUR)

    second.refresh_from_db()
    assert (first.status, second.status) == ("refunded", "delivered")
    assert Placement.objects.get().status == "active"


def test_who_has_the_work_does_not_get_the_money_back_by_waiting(db):
    """Changes that never came are for our staff, and the student is asked first."""
    row = make.delivered()
    application_actions.ask_for_changes(row, "Sort it by year.", make.today(5))
    row.refresh_from_db()

    silent_for(row, 14 * DAY + HOUR)

    assert row.status == "disputed"
    dispute = Dispute.objects.get()
    assert (dispute.side, dispute.wanted, dispute.status) == ("employer", "refund", "open")
    assert not Refund.objects.exists()
    to = row.placement.student.user.email
    assert Email.objects.filter(key__startswith="dispute-opened", to=to).exists()


def test_nothing_ends_before_its_time(milestone):
    with pytest.raises(WrongState):
        actions.end_in_silence(milestone)
    assert not Refund.objects.exists()
    assert milestone.work_by > timezone.now()


def test_after_a_refund_by_decision_the_place_is_free(db):
    dispute = make.answered()

    actions.decide(dispute, make.platform(), application_actions.Wish("refund"), "Not done.")

    placement = Placement.objects.get()
    assert placement.status == "cancelled"
    assert Application.objects.get().status == "not_selected"
    assert application_actions.place_is_free(placement.listing)

"""Money that may be held for a short time only: nobody loses a place because we take none yet."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from applications import actions
from applications.models import Milestone, Placement
from marketplace.tasks import turn_clocks
from payments import ahead
from tests import make

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def held_for_90_days(settings, db):
    settings.HOLD_DAYS = 90


def far_away(days=110):
    """A placement of an offer whose one part is due so many days from now."""
    row, due = make.application(), make.today(days)
    part = actions.Part("Everything", due, 720_00)
    terms = actions.Terms(
        starts_on=due, ends_on=due, total_hours=30, hours_per_week=10, parts=[part]
    )
    return actions.accept(actions.make_offer(row, row.listing.created_by, terms))


def test_the_time_to_pay_in_begins_when_the_payment_is_possible():
    placement = far_away()
    possible = ahead.payable_from(placement.milestones.get())
    hours = timedelta(hours=placement.listing.format.funding_hours)

    assert possible > timezone.now() + 30 * DAY
    assert placement.fund_by == possible + hours
    with time_machine.travel(possible, tick=False):
        turn_clocks()
    assert Placement.objects.get().status == "accepted"
    with time_machine.travel(possible + hours + timedelta(minutes=1), tick=False):
        turn_clocks()
    assert Placement.objects.get().status == "cancelled"


def test_a_later_part_is_waited_for_as_long():
    first, second = make.placement([400_00, 320_00]).milestones.all()
    Milestone.objects.filter(pk=second.pk).update(extended_to=make.today(120))

    make.payout(make.delivered(first))

    second.refresh_from_db()
    assert second.fund_by > ahead.payable_from(second) > timezone.now()


def test_a_day_moved_before_the_payment_moves_the_payment_too():
    placement = make.placement()
    part, before = placement.milestones.get(), placement.fund_by
    asked = actions.ask_for_more_time(
        part, placement.student.user, part.due_on + 59 * DAY, "Exams until then."
    )

    actions.agree_to_more_time(asked, part.offer.made_by)

    placement.refresh_from_db()
    assert placement.fund_by > before
    assert placement.fund_by > ahead.payable_from(Milestone.objects.get())


# Paid in today: 3 days before the 90 are over it is on its way, and before it are 7 days to
# review it and 14 for a dispute.
LAST = 90 - 3 - 7 - 14 - 1


def moved_to(sign_in, milestone, day: date):
    url = reverse("applications:more_time", args=[milestone.pk])
    asks = sign_in(milestone.placement.student.user)
    return asks.post(url, {"to_day": day.isoformat(), "reason": "Exams."}, follow=True)


def test_no_part_is_moved_past_what_its_money_may_be_held_for(sign_in):
    milestone = make.funded().milestone
    Milestone.objects.filter(pk=milestone.pk).update(extended_to=milestone.today + 50 * DAY)
    last = milestone.today + LAST * DAY

    later = moved_to(sign_in, milestone, last + 2 * DAY)
    assert "We may hold the money for this part for a limited time" in later.text
    assert not milestone.extensions.exists()
    assert "Asked. The other side" in moved_to(sign_in, milestone, last).text


def test_changes_are_asked_for_by_a_day_on_which_the_money_is_still_there(sign_in):
    milestone = make.delivered()
    today = Milestone.objects.for_pages().get().today
    url = reverse("applications:ask_for_changes", args=[milestone.pk])
    Milestone.objects.filter(pk=milestone.pk).update(funded_at=timezone.now() - 30 * DAY)
    asked = {"answer": "Add the sources.", "by_date": (today + (LAST - 27) * DAY).isoformat()}
    browser = sign_in(milestone.offer.made_by)

    page = browser.post(url, asked, follow=True)

    assert "We may hold the money for this part for a limited time" in page.text
    asked["by_date"] = (today + (LAST - 30) * DAY).isoformat()
    assert "Sent. The student has it" in browser.post(url, asked, follow=True).text

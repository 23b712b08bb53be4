"""Money that comes after a part was to begin: whoever works has as many days as was agreed."""

from datetime import timedelta

import time_machine
from django.utils import timezone

from marketplace.tasks import turn_clocks
from notifications.models import Email
from tests import make

DAY = timedelta(days=1)


def paid_in_after(milestone, days):
    """So many days after it is due by its terms. Both are told when it is funded."""
    with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
        Email.objects.all().delete()
        make.funded(milestone)
        milestone.refresh_from_db()
        turn_clocks()
        return milestone.is_late


def test_a_part_paid_in_after_its_day_is_not_late_and_is_reminded_of(db):
    first, second = make.placement([400_00, 320_00]).milestones.all()
    make.payout(make.delivered(first))

    late = paid_in_after(second, 30)  # due on day 28, a week after the first

    assert not late
    assert second.hand_in_by == make.today(37)
    told = Email.objects.get(key=f"funded:{second.pk}:student")
    assert "later than was agreed at first" in told.body
    with time_machine.travel(second.work_by - DAY + timedelta(minutes=1), tick=False):
        turn_clocks()
    assert Email.objects.filter(key__startswith=f"remind-work:{second.pk}").exists()


def test_a_part_paid_in_in_time_is_due_on_the_agreed_day(db):
    row = make.placement().milestones.get()

    paid_in_after(row, 10)

    assert row.extended_to is None
    assert row.hand_in_by == row.due_on

"""Working days: what is due when, in the zone of who has to act."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from marketplace.clocks import working_days_after

LONDON = "Europe/London"


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        ("2026-11-20 15:00", "2026-11-24 23:59"),  # Friday: Monday and Tuesday
        ("2026-11-21 15:00", "2026-11-24 23:59"),  # Saturday
        ("2026-11-22 00:05", "2026-11-24 23:59"),  # Sunday
        ("2026-11-23 00:05", "2026-11-25 23:59"),  # Monday: Tuesday and Wednesday
        ("2026-11-25 09:00", "2026-11-27 23:59"),  # Wednesday: Thursday and Friday
        ("2026-11-26 09:00", "2026-11-30 23:59"),  # Thursday: Friday and Monday
    ],
)
def test_two_whole_working_days_pass_and_it_is_due_at_the_end_of_the_second(sent, due):
    moment = datetime.fromisoformat(sent).replace(tzinfo=ZoneInfo(LONDON))

    found = working_days_after(moment, 2, LONDON).astimezone(ZoneInfo(LONDON))

    assert f"{found:%Y-%m-%d %H:%M}" == due


def test_where_the_clocks_change_meanwhile_the_day_still_ends_at_its_end():
    friday = datetime(2027, 3, 26, 15, tzinfo=ZoneInfo("UTC"))  # summer time begins on Sunday

    assert f"{working_days_after(friday, 2, LONDON):%Y-%m-%d %H:%M %Z}" == "2027-03-30 22:59 UTC"


def test_the_day_is_the_zones():
    sunday_in_utc = datetime(2026, 11, 22, 20, tzinfo=ZoneInfo("UTC"))  # Monday in Manila

    found = working_days_after(sunday_in_utc, 2, "Asia/Manila")

    assert f"{found:%Y-%m-%d %H:%M}" == "2026-11-25 15:59"

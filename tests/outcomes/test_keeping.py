"""Counts that are kept: what they say, when they are made anew, and that they stay right."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applications.models import Application, ApplicationEvent, Placement
from listings.models import ExchangeRate
from outcomes import actions, changes, tasks
from outcomes.models import Cell, Year
from payments.models import Payout
from tests import make
from tests.making.team import team_placement


@pytest.fixture
def university(db):
    return make.university(country="GB", time_zone="Europe/London")


def kept(university):
    """The counts of all and of each value, by ("field", "data")."""
    *_, year = actions.keep_changed(university)
    rows = Cell.objects.filter(year=year, dim="")
    return {(row.by, row.key): row for row in rows}


def paid(university):
    app = make.application(university=university, status="accepted")
    return make.payout(make.delivered(make.placement(application=app).milestones.get()), sent=True)


def test_each_step_counts_events_and_people(university):
    student = make.student(university=university, graduates_in=2027)
    one = make.placement(application=make.application(student=student, status="accepted"))
    make.application(student=student, listing=make.listing(field="law", approved_by=university))
    make.payout(make.delivered(one.milestones.get()), sent=True)
    cells = kept(university)
    whole = cells["", ""]

    assert (whole.applications, whole.applicants) == (2, 1)
    assert (whole.offers, whole.placements, whole.placed) == (1, 1, 1)
    assert (whole.completions, whole.completed, whole.hours) == (1, 1, 30)
    assert (whole.payments, whole.paid) == (1, 1)
    assert whole.published == 2
    assert cells["field", "law"].applications == 1
    assert cells["field", "law"].placements == 0
    assert cells["cohort", "2027"].applications == 2
    assert cells["country", "remote"].applications == 2


def test_a_page_that_is_filtered_reads_the_same_pair_from_both_sides(university):
    make.application(university=university)
    kept(university)
    [one] = Cell.objects.filter(dim="field", value="data", by="organisation")
    [other] = Cell.objects.filter(dim="organisation", value=one.key, by="field")

    assert (one.applications, other.applications, other.key) == (1, 1, "data")
    assert Cell.objects.get(dim="field", value="data", by="").applications == 1


def test_pay_is_converted_at_the_rate_of_its_day_and_says_which(university):
    day = timezone.localdate()
    for currency, ago, rate in [("GBP", 30, "0.5"), ("GBP", 0, "0.8"), ("GBP", -3, "9")]:
        ExchangeRate.objects.create(
            currency=currency, per_usd=Decimal(rate), on_date=day - timedelta(days=ago)
        )
    app = make.application(university=university, status="accepted")
    payout = make.payout(
        make.delivered(make.placement(application=app).milestones.get()), sent=True
    )
    cells = kept(university)
    year = cells["", ""].year

    assert payout.amount_minor == 648_00
    assert cells["currency", "USD"].minor == 648_00
    assert cells["", ""].minor is None
    assert cells["", ""].converted == 518_40
    assert (year.currency, year.rated_from, year.rated_until) == ("GBP", day, day)


def test_what_has_no_rate_is_left_out_and_counted(university):
    ExchangeRate.objects.all().delete()
    paid(university)
    cells = kept(university)

    assert (cells["", ""].converted, cells["", ""].year.unrated) == (0, 1)
    assert cells["currency", "USD"].minor == 648_00


def test_a_team_counts_each_student_of_the_university(university):
    lead = make.application(university=university, status="accepted")
    others = [make.student(university=university), make.student()]
    team_placement(make.placement(application=lead), others, [1, 1, 1])
    whole = kept(university)["", ""]

    assert (whole.placements, whole.placed) == (2, 2)
    assert (whole.applications, whole.applicants) == (2, 2)
    assert kept(others[1].university)["", ""].placements == 1


def test_months_are_the_universitys(university):
    app = make.application(university=university)
    Application.objects.filter(pk=app.pk).update(
        submitted_at=datetime(2026, 9, 30, 23, 30, tzinfo=UTC)
    )
    with time_machine.travel(datetime(2026, 10, 20, tzinfo=UTC)):
        cells = kept(university)

    assert cells["month", "2026-10"].applications == 1
    assert ("month", "2026-09") not in cells


def test_how_employers_answered(university):
    sent = timezone.now() - timedelta(days=20)
    apps = [
        make.application(university=university, status="declined", submitted_at=sent),
        make.application(university=university, status="not_selected", submitted_at=sent),
        make.application(university=university, status="withdrawn", submitted_at=sent),
        make.application(university=university, submitted_at=sent),
    ]
    ApplicationEvent.objects.create(
        application=apps[0], kind="shortlisted", at=sent + timedelta(hours=30)
    )
    Application.objects.filter(pk=apps[0].pk).update(decided_at=sent + timedelta(hours=70))
    whole = kept(university)["", ""]

    assert (whole.applications, whole.due, whole.answered) == (4, 2, 1)
    assert (whole.response_hours, whole.decision_hours) == (30, 70)


def test_nothing_of_another_university_is_in_it(university):
    make.application(university=university)
    other = make.university()
    make.payout(sent=True)

    assert kept(university)["", ""].applications == 1
    assert kept(university)["", ""].paid == 0
    assert ("", "") in kept(other)
    assert kept(other)["", ""].applications == 0


# --- When


def test_only_where_something_happened_is_counted_again(university):
    make.application(university=university)
    tasks.keep_counts()
    Year.objects.update(counted_at=F("counted_at") + timedelta(hours=1))
    assert list(changes.to_count()) == []

    app = make.application()
    later = timezone.now() + timedelta(hours=2)
    ApplicationEvent.objects.create(application=app, kind="submitted", at=later)
    tasks.keep_counts()

    assert Year.objects.get(university=app.student.university).cells.exists()
    assert not changes.to_count().filter(pk=university.pk).exists()


def test_who_is_counted_twice_is_counted_the_same(university):
    make.application(university=university)
    before = {(c.pk, c.applications) for c in kept(university).values()}
    after = {(c.pk, c.applications) for c in kept(university).values()}

    assert before == after


def test_what_was_cut_short_is_done_again(university, monkeypatch):
    make.application(university=university)
    monkeypatch.setattr(Cell.objects, "bulk_create", lambda *a: 1 / 0)
    tasks.keep_counts()
    assert not Year.objects.filter(university=university).exists()

    monkeypatch.undo()
    tasks.keep_counts()
    assert Year.objects.get(university=university).cells.get(dim="", by="").applications == 1


def test_last_year_is_counted_again_for_what_comes_late(university):
    app = make.application(university=university)
    Application.objects.filter(pk=app.pk).update(
        submitted_at=datetime(2026, 7, 30, tzinfo=UTC), decide_by=datetime(2026, 8, 9, tzinfo=UTC)
    )
    with time_machine.travel(datetime(2026, 8, 5, tzinfo=UTC)):
        years = actions.keep_changed(university)
        assert [str(year) for year in years] == ["2025/26", "2026/27"]
        assert [str(year) for year in actions.keep_changed(university)] == ["2025/26", "2026/27"]
    with time_machine.travel(datetime(2026, 12, 5, tzinfo=UTC)):
        actions.keep_changed(university)
        assert [str(year) for year in actions.keep_changed(university)] == ["2026/27"]


def test_a_full_count_finds_what_is_wrong_says_so_and_mends_it(university, caplog):
    make.application(university=university)
    kept(university)
    Year.objects.update(counted_at=timezone.now() + timedelta(hours=1))
    Cell.objects.filter(dim="", by="field").update(applications=7)
    tasks.check_counts()

    assert "1 counts of" in caplog.text
    assert Cell.objects.get(dim="", by="field").applications == 1
    assert Year.objects.get(university=university).checked_at is not None


def test_it_is_not_checked_twice_in_a_night_and_right_counts_are_left_alone(university, caplog):
    make.application(university=university)
    kept(university)
    tasks.check_counts()

    assert "were wrong" not in caplog.text
    assert not Year.objects.to_check().filter(university=university).exists()


def test_it_asks_as_often_for_one_as_for_many(university):
    asked = []
    for more in (1, 1, 3):
        for _ in range(more):
            make.application(university=university)
        with CaptureQueriesContext(connection) as statements:
            kept(university)
        asked.append(len(statements))

    assert asked[1] == asked[2]


def test_a_placement_that_was_called_off_is_one(university):
    app = make.application(university=university, status="accepted")
    row = make.placement(application=app)
    Placement.objects.filter(pk=row.pk).update(status="cancelled", cancelled_at=timezone.now())

    assert kept(university)["", ""].placements == 1
    assert not Payout.objects.exists()

"""How long somebody may wait is the format's to say: the column of it that the clock names is read,
at whatever moment the wait begins.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from applications import actions
from applications.actions import Part, Terms
from applications.models import Application, CheckIn, Milestone, Placement
from listings.models import Format
from marketplace.table import CLOCKS
from payments import actions as payment_actions
from tests import make

START = datetime(2026, 11, 23, 15, tzinfo=UTC)
HOURS = {clock.key: clock.hours for clock in CLOCKS if clock.hours}
# No two the same, and none of what any format has: whatever is read tells where it was read.
DIFFERING = ("decision_hours", "offer_hours")
ODD = {column: 31 + 7 * n for n, column in enumerate(sorted(set(HOURS.values())))}


@pytest.fixture
def frozen(db):
    with time_machine.travel(START, tick=False):
        yield


def sent(kind: Format) -> Application:
    who = make.student()
    draft = make.application(
        student=who,
        listing=make.listing(format=kind, approved_by=who.university),
        status="draft",
        resume=make.resume(who),
        submitted_at=None,
        decide_by=None,
    )
    actions.submit(draft)
    return draft


def offered(application: Application) -> Any:
    terms = Terms(
        starts_on=make.today(10),
        ends_on=make.today(31),
        total_hours=30,
        hours_per_week=10,
        parts=[Part("One", make.today(20), 360_00), Part("Two", make.today(27), 360_00)],
    )
    return actions.make_offer(application, application.listing.created_by, terms)


def asked_at_half_time(placement: Placement) -> CheckIn:
    Placement.objects.filter(pk=placement.pk).update(check_in_at=START)
    actions.ask_how_it_goes(Placement.objects.for_pages().get(pk=placement.pk))
    return CheckIn.objects.filter(placement=placement).earliest("pk")


def waits(kind: Format) -> dict[str, timedelta]:
    """Of each clock with a length of the format's own: how long a row has that begins to wait."""
    application = sent(kind)
    boss, student = application.listing.created_by, application.student.user
    offer = offered(application)
    placement = actions.accept(offer)
    first, second = placement.milestones.order_by("position")
    make.funded(first)
    half = asked_at_half_time(placement)
    later = actions.ask_for_more_time(_now(first), student, make.today(24), "My exams.")
    actions.agree_to_more_time(later, boss)
    actions.deliver(_now(first), "Here.", [], [])
    handed_in = _now(first)
    payment_actions.approve(handed_in, boss)
    ends = {
        "application": application.decide_by - application.listing.apply_by + START,
        "offer": offer.expires_at,
        "funding": placement.fund_by,
        "check-in": half.answer_by,
        "later-day": later.answer_by,
        "review": handed_in.review_by,
        "later-part": _now(second).fund_by,
    }
    return {key: end - START for key, end in ends.items()}


def _now(milestone: Milestone) -> Milestone:
    return Milestone.objects.for_pages().get(pk=milestone.pk)


def test_every_clock_reads_its_own_column(frozen):
    kind = make.format(slug="odd", name="Odd", asks_at_half_time=True, **ODD)

    found = waits(kind)

    assert found == {key: timedelta(hours=ODD[column]) for key, column in HOURS.items()}


def test_the_columns_in_which_the_formats_differ_are_read_for_each(frozen):
    for kind in Format.objects.order_by(*DIFFERING).distinct(*DIFFERING):
        application = sent(kind)
        wait = application.decide_by - application.listing.apply_by
        assert wait == timedelta(hours=kind.decision_hours), kind.slug
        expires = offered(application).expires_at
        assert expires - START == timedelta(hours=kind.offer_hours), kind.slug


def test_the_formats_differ_in_no_other(db):
    """Or the test above has to walk further with each of them."""
    given = Format._meta.get_field
    differing = {
        column
        for column in ODD
        for kind in Format.objects.all()
        if getattr(kind, column) != given(column).default
    }
    assert differing == set(DIFFERING)

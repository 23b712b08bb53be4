"""Anybody does anything in any order: no state outside the tables, no place sold twice.

Actions are tried whether or not they are allowed; what is not must raise and change nothing.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest
import time_machine
from django.apps import apps
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from accounts.models import User
from applications import actions
from applications.actions import Part, Terms
from applications.models import (
    Application,
    Delivery,
    Milestone,
    Offer,
    Placement,
)
from listings.models import Listing
from marketplace import tasks, turning
from marketplace.states import Stateful, WrongState
from marketplace.tasks import turn_clocks
from notifications import outbox as mail
from payments import actions as payment_actions
from payments import ledger
from payments.models import Payout
from payments.seen import Transfer
from tests import make, written
from tests.market_ways import ARGUED, ENDS, WAYS, Ways
from tests.more_market import MORE, More

START = datetime(2026, 11, 23, 15, tzinfo=UTC)
STATEFUL: list[type[Stateful]] = [Listing, Application, Offer, Placement, Milestone, Delivery]
STATEFUL += MORE
# What an action raises when it is not its time.
REFUSALS = (WrongState, actions.NotEligible, actions.Incomplete, actions.ChangedMeanwhile)
REFUSALS += (actions.SaidEnough, actions.AskedAlready, actions.DayMoved)
REFUSALS += (actions.TeamFull, actions.TeamNotWhole, actions.NamedAlready, actions.OtherShare)

STUDENTS, OPENINGS = 4, (1, 2)
which = st.integers(0, 7)


def reachable(model: type[Stateful]) -> dict[str, set[str]]:
    """From each state, every state that some steps of the table lead to, and itself."""
    found = {state: {state} for state in model.Status.values}
    for _ in found:
        for reached in found.values():
            reached |= {to for state in set(reached) for to in model.TRANSITIONS.get(state, ())}
    return found


STATES = " UNION ALL ".join(
    f"SELECT {n}, {model._meta.pk.column}::text, status FROM {model._meta.db_table}"
    for n, model in enumerate(STATEFUL)
)
ROOMS = [apps.get_app_config(room) for room in ("applications", "payments")]
writes = written.to([Listing, *(model for room in ROOMS for model in room.get_models())])
REACHABLE = {model: reachable(model) for model in STATEFUL}


# Two steps of one action: who calls the work off leaves the race as well.
AT_ONCE = {(Application, "accepted", "withdrawn")}


class Market(Ways, More):
    met: ClassVar[set[tuple[type[Stateful], str]]] = set()
    ways: ClassVar[list[str]] = list(WAYS)

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.clock = time_machine.travel(START, tick=False)
        self.now = self.clock.start()
        where = make.university()
        self.students = [make.student(university=where) for _ in range(STUDENTS)]
        for student in self.students:
            make.resume(student)
            make.payee(student)
        self.listings = [make.listing(approved_by=where, openings=n) for n in OPENINGS]
        Listing.objects.filter(pk=self.listings[1].pk).update(team_most=2)
        self.seen, self.written = self.states(), -1
        # Clocks may turn a row several times in one round; a person's action does one step.
        self.clocks_turned = False

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        self.something_goes_on_already(data.draw(st.sampled_from(self.ways)))

    def teardown(self) -> None:
        self.clock.stop()
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    # --- Who does what ---

    def attempt(self, act: Callable[..., Any], *args: Any, **given: Any) -> None:
        try:
            with transaction.atomic():
                act(*args, **given)
        except REFUSALS:
            assert self.states() == self.seen

    def pick[Row: Stateful](self, model: type[Row], n: int, **given: Any) -> Row | None:
        rows = list(model.objects.filter(**given).order_by("pk"))
        return rows[n % len(rows)] if rows else None

    def on(self, model: type[Stateful], n: int, act: Callable[..., Any], *args: Any) -> None:
        row = self.pick(model, n)
        if row is not None:
            self.attempt(act, row, *args)

    @rule(student=st.integers(0, STUDENTS - 1), listing=st.integers(0, len(OPENINGS) - 1))
    def write_and_send(self, student: int, listing: int) -> None:
        who, to = self.students[student], self.listings[listing]
        fields = {
            "pitch": "I would begin with shop 7.",
            "hours_per_week": 10,
            "can_start": make.today(14),
            "resume": who.resumes.get(),
        }

        def apply() -> None:
            actions.submit(actions.save_draft(who, to, **fields))

        self.attempt(apply)

    @rule(n=which)
    def withdraw(self, n: int) -> None:
        self.on(Application, n, actions.withdraw)

    @rule(n=which)
    def shortlist(self, n: int) -> None:
        self.on(Application, n, actions.shortlist)

    @rule(n=which)
    def unshortlist(self, n: int) -> None:
        self.on(Application, n, actions.unshortlist)

    @rule(n=which)
    def ask_again(self, n: int) -> None:
        self.on(Application, n, actions.ask_again)

    @rule(n=which)
    def decline(self, n: int) -> None:
        self.on(Application, n, actions.decline, "skills", "")

    @rule(n=which, parts=st.integers(1, 2))
    def make_offer(self, n: int, parts: int) -> None:
        row = self.pick(Application, n)
        if row is not None:
            days = [make.today(20 + 7 * part) for part in range(parts)]
            terms = Terms(
                starts_on=make.today(10),
                ends_on=make.today(40),
                total_hours=30,
                hours_per_week=10,
                parts=[Part("A part", day, 720_00 // parts) for day in days],
            )
            self.attempt(actions.make_offer, row, row.listing.created_by, terms)

    @rule(n=which)
    def accept(self, n: int) -> None:
        self.on(Offer, n, actions.accept)

    @rule(n=which)
    def refuse(self, n: int) -> None:
        self.on(Offer, n, actions.refuse)

    @rule(n=which)
    def take_back(self, n: int) -> None:
        self.on(Offer, n, actions.take_back)

    @rule(n=which, by_student=st.booleans())
    def cancel(self, n: int, by_student: bool) -> None:
        row = self.pick(Placement, n)
        if row is not None:
            self.attempt(actions.cancel, row, self.side(row, by_student), "other")

    @rule(n=which, by_student=st.booleans())
    def call_off(self, n: int, by_student: bool) -> None:
        row = self.pick(Placement, n)
        if row is not None:
            by, told = self.side(row, by_student), payment_actions.outcome(row).back_minor
            self.attempt(payment_actions.call_off, row, by, "other", "", told=told)

    @rule(n=which)
    def fund(self, n: int) -> None:
        self.on(Milestone, n, make.funded)

    @rule(n=which)
    def deliver(self, n: int) -> None:
        self.on(Milestone, n, actions.deliver, "Here.", [], [])

    @rule(n=which)
    def ask_for_changes(self, n: int) -> None:
        self.on(Milestone, n, actions.ask_for_changes, "Sort it.", make.today(5))

    @rule(n=which)
    def approve(self, n: int) -> None:
        row = self.pick(Milestone, n)
        if row is not None:
            self.attempt(payment_actions.approve, row, row.offer.made_by)

    @rule(n=which)
    def money_arrives(self, n: int) -> None:
        owed = self.pick(Payout, n)
        if owed is not None and owed.operation_id is not None:
            seen = Transfer(
                id=f"tr_{owed.pk}",
                amount=owed.amount_minor,
                currency=owed.currency,
                destination="",
                payout=owed.pk,
                operation=owed.operation_id,
            )
            self.attempt(payment_actions.settle_transfer, owed, seen)

    @rule(hours=st.sampled_from([1, 25, 80, 200]))
    def time_passes(self, hours: int) -> None:
        self.now.shift(timedelta(hours=hours))
        self.clocks_turned = True
        turn_clocks()

    def side(self, placement: Placement, by_student: bool) -> User:
        return placement.student.user if by_student else placement.offer.made_by

    # --- What always holds ---

    def states(self) -> dict[tuple[type[Stateful], Any], str]:
        with connection.cursor() as cursor:
            cursor.execute(STATES)
            return {(STATEFUL[n], pk): status for n, pk, status in cursor.fetchall()}

    def check_invariants(self, *args: Any) -> None:
        """Most of what is tried is refused; where nothing was written, what held does so still."""
        if (now := writes()) != self.written:
            super().check_invariants(*args)
            self.written = now
        self.clocks_turned = False

    @invariant()
    def every_step_is_in_the_tables_and_nothing_is_lost(self) -> None:
        now = self.states()
        assert set(self.seen) <= set(now)
        for (model, pk), status in now.items():
            before = self.seen.get((model, pk))
            self.met.add((model, status))
            if before is not None and before != status:
                allowed = set(model.TRANSITIONS.get(before, ()))
                if self.clocks_turned:
                    allowed = REACHABLE[model][before]
                if (model, before, status) not in AT_ONCE:
                    assert status in allowed, (model, before, status)
        self.seen, self.clocks_turned = now, False

    @invariant()
    def no_place_is_sold_twice(self) -> None:
        for listing in Listing.objects.all():
            rows = Application.objects.filter(listing=listing)
            accepted = rows.filter(status="accepted").count()
            assert rows.taken().count() <= listing.openings
            if listing.status == "filled":
                assert accepted == listing.openings

    @invariant()
    def every_application_stands_where_its_offers_say(self) -> None:
        for row in Application.objects.prefetch_related("offers"):
            live = [offer.status for offer in row.offers.all() if offer.status in LIVE]
            assert live == EXPECTED.get(row.status, []), row.status
            assert row.status == "draft" or row.decide_by is not None

    @invariant()
    def whoever_works_has_a_day_and_whoever_answers_too(self) -> None:
        working = Milestone.objects.filter(status__in=["funded", "changes"])
        assert not working.filter(work_by=None).exists()
        assert not Milestone.objects.filter(status="delivered", review_by=None).exists()

    @invariant()
    def every_cent_is_somewhere(self) -> None:
        assert ledger.problems(None) == []


LIVE = ("made", "accepted")


@pytest.fixture(autouse=True)
def _no_words(monkeypatch):
    """Words are not what is tried here, and cost more than most of the rest."""
    monkeypatch.setattr(mail, "render", lambda *_: ("Subject", "Text", "<p>Text</p>"))


@pytest.mark.parametrize("way", ENDS)
def test_what_always_holds_does_on_every_way_and_it_leads_there(db, way):
    Market.met.clear()
    market = Market()
    try:
        market.something_goes_on_already(way)
        for check in INVARIANTS:
            getattr(market, check)()
        assert Market.met >= ENDS[way]
    finally:
        market.teardown()


INVARIANTS = [
    "no_place_is_sold_twice",
    "every_application_stands_where_its_offers_say",
    "whoever_works_has_a_day_and_whoever_answers_too",
    "every_cent_is_somewhere",
]
EXPECTED = {"offered": ["made"], "accepted": ["accepted"]}


def test_no_order_of_actions_breaks_the_market(db, monkeypatch):
    def fail(*said: object) -> None:
        raise AssertionError(said)

    # A clock that cannot act goes on with the others; here it must not happen.
    monkeypatch.setattr(turning.logger, "exception", fail)
    monkeypatch.setattr(tasks.logger, "exception", fail)
    bounds = settings(
        max_examples=6,
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    Market.met.clear()
    for ways in ARGUED, sorted({*WAYS} - {*ARGUED}):
        monkeypatch.setattr(Market, "ways", ways)
        run_state_machine_as_test(Market, settings=bounds)

    # Which of them is chance, in which every letter of the class counts; all are walked to above.
    wanted = set().union(*ENDS.values())
    assert len(Market.met & wanted) > len(wanted) / 2

"""Anybody does anything in any order: no state outside the tables, no place sold twice.

Actions are tried whether or not they are allowed; what is not must raise and change nothing.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest
import time_machine
from django.db import transaction
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
    Dispute,
    Extension,
    Milestone,
    Offer,
    Placement,
    TeamMember,
)
from listings.models import Listing
from marketplace import tasks, turning
from marketplace.states import Stateful, WrongState
from marketplace.tasks import turn_clocks
from payments import actions as payment_actions
from payments import ledger
from payments.models import Payout
from payments.seen import Transfer
from tests import make
from tests.more_market import MORE, WISHES, More

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


REACHABLE = {model: reachable(model) for model in STATEFUL}


# Two steps of one action: who calls the work off leaves the race as well.
AT_ONCE = {(Application, "accepted", "withdrawn")}
# What the first who applies has gone through when everything begins, by the rules themselves, and
# what that gets to: a rule that is always refused would make all of this say nothing.
WORK = ["submit", "offer", "accept", "fund", "deliver"]
ONE_PART = ["submit", "offer_one", *WORK[2:]]
WAYS: dict[str, tuple[list[str], set[tuple[type[Stateful], str]]]] = {
    "new": ([], set()),
    "sent": (WORK[:1], {(Application, "submitted")}),
    "offered": (WORK[:2], {(Application, "offered"), (Offer, "made")}),
    "accepted": (WORK[:3], {(Offer, "accepted"), (Placement, "accepted"), (Listing, "filled")}),
    "funded": (WORK[:4], {(Milestone, "funded"), (Placement, "active")}),
    "delivered": (WORK, {(Milestone, "delivered"), (Delivery, "waiting")}),
    "approved": ([*WORK, "approve"], {(Milestone, "approved")}),
    "paid": ([*ONE_PART, "approve", "pay"], {(Milestone, "paid"), (Placement, "completed")}),
    "changed": ([*WORK, "change"], {(Milestone, "changes")}),
    "disputed": ([*WORK, "disagree"], {(Milestone, "disputed"), (Dispute, "open")}),
    "answered": ([*WORK, "disagree", "answer"], {(Dispute, "answered")}),
    "decided": ([*WORK, "disagree", "answer", "rule_on"], {(Dispute, "decided")}),
    "agreed": ([*WORK, "disagree", "give_in"], {(Dispute, "decided")}),
    "two": (["ask_two"], {(TeamMember, "asked")}),
    "joined": (["ask_two", "join"], {(TeamMember, "confirmed")}),
    "left": (["ask_two", "join", "part"], {(TeamMember, "declined")}),
    "withdrawn": (["submit", "take_out"], {(Application, "withdrawn")}),
    "declined": (["submit", "turn_down"], {(Application, "declined")}),
    "cancelled": ([*WORK[:3], "cancel"], {(Placement, "cancelled"), (Offer, "cancelled")}),
    "dropped_out": ([*WORK[:4], "drop_out"], {(Milestone, "refunded")}),
    "later": ([*WORK[:4], "want_days", "give_days"], {(Extension, "agreed")}),
}


# Of so many cases hardly one would begin with these.
ARGUED = ["disputed", "answered", "decided", "agreed", "later"]


class Market(More):
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
        self.seen = self.states()
        # Clocks may turn a row several times in one round; a person's action does one step.
        self.clocks_turned = False

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        self.something_goes_on_already(data.draw(st.sampled_from(self.ways)))

    def something_goes_on_already(self, way: str) -> None:
        """By the actions of people: what chance alone hardly ever gets to."""
        for step in WAYS[way][0]:
            getattr(self, f"_{step}")()
            self.every_step_is_in_the_tables_and_nothing_is_lost()

    def _submit(self) -> None:
        self.write_and_send(0, 0)

    def _offer(self) -> None:
        self.make_offer(0, 2)

    def _offer_one(self) -> None:
        self.make_offer(0, 1)

    def _accept(self) -> None:
        self.accept(0)

    def _fund(self) -> None:
        make.funded(Milestone.objects.earliest("position"))

    def _deliver(self) -> None:
        self._of_the_first(self.deliver)

    def _approve(self) -> None:
        self._of_the_first(self.approve)

    def _pay(self) -> None:
        self.money_arrives(0)

    def _change(self) -> None:
        self._of_the_first(self.ask_for_changes)

    def _disagree(self) -> None:
        self._of_the_first(lambda n: self.open_dispute(n, False, WISHES[0]))

    def _answer(self) -> None:
        self.say(0, True)

    def _rule_on(self) -> None:
        self.decide(0, WISHES[1])

    def _give_in(self) -> None:
        self.agree(0, True)

    def _want_days(self) -> None:
        self._of_the_first(lambda n: self.ask_for_more_time(n, True, 30))

    def _give_days(self) -> None:
        self.answer_more_time(0, False, True)

    def _take_out(self) -> None:
        self.withdraw(0)

    def _turn_down(self) -> None:
        self.decline(0)

    def _ask_two(self) -> None:
        draft = actions.save_draft(self.students[0], self.listings[1], pitch="We are two.")
        actions.name_member(draft, self.students[1].user.email)

    def _join(self) -> None:
        self._of_the_second(self.confirm)

    def _part(self) -> None:
        self._of_the_second(self.leave)

    def _cancel(self) -> None:
        self.cancel(0, True)

    def _drop_out(self) -> None:
        row = Placement.objects.get()
        told = payment_actions.outcome(row, by_student=True).back_minor
        payment_actions.call_off(row, row.student.user, "other", "", told=told)

    def _of_the_first(self, act: Callable[[int], None]) -> None:
        """Of the parts, wherever `pick` finds it."""
        first = Milestone.objects.earliest("position").pk
        act(list(Milestone.objects.order_by("pk").values_list("pk", flat=True)).index(first))

    def _of_the_second(self, act: Callable[[int], None]) -> None:
        """Of the team."""
        second = TeamMember.objects.get(position=2).pk
        act(list(TeamMember.objects.order_by("pk").values_list("pk", flat=True)).index(second))

    def teardown(self) -> None:
        self.clock.stop()
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    # --- Who does what ---

    def attempt(self, act: Callable[..., Any], *args: Any, **given: Any) -> None:
        before = self.states()
        try:
            with transaction.atomic():
                act(*args, **given)
        except REFUSALS:
            assert self.states() == before

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
        return {
            (model, pk): status
            for model in STATEFUL
            for pk, status in model.objects.values_list("pk", "status")
        }

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


# Who goes on further comes by there.
WHOLE_WAYS = [
    way
    for way, (steps, _ends) in WAYS.items()
    if not any(steps == other[: len(steps)] != other for other, _ends in WAYS.values())
]


@pytest.mark.parametrize("way", WHOLE_WAYS)
def test_what_always_holds_does_on_every_way_and_it_leads_there(db, way):
    Market.met.clear()
    market = Market()
    try:
        market.something_goes_on_already(way)
        for check in INVARIANTS:
            getattr(market, check)()
        assert Market.met >= WAYS[way][1]
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

    # One that chance did not begin with is walked above.
    assert Market.met >= set().union(
        *(ends for way, (_steps, ends) in WAYS.items() if way != "left")
    )

"""Ways into the market of tests/test_market.py: what has gone on when everything begins."""

from collections.abc import Callable

from accounts.models import Student
from applications import actions
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
from marketplace.states import Stateful
from payments import actions as payment_actions
from tests import make
from tests.more_market import WISHES

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

# Of those that no other goes on from, all that they come by.
ENDS = {
    way: set[tuple[type[Stateful], str]]().union(
        *(ends for short, ends in WAYS.values() if steps[: len(short)] == short)
    )
    for way, (steps, _ends) in WAYS.items()
    if not any(steps == other[: len(steps)] != other for other, _ends in WAYS.values())
}


class Ways:
    """By the rules of the market itself, which are refused where they are not allowed."""

    students: list[Student]
    listings: list[Listing]

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

"""What else people do in the market of tests/test_market.py: disagree, ask for days, be a team."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from accounts.models import Student
from applications import actions
from applications.actions import Evidence, Wish
from applications.models import Application, Dispute, Extension, Milestone, TeamMember
from marketplace.states import Stateful
from payments import actions as payment_actions
from tests import make

which = st.integers(0, 7)
WISHES = [Wish("refund"), Wish("full"), Wish("part", minor=300_00)]


class More(RuleBasedStateMachine):
    students: list[Student]
    on: Callable[..., None]
    attempt: Callable[..., None]
    pick: Callable[..., Any]

    def by(self, row: Dispute | Extension | Milestone, by_student: bool) -> Any:
        milestone = row if isinstance(row, Milestone) else row.milestone
        if by_student:
            return milestone.offer.application.student.user
        return milestone.offer.made_by

    # --- Disputes

    @rule(n=which, by_student=st.booleans(), wish=st.sampled_from(WISHES))
    def open_dispute(self, n: int, by_student: bool, wish: Wish) -> None:
        row = self.pick(Milestone, n, placement__isnull=False)
        if row is not None:
            by = self.by(row, by_student)
            said = Evidence("Half of it is missing.")
            self.attempt(actions.open_dispute, row, by, "not_whole", wish, said)

    @rule(n=which, by_student=st.booleans())
    def say(self, n: int, by_student: bool) -> None:
        row = self.pick(Dispute, n)
        if row is not None:
            said = Evidence("It is in the second sheet.")
            self.attempt(actions.say, row, self.by(row, by_student), said)

    @rule(n=which, by_student=st.booleans())
    def take_back_dispute(self, n: int, by_student: bool) -> None:
        row = self.pick(Dispute, n)
        if row is not None:
            self.attempt(actions.take_back_dispute, row, self.by(row, by_student))

    @rule(n=which, by_student=st.booleans())
    def agree(self, n: int, by_student: bool) -> None:
        row = self.pick(Dispute, n)
        if row is not None:
            wish, by = actions.wish_of(row), self.by(row, by_student)
            self.attempt(payment_actions.agree, row, by, wish)

    @rule(n=which, wish=st.sampled_from(WISHES))
    def decide(self, n: int, wish: Wish) -> None:
        self.on(Dispute, n, payment_actions.decide, make.platform(), wish, "We have read it all.")

    # --- Later days

    @rule(n=which, by_student=st.booleans(), days=st.sampled_from([3, 30, 50]))
    def ask_for_more_time(self, n: int, by_student: bool, days: int) -> None:
        row = self.pick(Milestone, n, placement__isnull=False)
        if row is not None:
            by, day = self.by(row, by_student), make.today(days)
            self.attempt(actions.ask_for_more_time, row, by, day, "My exams.")

    @rule(n=which, by_student=st.booleans(), yes=st.booleans())
    def answer_more_time(self, n: int, by_student: bool, yes: bool) -> None:
        row = self.pick(Extension, n)
        if row is not None:
            act = actions.agree_to_more_time if yes else actions.refuse_more_time
            self.attempt(act, row, self.by(row, by_student))

    # --- Teams

    @rule(n=which, student=which)
    def name_member(self, n: int, student: int) -> None:
        email = self.students[student % len(self.students)].user.email
        self.on(Application, n, actions.name_member, email)

    @rule(n=which)
    def confirm(self, n: int) -> None:
        row = self.pick(TeamMember, n)
        if row is not None:
            who = Student.objects.get(user__email=row.email)
            self.attempt(actions.confirm, row, who, actions.part_of(row))

    @rule(n=which)
    def leave(self, n: int) -> None:
        row = self.pick(TeamMember, n)
        if row is not None:
            self.attempt(actions.leave, row, Student.objects.get(user__email=row.email))


MORE: list[type[Stateful]] = [Dispute, Extension, TeamMember]

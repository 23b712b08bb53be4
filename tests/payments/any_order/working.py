"""Work that is handed in, answered, called off and argued about."""

from contextlib import suppress

from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from accounts.models import User
from applications import actions as application_actions
from applications.models import Dispute, Milestone, Placement
from payments import actions
from payments.models import Credit
from tests import make
from tests.payments.any_order.common import NO, WISHES, parts, pick, which


class Working(RuleBasedStateMachine):
    staff: list[User]

    @rule(number=which)
    def hand_in(self, number):
        milestone = pick(parts().filter(status__in=["funded", "changes"]), number)
        if milestone:
            with suppress(*NO):
                application_actions.deliver(milestone, "Here it is.", [], [])

    @rule(number=which)
    def ask_for_changes(self, number):
        milestone = pick(parts().filter(status="delivered"), number)
        if milestone:
            with suppress(*NO):
                application_actions.ask_for_changes(milestone, "Shop 7.", make.today(7))

    @rule(number=which)
    def approve(self, number):
        milestone = pick(parts(), number)
        with suppress(*NO):
            actions.approve(milestone, milestone.offer.made_by)

    @rule(number=which)
    def let_the_clock_approve(self, number):
        Milestone.objects.filter(status="delivered").update(review_by=timezone.now())
        milestone = pick(parts().filter(status="delivered"), number)
        if milestone:
            with suppress(*NO):
                actions.approve_by_clock(milestone)

    @rule(number=which, keep=st.booleans(), student=st.booleans())
    def call_off(self, number, keep, student):
        placement = pick(Placement.objects.filter(status="active"), number)
        if placement:
            by = placement.student.user if student else placement.offer.made_by
            told = actions.outcome(placement).back_minor
            with suppress(*NO, application_actions.Changed):
                actions.call_off(placement, by, "time", "", told=told, keep_it=keep)

    @rule(number=which)
    def give_back_what_is_kept(self, number):
        credit = pick(Credit.objects.open(), number)
        if credit:
            with suppress(*NO):
                actions.return_kept(credit)

    @rule(number=which, wish=st.sampled_from(WISHES))
    def dispute(self, number, wish):
        milestone = pick(parts().filter(status="delivered"), number)
        if milestone:
            with suppress(*NO), transaction.atomic():
                make.dispute(milestone, wish=wish)

    @rule(number=which, wish=st.sampled_from(WISHES))
    def decide(self, number, wish):
        dispute = pick(Dispute.objects.for_pages().filter(status__in=Dispute.GOING_ON), number)
        if dispute:
            with suppress(*NO), transaction.atomic():
                dispute = make.answer(dispute) if dispute.status == "open" else dispute
                actions.decide(dispute, self.staff[0], wish, "The rows are there.")

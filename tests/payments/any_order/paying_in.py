"""What employers and universities pay in."""

from contextlib import suppress

from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from applications import actions as application_actions
from applications.models import Milestone, Placement
from payments import actions, clocks, operations, top_ups
from payments.models import Budget, Credit, Funding, Sponsorship, TopUp
from tests.payments.any_order.common import NO, parts, pick, which
from tests.payments.straight import Straight

CARDS = ["4242424242424242", "4000000000000002", "4000000000005126"]


class PayingIn(RuleBasedStateMachine):
    straight: Straight

    @rule(number=which)
    def open_a_page(self, number):
        milestone = pick(parts(), number)
        with suppress(*NO):
            operations.open_page(actions.start_funding(milestone, milestone.offer.made_by))

    @rule(number=which, card=st.sampled_from(CARDS))
    def pay(self, number, card):
        funding = pick(Funding.objects.exclude(checkout_url="").order_by("created_at"), number)
        if funding:
            self.straight.pay(funding.checkout_url, card)

    @rule(number=which)
    def open_a_page_and_pay(self, number):
        self.open_a_page(number)
        milestone = pick(parts(), number)
        for funding in Funding.objects.filter(milestone=milestone, status="open"):
            self.straight.pay(funding.checkout_url)
            with suppress(*NO):
                operations.check_funding(funding)

    @rule(number=which)
    def a_part_goes_all_the_way(self, number):
        """So that what comes after it is tried often, too."""
        self.open_a_page_and_pay(number)
        milestone = pick(parts(), number)
        with suppress(*NO):
            application_actions.deliver(milestone, "Here it is.", [], [])
            actions.approve(milestone, milestone.offer.made_by)
            self.workers_do_what_is_due()

    @rule()
    def pay_from_what_is_kept(self):
        listings = Credit.objects.open().values("listing")
        agreed = Milestone.objects.filter(status="agreed", placement__isnull=False)
        for milestone in agreed.filter(offer__application__listing__in=listings):
            with suppress(*NO):
                actions.pay_from_kept(milestone)

    # --- A university pays

    @rule(number=which, minor=st.sampled_from([1_00, 90_00, 500_00]))
    def pay_into_a_budget(self, number, minor):
        budget = pick(Budget.objects.order_by("pk"), number)
        with suppress(*NO):
            row = operations.open_top_up(actions.start_top_up(budget, budget.made_by, minor))
            if row.checkout_url:
                self.straight.pay(row.checkout_url)

    @rule(number=which)
    def stripe_is_asked_of_it(self, number):
        top_up = pick(TopUp.objects.order_by("created_at"), number)
        if top_up:
            with suppress(*NO):
                top_ups.check(top_up)

    @rule(number=which, minor=st.sampled_from([None, 33_33, 150_01]))
    def fund_from_a_budget(self, number, minor):
        budget = pick(Budget.objects.order_by("pk"), number)
        for placement in Placement.objects.filter(student__university=budget.university_id):
            with suppress(*NO):
                actions.grant_placement(budget, placement, budget.made_by, minor)

    @rule(number=which)
    def both_pay(self, number):
        """A university a third, the employer the rest."""
        milestone = pick(parts(), number)
        student = milestone.offer.application.student
        budget = Budget.objects.get(university=student.university_id)
        with suppress(*NO):
            row = operations.open_top_up(actions.start_top_up(budget, budget.made_by, 200_00))
            self.straight.pay(row.checkout_url)
            top_ups.check(row)
            actions.grant_placement(
                budget, milestone.placement, budget.made_by, milestone.amount_minor // 3
            )
        self.open_a_page_and_pay(number)

    @rule()
    def start_what_a_university_pays(self):
        reserved = Sponsorship.objects.filter(status="reserved").values("milestone")
        for milestone in Milestone.objects.filter(pk__in=reserved):
            with suppress(*NO):
                actions.pay_from_kept(milestone)

    @rule(number=which)
    def a_budgets_money_may_stay_no_longer(self, number):
        rows = TopUp.objects.filter(status="succeeded", leave_by__isnull=False)
        top_up = pick(rows.order_by("created_at"), number)
        if top_up:
            top_up.leave_by = timezone.now()
            top_up.save(update_fields=["leave_by"])
            with suppress(*NO):
                clocks.budget_money_is_old(top_up)

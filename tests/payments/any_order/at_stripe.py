"""What Stripe does, tells, and breaks; and what our own workers do meanwhile."""

import json
from contextlib import suppress
from datetime import timedelta

from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from payments import gateway, operations, tasks
from payments.actions import inbox
from payments.models import Funding, Operation, Payee, Payout
from tests.payments.any_order.common import NO, pick, which
from tests.payments.straight import Straight

FAULTS = ["rate limit", "conflict", "error", "error after", "cut", "cut after"]


class AtStripe(RuleBasedStateMachine):
    straight: Straight

    @rule(kind=st.sampled_from(FAULTS), method=st.sampled_from(["POST", "GET"]))
    def something_will_break(self, kind, method):
        self.straight.control("plan-fault", kind=kind, method=method, path="/v1/", times=1)

    @rule()
    def workers_do_what_is_due(self):
        now = timezone.now()
        Operation.objects.filter(status="ready").update(not_before=now)
        Operation.objects.filter(status="sent").update(lease_until=now - timedelta(seconds=1))
        Payout.objects.update(not_before=now)
        tasks.sweep_operations()

    @rule(number=which, times=st.integers(1, 2))
    def stripe_tells_of_something(self, number, times):
        told = pick(self.straight.events(), number)
        for _ in range(times if told else 0):
            inbox.keep(gateway.read_event(json.dumps(told).encode()))
            tasks.handle_event(told["id"])

    @rule(number=which)
    def the_payer_comes_back(self, number):
        funding = pick(Funding.objects.order_by("created_at"), number)
        if funding:
            with suppress(*NO):
                operations.check_funding(funding)

    @rule(number=which, status=st.sampled_from(["active", "active", "restricted"]))
    def an_account_changes(self, number, status):
        payee = pick(Payee.objects.exclude(stripe_account_id=None).order_by("pk"), number)
        if payee:
            self.straight.control("decide-account", account=payee.stripe_account_id, status=status)
            with suppress(*NO):
                operations.check_payee(payee)

    @rule(number=which)
    def a_refund_bounces(self, number):
        refund = pick(self.straight.objects("refund"), number)
        if refund:
            self.straight.control("fail-refund", refund=refund["id"])

    @rule()
    def the_clocks_turn(self):
        tasks.close_pages()
        tasks.free_budgets()

    @rule()
    def stripes_book_is_read(self):
        tasks.reconcile()

"""Whatever people, banks and Stripe do, in whatever order: after each step the books add up.

The invariants of the design: I1, I3 and I4 are asked of the ledger, I2 of Stripe's transfers, I8
of the states, I10 of the gateway, which is called here as it is on the site; I5 to I7 at the end.
"""

import json
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from accounts.models import Student, User
from applications import actions as application_actions
from applications.actions import Wish
from applications.models import Dispute, Milestone, Placement
from marketplace.states import WrongState
from notifications import outbox as mail
from payments import actions, clocks, gateway, ledger, operations, tasks, top_ups
from payments.actions import inbox
from payments.actions.funding import UnderWay
from payments.gateway import GatewayBusy, GatewayRefused, GatewayUnknown
from payments.ledger import Kind
from payments.models import (
    BalanceTxn,
    BankTransfer,
    Budget,
    BudgetReturn,
    Chargeback,
    Correction,
    Credit,
    Funding,
    Operation,
    Payee,
    Payout,
    Refund,
    Reversal,
    Sponsorship,
    StripeEvent,
    TopUp,
    TopUpChargeback,
)
from tests import make
from tests.making import budget as budgets
from tests.making.by_hand import paper
from tests.making.team import team_placement
from tests.payments.straight import URL, Straight
from tests.standin_process import KEY

EXAMPLES, STEPS = 13, 200
AT_STRIPE = (GatewayBusy, GatewayRefused, GatewayUnknown)
# Refused with a reason: that is an answer too.
NO = (WrongState, UnderWay, actions.SamePerson, *AT_STRIPE)
FINAL = {"paid", "cancelled", "refunded"}
CARDS = ["4242424242424242", "4000000000000002", "4000000000005126"]
FAULTS = ["rate limit", "conflict", "error", "error after", "cut", "cut after"]
BEARERS = list(Correction.Bearer)
WISHES = [Wish("full"), Wish("part", 33_33), Wish("refund")]
which = st.integers(0, 99)


def parts():
    """In an order that is the same in every run."""
    return Milestone.objects.order_by("amount_minor")


def under_way():
    return Operation.objects.filter(status__in=Operation.OPEN)


def pick(rows, number):
    """One of these rows, or None; always the same for the same number."""
    found = list(rows)
    return found[number % len(found)] if found else None


class Money(RuleBasedStateMachine):
    straight: Straight
    staff: list[User]
    writes: "Writes"
    steps = 0
    # How often each thing has come to its end, over all runs.
    happened: Counter[str] = Counter()

    def __init__(self):
        super().__init__()
        self.before = transaction.savepoint_create()
        self.final = {}
        self.writes.any = True

    def teardown(self):
        try:
            self.settle_everything()
        finally:
            transaction.savepoint_rollback(self.before)

    @initialize(ready=st.booleans(), done=st.sampled_from([0, 2, 4]), both=st.booleans())
    def begin(self, ready, done, both):
        """`done` parts are approved when it begins, paid by `both` or by the employer alone."""
        self.straight.begin()
        for student in Student.objects.order_by("pk"):
            payee = operations.open_account(student)
            status = "active" if ready else "pending"
            self.straight.control("decide-account", account=payee.stripe_account_id, status=status)
            operations.check_payee(payee)
        for number in range(done):
            if both:
                self.both_pay(number)
            self.a_part_goes_all_the_way(number)

    # --- Paying in

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

    # --- Working

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

    # --- Money that went out comes back

    @rule(number=which, minor=st.sampled_from([None, 1, 33_33]), bearer=st.sampled_from(BEARERS))
    def correct(self, number, minor, bearer):
        milestone = pick(parts().filter(status="paid"), number)
        if milestone:
            basis, minor = Correction.Basis.MISTAKE, minor or actions.left_of(milestone)
            with suppress(*NO):
                actions.correct(milestone, self.staff[0], minor, bearer, basis, "Another part.")

    @rule(number=which)
    def a_student_takes_the_money_out(self, number):
        payee = pick(Payee.objects.exclude(stripe_account_id=None).order_by("pk"), number)
        if payee:
            self.straight.take_out(payee.stripe_account_id)

    @rule(number=which, again=st.booleans())
    def what_cannot_be_taken_back(self, number, again):
        reversal = pick(Reversal.objects.filter(status="waits").order_by("made_at"), number)
        if reversal:
            with suppress(*NO):
                if again:
                    actions.reverse_again(reversal)
                else:
                    actions.give_up_reversal(reversal, "The account is closed.")

    @rule(number=which, part=st.booleans(), told=st.booleans())
    def a_bank_takes_back(self, number, part, told):
        paid = self.straight.objects("charge")
        charge = pick(
            [
                each
                for each in paid
                if each["status"] == "succeeded"
                and not each["disputed"]
                and {"funding", "top_up"} & set(each["metadata"])
            ],
            number,
        )
        if charge:
            amount = charge["amount"] // 3 if part else 0
            dispute = self.straight.control("open-dispute", charge=charge["id"], amount=amount)
            if told:
                self.stripe_is_asked_of(dispute)

    @rule(number=which, outcome=st.sampled_from(["won", "lost"]), told=st.booleans())
    def a_bank_decides(self, number, outcome, told):
        open_ones = [
            each for each in self.straight.objects("dispute") if each["status"] == "needs_response"
        ]
        dispute = pick(open_ones, number)
        if dispute:
            self.straight.control("close-dispute", dispute=dispute["id"], outcome=outcome)
            if told:
                self.stripe_is_asked_of(dispute)

    def stripe_is_asked_of(self, dispute):
        with suppress(*NO):
            operations.check_dispute(dispute["id"])

    # --- By bank transfer

    @rule(number=which, who=st.sampled_from([0, 1]))
    def our_staff_take_a_payout_over(self, number, who):
        payout = pick(Payout.objects.filter(status="waiting").order_by("created_at"), number)
        if payout:
            with suppress(*NO):
                actions.take_over(payout, self.staff[who])

    @rule(number=which, who=st.sampled_from([0, 1]), leave=st.booleans())
    def our_staff_send_it(self, number, who, leave):
        payout = pick(Payout.objects.filter(status="waiting").order_by("created_at"), number)
        if payout:
            with suppress(*NO):
                if leave:
                    actions.leave_transfer(payout, self.staff[who])
                else:
                    said = "SWIFT 1", make.today(), paper()
                    actions.record_transfer(payout, self.staff[who], *said)

    @rule(number=which, who=st.sampled_from([0, 1]), right=st.booleans())
    def a_second_person_looks(self, number, who, right):
        transfer = pick(BankTransfer.objects.to_confirm().order_by("created_at"), number)
        if transfer:
            with suppress(*NO):
                if right:
                    actions.confirm_transfer(transfer, self.staff[who])
                else:
                    actions.refuse_transfer(transfer, self.staff[who], "It is not there.")

    # --- Stripe

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

    # --- What has to be true

    @invariant()
    def the_books_add_up(self):
        type(self).steps += 1
        if self.writes.seen():
            with connection.cursor() as cursor:
                # What the database looks at when a transaction ends.
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
                cursor.execute("EXECUTE wrong")
                if cursor.fetchone() != (0,):
                    assert ledger.problems() == []
            self.what_is_over_stays_over()
            self.nobody_is_paid_twice()

    def nobody_is_paid_twice(self):
        payouts = [each["metadata"]["payout"] for each in self.straight.objects("transfer")]
        by_hand = BankTransfer.objects.filter(status="confirmed").values_list("payout", flat=True)
        payouts += [str(each) for each in by_hand]
        assert len(payouts) == len(set(payouts))

    def what_is_over_stays_over(self):
        for pk, status in Milestone.objects.values_list("pk", "status"):
            assert self.final.get(pk, status) == status
            if status in FINAL:
                self.final[pk] = status

    def settle_everything(self):
        """With nothing broken any more, all that was begun comes to its end."""
        self.straight.control("clear-faults")
        for payee in Payee.objects.exclude(stripe_account_id=None):
            self.straight.control(
                "decide-account", account=payee.stripe_account_id, status="active"
            )
            operations.check_payee(payee)
        for number, dispute in enumerate(self.straight.objects("dispute")):
            if dispute["status"] == "needs_response":
                outcome = ["won", "lost"][number % 2]
                self.straight.control("close-dispute", dispute=dispute["id"], outcome=outcome)
        self.pay_by_hand()
        self.correct_what_is_paid()
        # What Stripe answers begins more: a lost dispute a refund, a won one a payout.
        for _ in range(8):
            self.workers_do_what_is_due()
            self.stripe_is_asked_of_everything()
            if not (under_way().exists() or Payout.objects.exclude(status="sent").exists()):
                break
        for reversal in Reversal.objects.filter(status="waits"):
            actions.give_up_reversal(reversal, "The account is closed.")
        StripeEvent.objects.update(not_before=timezone.now())
        tasks.sweep_events()
        self.the_books_add_up()
        self.nobody_is_paid_twice()
        assert not under_way().exists()
        assert not Payout.objects.exclude(status="sent").exists()
        assert not StripeEvent.objects.filter(status="new").exists()
        assert not Chargeback.objects.open().exists()
        assert not TopUpChargeback.objects.open().exists()
        tasks.reconcile()
        assert not BalanceTxn.objects.filter(matched_at=None).exists()
        assert ledger.problems(gateway.balance()) == []
        for kind in (Kind.DISPUTE_SUSPENSE, Kind.RECOVERY_RECEIVABLE):
            assert not any(ledger.totals(kind).values())
        self.count()

    def stripe_is_asked_of_everything(self):
        for funding in Funding.objects.all():
            operations.check_funding(funding)
        for top_up in TopUp.objects.all():
            top_ups.check(top_up)
        for dispute in self.straight.objects("dispute"):
            operations.check_dispute(dispute["id"])
        for refund in Refund.objects.exclude(stripe_refund_id=None):
            operations.check_refund(refund.stripe_refund_id)

    def correct_what_is_paid(self):
        """All that is left of a part, by the student and by us in turn."""
        for number, milestone in enumerate(parts().filter(status="paid")):
            minor, bearer = actions.left_of(milestone), BEARERS[number % 2]
            basis = Correction.Basis.DISPUTE
            # Not by Stripe what was sent by hand; not what a bank has taken back.
            with suppress(*NO):
                actions.correct(milestone, self.staff[0], minor, bearer, basis, "All of it.")

    def pay_by_hand(self):
        for payout in Payout.objects.to_send_by_hand():
            Payout.objects.update(sending_until=None)
            actions.record_transfer(payout, self.staff[0], "SWIFT 2", make.today(), paper())
        for transfer in BankTransfer.objects.to_confirm():
            other = self.staff[0] if transfer.recorded_by == self.staff[1] else self.staff[1]
            actions.confirm_transfer(transfer, other)

    def count(self):
        self.happened.update(
            {
                "lost": Chargeback.objects.filter(status="lost").count(),
                "won": Chargeback.objects.filter(status="won").count(),
                "covered": Chargeback.objects.filter(covered_minor__gt=0).count(),
                "corrected": Correction.objects.count(),
                "of a budget too": Sponsorship.objects.filter(
                    back_minor__gt=0, milestone__status="paid"
                ).count(),
                "of a budget, won": TopUpChargeback.objects.filter(status="won").count(),
                "of a budget, lost": TopUpChargeback.objects.filter(status="lost").count(),
                "back by the limit": BudgetReturn.objects.filter(why="limit").count(),
                "by a team": Payout.objects.filter(
                    milestone__offer__application__team_size__gt=1
                ).count(),
                "taken back": Reversal.objects.filter(status="done").count(),
                "given up": Reversal.objects.filter(status="given_up").count(),
                "by hand": BankTransfer.objects.filter(status="confirmed").count(),
            }
        )


# How what changes no row begins.
READS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "EXECUTE", "SET")


class Writes:
    """Whether anything was written since it was last asked: only then the books may be wrong."""

    def __init__(self) -> None:
        self.any = True

    def __call__(
        self,
        execute: Callable[..., Any],
        sql: str,
        params: Any,
        many: bool,
        context: dict[str, Any],
    ) -> Any:
        self.any = self.any or not sql.startswith(READS)
        return execute(sql, params, many, context)

    def seen(self) -> bool:
        was, self.any = self.any, False
        return was


@pytest.fixture
def straight(tmp_path, settings, monkeypatch):
    client = Straight(tmp_path / "stripe.sqlite3")
    settings.STRIPE_API_BASE, settings.STRIPE_SECRET_KEY = URL, KEY
    monkeypatch.setattr(gateway, "http_client", lambda: client)
    monkeypatch.setattr(gateway, "RETRIES", 0)
    monkeypatch.setattr(operations, "CLICK_WAITS", 0)
    monkeypatch.setattr(operations, "sleep", lambda _: None)
    # Words are not what is tried here, and cost more than all the rest.
    monkeypatch.setattr(mail, "render", lambda *_: ("Subject", "Text", "<p>Text</p>"))
    gateway._client.cache_clear()
    yield client
    gateway._client.cache_clear()
    client.store.db.close()


@pytest.fixture
def planned(db):
    """All checks of the books as one question that Postgres has planned: `EXECUTE wrong`."""
    each = [f"(SELECT count(*) FROM ({query}) AS found)" for _, query in ledger.CHECKS]
    with connection.cursor() as cursor:
        cursor.execute(f"PREPARE wrong AS SELECT {' + '.join(each)}")
        yield
        cursor.execute("DEALLOCATE wrong")


def test_the_books_add_up_after_every_step(straight, planned):
    Money.straight, Money.steps, Money.writes = straight, 0, Writes()
    Money.staff = [make.platform(), make.platform()]
    Money.happened = Counter()
    for amounts in ([200_01, 350_50], [100_01], [33_33]):
        placement = make.placement(amounts)
        budgets.budget(at=placement.student.university)
        if amounts == [100_01]:
            team_placement(placement, [make.student(), make.student()], [2, 1, 1])
    with connection.execute_wrapper(Money.writes):
        run_state_machine_as_test(
            Money,
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=STEPS,
                deadline=None,
                derandomize=True,
                # Making a failure smaller takes minutes here: the steps that led to it are printed.
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )
    assert Money.steps >= 2000
    # Each end was reached, so that its rules are not for show.
    assert all(Money.happened.values()), Money.happened
    assert straight.asked > 300

"""Whatever people, banks and Stripe do, in whatever order: after each step the books add up.

The invariants of the design: I1, I3 and I4 are asked of the ledger, I2 of Stripe's transfers, I8
of the states, I10 of the gateway, which is called here as it is on the site; I5 to I7 at the end.
What they may do is in tests/payments/any_order/.
"""

from collections import Counter

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, run_state_machine_as_test

from accounts.models import Student
from applications.models import Milestone
from notifications import outbox as mail
from payments import gateway, ledger, operations
from payments.models import BankTransfer
from tests import make
from tests.making import budget as budgets
from tests.making.team import team_placement
from tests.payments.any_order.at_stripe import AtStripe
from tests.payments.any_order.ending import Ending
from tests.payments.any_order.going_back import GoingBack
from tests.payments.any_order.paying_in import PayingIn
from tests.payments.any_order.working import Working
from tests.payments.any_order.writes import Writes
from tests.payments.straight import URL, Straight
from tests.standin_process import KEY

EXAMPLES, STEPS = 8, 300
FINAL = {"paid", "cancelled", "refunded"}


class Money(PayingIn, Working, GoingBack, AtStripe, Ending):
    writes: Writes
    steps = 0

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
        # All of it is one transaction, and Hypothesis thinks in between.
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
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

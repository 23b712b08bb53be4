"""How a run ends: with nothing broken any more, all that was begun comes to its end."""

from collections import Counter
from contextlib import suppress

from django.utils import timezone
from hypothesis.stateful import RuleBasedStateMachine

from accounts.models import User
from payments import actions, gateway, ledger, operations, tasks, top_ups
from payments.ledger import Kind
from payments.models import (
    BalanceTxn,
    BankTransfer,
    BudgetReturn,
    Chargeback,
    Correction,
    Funding,
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
from tests.making.by_hand import paper
from tests.payments.any_order.common import BEARERS, NO, parts, under_way
from tests.payments.straight import Straight


class Ending(RuleBasedStateMachine):
    straight: Straight
    staff: list[User]
    # How often each thing has come to its end, over all runs.
    happened: Counter[str] = Counter()

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

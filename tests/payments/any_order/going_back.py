"""Money that went out comes back, and payouts by bank transfer."""

from contextlib import suppress

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from accounts.models import User
from payments import actions, operations
from payments.models import BankTransfer, Correction, Funding, Payee, Payout, Reversal
from tests import make
from tests.making.by_hand import paper
from tests.payments.any_order.common import BEARERS, NO, parts, pick, which
from tests.payments.straight import Straight


class GoingBack(RuleBasedStateMachine):
    straight: Straight
    staff: list[User]

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

    @rule(number=which)
    def a_bank_keeps_what_is_held(self, number):
        """Before anything was handed in: it comes out of what is held."""
        held = Funding.objects.filter(applied=True, milestone__status="funded")
        funding = pick(held.order_by("created_at"), number)
        charges = self.straight.objects("charge") if funding else []
        for charge in charges:
            if charge["id"] == funding.stripe_charge_id and not charge["disputed"]:
                dispute = self.straight.control("open-dispute", charge=charge["id"], amount=0)
                self.stripe_is_asked_of(dispute)
                self.straight.control("close-dispute", dispute=dispute["id"], outcome="lost")
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

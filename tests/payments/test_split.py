"""A university and an employer pay a part together: who has what when it goes back, to the cent.

Of 333.33 the university pays 100.01, the employer 233.32.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from applications.actions import Wish
from applications.models import Milestone
from payments import actions, ledger
from payments.ledger import Kind
from payments.models import Chargeback, Correction, Funding, Refund, Reversal
from payments.seen import ChargedBack, Withdrawn
from tests import make
from tests.making import budget as making
from tests.payments.test_sponsoring import called_off, left

STUDENT, PLATFORM = Correction.Bearer.STUDENT, Correction.Bearer.PLATFORM


def paid_out(milestone):
    make.payout(milestone, sent=True)
    return Milestone.objects.get(pk=milestone.pk)


def corrected(milestone, minor, bearer=STUDENT):
    why = "It was approved for the wrong placement."
    return actions.correct(milestone, make.platform(), minor, bearer, Correction.Basis.MISTAKE, why)


def refunds():
    return list(Refund.objects.order_by("created_at").values_list("amount_minor", flat=True))


def taken_back(milestone, status="needs_response", minor=233_32):
    """What Stripe says of the chargeback; told again with another status it is the same one."""
    funding = Funding.objects.get(milestone=milestone, applied=True)
    moved = [Withdrawn(f"txn_out_{funding.pk.hex[:8]}", -minor, 0, "USD")]
    if status == "won":
        moved.append(Withdrawn(f"txn_back_{funding.pk.hex[:8]}", minor, 0, "USD"))
    now = timezone.now()
    seen = ChargedBack(
        id=f"du_{funding.pk.hex[:12]}",
        status=status,
        reason="fraudulent",
        amount=minor,
        currency="USD",
        charge=funding.stripe_charge_id,
        opened_at=now,
        answer_by=now + timedelta(days=7),
        moved=moved,
    )
    return actions.settle_chargeback(funding, seen)


def lost_and_covered():
    row = Chargeback.objects.get()
    return row.lost_minor, row.covered_minor


# --- Corrections


def test_a_correction_goes_back_to_both_and_the_rounding_is_that_of_all_of_it(db):
    milestone = paid_out(making.handed_in(making.sponsored(100_01, price=333_33)))
    of_budget = []

    for minor in (100_00, 133_33, 100_00):
        before = left(milestone)
        corrected(milestone, minor)
        of_budget.append(left(milestone) - before)

    assert of_budget == [30_00, 40_00, 30_01]
    assert refunds() == [70_00, 93_33, 69_99]
    # Our fee on all of it goes back too: the student had 300.00 of it.
    assert sorted(Reversal.objects.values_list("amount_minor", flat=True)) == [90_00, 90_00, 120_00]
    assert ledger.totals(Kind.PLATFORM_FEE) == {"USD": 0}


def test_a_correction_after_a_decision_counts_what_went_back_before(db):
    milestone = making.handed_in(making.sponsored(100_01, price=333_33))
    dispute = make.answered(milestone)
    actions.decide(dispute, make.platform(), Wish("part", 100_00), "Half of the rows are missing.")
    make.sent(milestone)
    before = left(milestone)

    corrected(milestone, 33_33, PLATFORM)

    # Of 266.66 in all the university has 80.00: 70.00 by the decision.
    assert left(milestone) - before == 10_00
    assert refunds() == [163_33, 23_33]
    assert ledger.totals(Kind.LOSS) == {"USD": 30_00}


def test_what_a_university_paid_alone_is_corrected_without_a_refund(db):
    milestone = paid_out(making.handed_in(making.sponsored(None, price=333_33)))

    corrected(milestone, 33_33)

    assert left(milestone) == 33_33
    assert not Refund.objects.exists()
    assert Reversal.objects.get().amount_minor == 30_00


def test_what_was_kept_and_what_a_budget_gave_both_have_their_share_of_a_correction(db):
    first = making.paid_in(making.sponsored(100_01, price=333_33))
    called_off(first, keep_it=True)
    listing = first.offer.application.listing
    offer = making.offered(making.of(first).budget, [333_33], listing=listing)
    (second,) = making.accepted(offer).milestones.all()
    paid_out(making.handed_in_with_what_is_kept(second))

    corrected(second, 100_00)

    assert making.of(second).back_minor == 30_00
    refund = Refund.objects.get()
    assert (refund.amount_minor, refund.funding.milestone) == (70_00, first)


# --- Chargebacks: the bank has only what the employer paid


def test_while_a_bank_has_the_employers_part_the_budgets_stays_where_it_is(db):
    milestone = making.paid_in(making.sponsored(100_01, price=333_33))
    taken_back(milestone)

    with pytest.raises(actions.TakenBack):
        called_off(milestone)

    assert left(milestone) == 233_32
    assert ledger.held(milestone) == 333_33
    taken_back(milestone, "won")
    assert left(milestone) == 233_32
    assert ledger.held(milestone) == 333_33


@pytest.mark.parametrize(("taken", "back"), [(233_32, []), (100_00, [133_32])])
def test_lost_before_anything_was_handed_in_the_budget_has_all_of_its_part(db, taken, back):
    milestone = making.paid_in(making.sponsored(100_01, price=333_33))
    taken_back(milestone, minor=taken)

    taken_back(milestone, "lost", taken)

    milestone.refresh_from_db()
    assert milestone.status == "refunded"
    assert left(milestone) == 333_33
    assert lost_and_covered() == (taken, taken)
    assert refunds() == back
    assert ledger.totals(Kind.LOSS) == {"USD": 0}


def test_lost_after_it_was_handed_in_the_student_is_paid_and_the_loss_is_ours(db):
    milestone = making.handed_in(making.sponsored(100_01, price=333_33))
    make.payee(milestone.placement.student)
    taken_back(milestone)
    taken_back(milestone, "lost")

    payout = actions.approve(milestone, milestone.offer.made_by)

    assert payout.amount_minor == 300_00
    # Not out of the payment that is gone: out of our balance.
    assert "source_transaction" not in payout.operation.params
    assert ledger.totals(Kind.LOSS) == {"USD": 233_32}
    assert left(milestone) == 233_32
    make.sent(milestone)
    with pytest.raises(actions.TakenBack):
        corrected(milestone, 33_33)
    assert left(milestone) == 233_32


@pytest.mark.parametrize(
    ("wish", "of_budget", "covered"),
    [(Wish("refund"), 100_01, 233_32), (Wish("part", 100_00), 70_00, 163_33)],
)
def test_what_a_decision_gives_back_of_a_lost_payment_covers_the_employers_part_only(
    db, wish, of_budget, covered
):
    milestone = making.handed_in(making.sponsored(100_01, price=333_33))
    dispute = make.answered(milestone)
    taken_back(milestone)
    taken_back(milestone, "lost")
    before = left(milestone)

    actions.decide(dispute, make.platform(), wish, "Half of the rows are missing.")

    assert left(milestone) - before == of_budget
    assert lost_and_covered() == (233_32, covered)
    assert refunds() == []
    assert ledger.totals(Kind.LOSS) == {"USD": 233_32 - covered}

"""A team is paid as agreed, to the cent, and nobody waits for anybody else."""

import pytest
from django.test import Client
from django.urls import reverse

from applications.actions import Wish
from applications.models import Milestone
from marketplace.money import platform_fee, split_by
from payments import actions as payment_actions
from payments import ledger
from payments.models import Payout, Refund
from payments.seen import Transfer
from tests import make
from tests.making.team import team_placement


def placed(amounts, shares):
    """A placement with as many students as there are shares; none has an account yet."""
    first = make.student()
    others = [make.student(university=first.university) for _ in shares[1:]]
    application = make.application(student=first, status="accepted")
    return team_placement(make.placement(amounts, application=application), others, shares)


def paid_for(milestone):
    make.delivered(milestone)
    payment_actions.approve(milestone, milestone.offer.made_by)
    payouts = Payout.objects.filter(milestone=milestone)
    return [payouts.get(student=m.student) for m in milestone.placement.members.all()]


def arrive(payout):
    payout.refresh_from_db()
    seen = Transfer(
        id=f"tr_{payout.pk.hex[:8]}",
        amount=payout.amount_minor,
        currency=payout.currency,
        destination="",
        payout=payout.pk,
        operation=payout.operation_id,
    )
    payment_actions.settle_transfer(payout, seen)


@pytest.mark.parametrize(
    ("amount", "shares", "received"),
    [
        (100_00, [1, 1, 1], [30_00, 30_00, 30_00]),
        (111_13, [3334, 3333, 3333], [33_35, 33_34, 33_33]),
        (720_00, [300_01, 347_99], [300_01, 347_99]),
        (720_00, [1, 1, 1, 1], [162_00] * 4),
    ],
)
def test_each_is_owed_their_share_to_the_cent(db, amount, shares, received):
    milestone = placed([amount], shares).milestones.get()

    payouts = paid_for(milestone)

    assert sum(received) == milestone.student_minor
    assert [p.amount_minor for p in payouts] == received
    assert ledger.problems() == []


def test_shares_of_several_parts_add_up_to_the_shares_of_the_whole(db):
    placement = placed([100_01, 100_01, 100_02], [1, 1, 1])

    totals = [0, 0, 0]
    for milestone in placement.milestones.all():
        for n, payout in enumerate(paid_for(milestone)):
            totals[n] += payout.amount_minor

    assert sum(totals) == placement.offer.student_minor
    assert max(totals) - min(totals) <= 1
    assert ledger.problems() == []


def decided(milestone, minor):
    """A dispute leaves so much of its price."""
    make.delivered(milestone)
    dispute = make.answered(Milestone.objects.get(pk=milestone.pk))
    payment_actions.decide(dispute, make.platform(), Wish("part", minor), "Half of it is there.")
    payouts = Payout.objects.filter(milestone=milestone)
    return [
        getattr(payouts.filter(student=member.student).first(), "amount_minor", 0)
        for member in milestone.placement.members.all()
    ]


@pytest.mark.parametrize(
    ("shares", "part", "received"),
    [
        ([1, 1, 1], 300_00, [90_00, 90_00, 90_00]),
        ([1, 1, 1], 100_01, [30_01, 30_00, 30_00]),
        ([3334, 3333, 3333], 111_13, [33_35, 33_34, 33_33]),
        ([300_01, 347_99], 719_99, [300_01, 347_98]),
        # Less than one cent for each: who gets nothing is owed nothing.
        ([1, 1, 1, 1], 3, [1, 1, 1, 0]),
    ],
)
def test_what_a_dispute_leaves_is_shared_as_agreed_to_the_cent(db, shares, part, received):
    milestone = placed([720_00], shares).milestones.get()

    assert decided(milestone, part) == received

    milestone.refresh_from_db()
    assert sum(received) == milestone.student_minor == part - platform_fee(part)
    assert sum(each.amount_minor for each in Refund.objects.all()) == 720_00 - part
    assert ledger.held(milestone) == 0
    assert ledger.problems() == []


@pytest.mark.parametrize("weights", [[1, 1, 1], [5, 3, 1], [334, 333, 333]])
def test_after_a_part_was_cut_everybody_still_has_their_share_of_all_that_was_paid(db, weights):
    placement = placed([100_01, 100_01, 100_01, 100_02], weights)
    first, second, *others = placement.milestones.all()

    totals = [decided(first, 50_03), decided(second, 10_01)]
    totals += [[payout.amount_minor for payout in paid_for(each)] for each in others]

    paid = sum(each.student_minor for each in placement.milestones.all())
    assert [sum(row[n] for row in totals) for n in range(3)] == split_by(paid, weights)
    assert ledger.problems() == []


def test_each_of_a_team_reads_their_share_of_what_a_dispute_left(db, sign_in):
    placement = placed([720_00], [1, 2])
    milestone = placement.milestones.get()

    assert decided(milestone, 300_00) == [90_00, 180_00]

    for member, amount in zip(placement.members.all(), ["$90.00", "$180.00"], strict=True):
        assert amount in sign_in(member.student.user).get(placement.get_absolute_url()).text
        slip = Payout.objects.get(student=member.student).get_absolute_url()
        assert amount in sign_in(member.student.user).get(slip).text


def test_who_cannot_be_paid_holds_up_nobody(db):
    placement = placed([720_00], [1, 1])
    first, second = [member.student for member in placement.members.all()]
    make.payee(second)
    milestone = placement.milestones.get()

    waits, goes = paid_for(milestone)
    arrive(goes)

    waits.refresh_from_db()
    goes.refresh_from_db()
    milestone.refresh_from_db()
    assert (waits.status, goes.status, milestone.status) == ("waiting", "sent", "approved")
    assert ledger.problems() == []

    make.payee(first)
    payment_actions.queue_due(waits)
    arrive(waits)

    milestone.refresh_from_db()
    assert milestone.status == "paid"
    assert ledger.problems() == []


def test_each_reads_their_own_share_and_payout(db, sign_in):
    placement = placed([720_00], [1, 2])
    milestone = placement.milestones.get()
    payouts = paid_for(milestone)

    for payout, amount in zip(payouts, ["$216.00", "$432.00"], strict=True):
        browser: Client = sign_in(payout.student.user)
        page = browser.get(placement.get_absolute_url()).text
        assert amount in page
        assert payout.get_absolute_url() in page
        slip = browser.get(payout.get_absolute_url()).text
        assert amount in slip
        assert "Shares of the others in the team" in slip
        other = next(each for each in payouts if each != payout)
        assert browser.get(other.get_absolute_url()).status_code == 404
        assert amount in browser.get("/payments/").text


def test_what_is_held_for_one_is_their_share(db, sign_in):
    placement = placed([720_00], [1, 2])
    make.funded(placement.milestones.get())

    for member, amount in zip(placement.members.all(), ["$216.00", "$432.00"], strict=True):
        page = sign_in(member.student.user).get("/payments/").text
        assert amount in page
        assert "$648.00" not in page


def test_a_transfer_of_a_team_is_asked_of_the_payment_that_can_carry_all(db):
    placement = placed([720_00], [1, 1])
    for member in placement.members.all():
        make.payee(member.student)

    payouts = paid_for(placement.milestones.get())

    charges = {each.operation.params["source_transaction"] for each in payouts}
    assert len(charges) == 1
    assert Milestone.objects.get().status == "approved"


def test_the_employers_money_pages_name_the_team(db, sign_in):
    placement = placed([100_00, 200_00], [1, 1])
    employer = sign_in(placement.offer.made_by)
    name = placement.student.user.name
    first, _second = placement.milestones.all()
    to_pay = employer.get(reverse("payments:money")).text
    funding = make.funded(first)

    pages = [
        to_pay,
        employer.get(reverse("payments:money")).text,
        employer.get(reverse("payments:statement")).text,
        b"".join(employer.get(reverse("payments:statement_csv"))).decode(),
        employer.get(funding.get_absolute_url()).text,
    ]

    for n, page in enumerate(pages):
        assert f"{name}’s team" in page, n
        assert name not in page.replace(f"{name}’s team", ""), n

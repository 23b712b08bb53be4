"""A university pays a project wholly or in part: nothing is given twice, all of it comes back."""

from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from applications import actions as application_actions
from applications.actions import Wish
from applications.models import Milestone, Placement
from marketplace.states import WrongState
from marketplace.tasks import turn_clocks
from notifications.models import Email
from payments import actions, ledger, tasks
from payments.actions import sponsoring
from payments.least import least_payment
from payments.ledger import Kind
from payments.models import Credit, Funding, Payout, Refund, Sponsorship
from tests import make
from tests.making import budget as making
from tests.payments.test_calling_off import at_once


def left(milestone):
    return actions.left(making.of(milestone).budget)


def called_off(milestone, *, by_student=False, keep_it=False):
    placement = Placement.objects.get(pk=milestone.placement_id)
    by = placement.student.user if by_student else placement.offer.made_by
    told = actions.outcome(placement).back_minor
    actions.call_off(placement, by, "other", "", told=told, keep_it=keep_it)


# --- Reserving


def test_what_was_promised_is_reserved_when_the_student_accepts(db):
    milestone = making.sponsored(300_00, price=720_00)

    row = making.of(milestone)
    assert (row.status, row.amount_minor) == ("reserved", 300_00)
    assert left(milestone) == 420_00
    assert ledger.totals(Kind.RESERVED) == {"USD": -300_00}
    mail = Email.objects.get(key=f"sponsored:{row.pk}")
    assert "You pay the rest: $420.00" in mail.body


def test_a_grant_of_all_is_all_of_the_price_up_to_the_cap(db):
    budget = making.budget(2000_00, cap_minor=500_00)
    offer = making.offered(budget, [300_00, 420_00])
    making.granted(offer, budget)

    placement = making.accepted(offer)

    minors = [actions.reserved_for(each) for each in placement.milestones.all()]
    assert (minors, sum(minors)) == ([208_33, 291_67], 500_00)


def test_students_of_other_universities_and_other_days_are_not_paid_for(db):
    budget = making.budget(2000_00, ends_on=make.today(-2))
    offer = making.offered(budget)
    making.granted(offer, budget)
    making.accepted(offer)

    elsewhere = making.budget(2000_00)
    other = making.offered(elsewhere)
    making.granted(other, making.budget(2000_00))
    making.accepted(other)

    assert not Sponsorship.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_f42_of_two_who_take_the_last_100_at_once_one_wins_and_the_other_is_told():
    budget = making.budget(100_00)
    offers = [making.offered(budget, [200_00]) for _ in range(2)]
    for offer in offers:
        making.granted(offer, budget, 100_00)

    start = Barrier(2)

    def take(offer):
        start.wait()
        actions.accept(offer, offer.application.student.user)
        connection.close()

    at_once(*(lambda each=each: take(each) for each in offers))

    assert Placement.objects.count() == 2
    assert sorted(Sponsorship.objects.values_list("status", flat=True)) == ["missed", "reserved"]
    assert actions.left(budget) == 0
    missed = Sponsorship.objects.get(status="missed")
    told = Email.objects.filter(key__startswith=f"budget-short:{missed.pk}")
    assert sorted(each.to for each in told) == sorted(
        [budget.made_by.email, missed.milestone.offer.made_by.email]
    )
    assert ledger.problems() == []


def test_the_database_refuses_to_reserve_more_than_there_is(db):
    milestone = making.sponsored(300_00)
    row = making.of(milestone)

    with pytest.raises(IntegrityError), transaction.atomic():
        sponsoring._post(
            row, "again", sponsoring.purse(row.budget), sponsoring._reserved(row), 500_00
        )


@pytest.mark.parametrize(
    ("currency", "minor", "prices", "parts"),
    [
        ("USD", 100_00, [100_00], [100_00]),
        ("USD", 99_50, [100_00], [99_00]),
        ("USD", 1, [50], [0]),
        ("USD", 100, [100_01, 200_02], [33, 67]),
        ("USD", 299_99, [100_01, 200_02], [99_01, 199_02]),
        ("HKD", 98_00, [100_00], [96_00]),
        ("MXN", 990_00, [995_00], [985_00]),
    ],
)
def test_each_part_leaves_nothing_to_pay_or_enough_for_a_payment(currency, minor, prices, parts):
    assert sponsoring.portions(minor, prices, least_payment(currency)) == parts


# --- Paying in


def test_the_employer_pays_only_the_rest(bank):
    milestone = making.sponsored(300_00, price=720_00, bank=bank)

    funding = bank.fund(milestone)

    assert (funding.amount_minor, funding.sponsored_minor) == (420_00, 300_00)
    assert ledger.held(milestone) == 720_00
    assert making.of(milestone).status == "held"
    assert Milestone.objects.get(pk=milestone.pk).status == "funded"


def test_nothing_is_charged_when_the_university_pays_all(db, sign_in):
    milestone = making.sponsored(None, price=720_00)
    browser = sign_in(milestone.offer.made_by)
    address = reverse("payments:fund", args=[milestone.pk])

    page = browser.get(address).text
    assert "You pay nothing" in page
    browser.post(address, {"kept": "1"})

    assert not Funding.objects.exists()
    assert ledger.held(milestone) == 720_00
    assert Milestone.objects.get(pk=milestone.pk).status == "funded"


def test_an_open_page_that_asks_for_all_is_paid_and_the_budget_has_its_money_back(bank):
    budget = making.budget()
    making.paid_at(bank, budget, 720_00)
    milestone = making.accepted(making.offered(budget)).milestones.get()
    funding = bank.open_page(milestone)
    actions.grant_placement(budget, milestone.placement, budget.made_by, 300_00)
    assert actions.left(budget) == 420_00

    bank.pay(funding.checkout_url)
    tasks.operations.check_funding(funding)

    assert ledger.held(milestone) == 720_00
    assert actions.left(budget) == 720_00
    assert making.of(milestone).status == "freed"


def test_a_second_click_after_a_late_grant_opens_a_page_for_the_rest(bank):
    budget = making.budget()
    making.paid_at(bank, budget, 720_00)
    milestone = making.accepted(making.offered(budget)).milestones.get()
    first = bank.open_page(milestone)
    actions.grant_placement(budget, milestone.placement, budget.made_by, 300_00)

    second = bank.open_page(milestone)

    assert (first.amount_minor, second.amount_minor) == (720_00, 420_00)


def test_a_payment_that_counts_on_what_is_not_there_goes_back(db):
    milestone = making.sponsored(300_00)
    funding = actions.start_funding(milestone, milestone.offer.made_by)
    sponsoring.set_free(milestone)

    actions.settle_checkout(funding, make.paid_page(funding))

    assert Funding.objects.get().problem == "credit"
    assert Refund.objects.get().amount_minor == 420_00


# --- Releasing


@pytest.mark.parametrize(("minor", "carried"), [(30_00, True), (300_00, False), (None, False)])
def test_a_transfer_names_the_employers_payment_only_if_it_can_carry_it(bank, minor, carried):
    milestone = making.sponsored(minor, price=720_00, bank=bank)
    if minor is None:
        actions.pay_from_kept(milestone)
    else:
        bank.fund(milestone)
    bank.ready(milestone.placement.student)
    application_actions.deliver(milestone, "Here.", [], [])

    payout = actions.approve(milestone, milestone.offer.made_by)

    assert payout.amount_minor == 648_00
    assert bool(payout.operation.params.get("source_transaction")) is carried
    tasks.sweep_operations()
    assert Payout.objects.get().status == "sent"


# --- Going back


def test_what_is_called_off_goes_back_to_both_by_their_shares(db):
    milestone = making.paid_in(making.sponsored(300_00, price=720_00))

    called_off(milestone)

    assert Refund.objects.get().amount_minor == 420_00
    assert left(milestone) == 720_00
    assert making.of(milestone).back_minor == 300_00


def test_of_a_part_the_budget_has_its_share_rounded_down(db):
    """100.01 of 333.33 are the university's; 100.00 count, so 233.33 go back, 70.00 of it there."""
    milestone = making.handed_in(making.sponsored(100_01, price=333_33))
    dispute = make.answered(milestone)

    actions.decide(dispute, make.platform(), Wish("part", 100_00), "Half of the rows are missing.")

    assert 233_33 * 100_01 // 333_33 == 70_00
    assert making.of(milestone).back_minor == 70_00
    assert Refund.objects.get().amount_minor == 163_33
    assert Payout.objects.get().amount_minor == 90_00


def test_a_refund_of_what_the_university_paid_alone_calls_nobody(db):
    milestone = making.handed_in(making.sponsored(None))
    dispute = make.answered(milestone)

    actions.decide(dispute, make.platform(), Wish("refund"), "Nothing of it can be used.")

    assert not Refund.objects.exists()
    assert left(milestone) == 720_00


def test_what_the_employer_keeps_for_the_next_student_is_only_theirs(db):
    milestone = making.paid_in(making.sponsored(300_00, price=720_00))

    called_off(milestone, keep_it=True)

    assert actions.kept(Credit.objects.get()) == 420_00
    assert left(milestone) == 720_00


def test_the_next_student_is_funded_again_and_nothing_is_left_to_pay(db):
    milestone = making.paid_in(making.sponsored(300_00, price=720_00))
    called_off(milestone, keep_it=True)
    budget = making.of(milestone).budget
    offer = making.offered(budget, [720_00], listing=milestone.offer.application.listing)

    (second,) = making.accepted(offer).milestones.all()
    actions.pay_from_kept(second)

    assert ledger.held(second) == 720_00
    assert left(second) == 420_00


def test_what_nobody_pays_in_is_free_again_when_the_clock_ends_it(db):
    milestone = making.sponsored(300_00)
    Placement.objects.update(fund_by=timezone.now() - timedelta(minutes=1))

    turn_clocks()

    assert making.of(milestone).status == "freed"
    assert left(milestone) == 720_00


def test_what_is_cancelled_by_the_button_is_free_again_within_a_minute(db):
    milestone = making.sponsored(300_00)
    placement = milestone.placement
    application_actions.cancel(placement, placement.offer.made_by, "other", "")

    tasks.free_budgets()
    tasks.free_budgets()

    assert making.of(milestone).status == "freed"
    assert left(milestone) == 720_00


def test_later_parts_that_are_called_off_are_free_again(db):
    budget = making.budget(1000_00)
    offer = making.offered(budget, [300_00, 420_00])
    making.granted(offer, budget, 360_00)
    first, _second = making.accepted(offer).milestones.all()
    making.paid_in(first)

    called_off(first)

    assert actions.left(budget) == 1000_00
    assert sorted(Sponsorship.objects.values_list("status", flat=True)) == ["freed", "held"]


# --- Staff


def test_staff_fund_a_project_after_too_little_was_left(db):
    budget = making.budget(100_00)
    offer = making.offered(budget)
    making.granted(offer, budget, 300_00)
    placement = making.accepted(offer)
    with pytest.raises(actions.TooLittle):
        actions.grant_placement(budget, placement, budget.made_by, 300_00)
    making.top_up(budget, 500_00)

    actions.grant_placement(budget, placement, budget.made_by, 300_00)

    assert actions.reserved_for(placement.milestones.get()) == 300_00
    assert actions.left(budget) == 300_00
    with pytest.raises(WrongState):
        actions.grant_placement(budget, placement, budget.made_by, 300_00)


def test_no_budget_pays_for_another_universitys_student_or_in_another_currency(db):
    placement = making.accepted(making.offered(making.budget()))
    for other in (
        making.budget(500_00),
        making.budget(0, at=placement.student.university, currency="EUR"),
    ):
        with pytest.raises(WrongState):
            actions.grant_placement(other, placement, other.made_by, 100_00)
        with pytest.raises(WrongState):
            actions.grant_listing(
                making.budget(currency="EUR"), placement.listing, other.made_by, None
            )


def test_what_ends_is_promised_to_nobody_else_and_what_is_reserved_stays(db):
    budget = making.budget(1000_00)
    listing = make.listing(approved_by=budget.university, openings=2)
    first, second = (making.offered(budget, listing=listing) for _ in range(2))
    grant = making.granted(first, budget, 300_00)
    making.accepted(first)

    actions.end_grant(grant, budget.made_by)
    making.accepted(second)

    assert Sponsorship.objects.get().status == "reserved"
    with pytest.raises(WrongState):
        actions.end_grant(grant, budget.made_by)

"""A student who drops out is replaced without paying twice; no cent is used twice either."""

from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from applications.models import Milestone
from marketplace.states import WrongState
from marketplace.tasks import turn_clocks
from notifications.models import Email
from payments import actions, least, ledger, operations, tasks
from payments.ledger import Kind, account
from payments.models import Credit, CreditUse, Funding, Payout, Refund
from tests import make
from tests.payments.conftest import assert_money_ok
from tests.payments.test_calling_off import at_once


def drop_out(milestone: Milestone, *, by_student: bool = False, keep_it: bool = True) -> None:
    by = milestone.placement.student.user if by_student else milestone.offer.made_by
    told = actions.outcome(milestone.placement).back_minor
    actions.call_off(milestone.placement, by, "other", "", told=told, keep_it=keep_it)


def replacement(milestone: Milestone, *amounts: int) -> list[Milestone]:
    """Of another student, whose offer for the same listing was accepted."""
    application = make.application(listing=milestone.offer.application.listing, status="accepted")
    placement = make.placement(list(amounts), application=application)
    return list(placement.milestones.all())


def kept_of(*milestones: Milestone) -> Milestone:
    """Paid in, called off, and kept for the next student: the first of them."""
    for each in milestones:
        make.funded(each)
    drop_out(milestones[0])
    return milestones[0]


@pytest.fixture
def kept(db) -> Milestone:
    return kept_of(make.placement().milestones.get())


def fund_url(milestone):
    return reverse("payments:fund", args=[milestone.pk])


def total_kept():
    return ledger.totals(Kind.KEPT)


# --- Choosing


def test_what_is_kept_is_held_by_nobody_and_goes_nowhere(kept):
    credit = Credit.objects.get()

    assert (credit.status, actions.kept(credit)) == ("kept", 720_00)
    assert ledger.held(kept) == 0
    assert not Refund.objects.exists()
    left = credit.use_by - timezone.now()
    assert timedelta(days=29) < left <= timedelta(days=30)


def test_the_employer_chooses_when_calling_off(db, sign_in):
    milestone = make.funded().milestone
    address = reverse("payments:call_off", args=[milestone.placement.pk])
    browser = sign_in(milestone.offer.made_by)

    assert "Keep it for the next student" in browser.get(address).text
    form = {"told": 720_00, "reason": "silence", "note": "", "money": "keep"}
    page = browser.post(address, form, follow=True)

    assert "We keep $720.00 of it for the next student" in page.text
    assert total_kept() == {"USD": -720_00}


def test_when_a_student_drops_out_the_employer_is_asked(db, sign_in):
    milestone = make.funded().milestone
    drop_out(milestone, by_student=True)
    credit = Credit.objects.get()
    assert credit.status == "asked"
    mail = Email.objects.get(key__startswith=f"kept:{credit.pk}")
    assert "Should it wait for the next student" in mail.body

    browser = sign_in(milestone.offer.made_by)
    page = browser.get(credit.get_absolute_url())
    assert page.context["turn"]["due"] == credit.use_by
    browser.post(reverse("payments:keep", args=[credit.pk]))

    credit.refresh_from_db()
    assert (credit.status, credit.chosen_by) == ("kept", milestone.offer.made_by)
    assert credit.use_by - credit.made_at == timedelta(days=30)


def test_an_employer_who_says_nothing_has_it_back(bank):
    milestone = make.placement().milestones.get()
    funding = bank.fund(milestone)
    drop_out(milestone, by_student=True)
    credit = Credit.objects.get()

    _time(credit, use_by=timezone.now() - timedelta(minutes=1))
    turn_clocks()
    turn_clocks()
    tasks.sweep_operations()

    credit.refresh_from_db()
    assert credit.status == "closed"
    assert Refund.objects.get().why == "unused"
    assert [each.amount for each in bank.refunds(funding)] == [720_00]


def test_the_reminder_comes_once_before(kept):
    credit = Credit.objects.get()
    _time(credit, use_by=timezone.now() + timedelta(days=3))

    turn_clocks()
    turn_clocks()

    assert Email.objects.filter(key__startswith=f"kept-reminder:{credit.pk}").count() == 1
    assert Credit.objects.get().status == "kept"


def _time(credit, **moments):
    Credit.objects.filter(pk=credit.pk).update(**moments)


def test_the_employer_may_have_it_back_at_any_time_and_once(kept, sign_in):
    browser = sign_in(kept.offer.made_by)
    address = reverse("payments:give_back", args=[Credit.objects.get().pk])

    first = browser.post(address, follow=True).text
    second = browser.post(address, follow=True).text

    assert "$720.00 is on its way back to you." in first
    assert "used or on its way back already" in second
    assert Refund.objects.get().amount_minor == 720_00
    assert total_kept() == {"USD": 0}


def test_keeping_what_has_gone_back_changes_nothing(kept, sign_in):
    credit = Credit.objects.get()
    actions.return_kept(credit)

    page = sign_in(kept.offer.made_by).post(reverse("payments:keep", args=[credit.pk]), follow=True)

    assert "Nothing was changed." in page.text
    assert Credit.objects.get().status == "closed"


def test_nothing_can_be_kept_once_something_was_handed_in(db):
    milestone = make.delivered()
    make.application_actions.ask_for_changes(milestone, "Units.", make.today(1))
    Milestone.objects.filter(pk=milestone.pk).update(work_by=timezone.now() - timedelta(minutes=1))

    drop_out(Milestone.objects.get(pk=milestone.pk), by_student=True)

    assert not Credit.objects.exists()
    assert Refund.objects.get().amount_minor == 720_00


# --- Using


def test_the_next_student_of_the_same_price_is_paid_for_without_a_card(bank, sign_in):
    first = make.placement().milestones.get()
    funding = bank.fund(first)
    drop_out(first)
    (second,) = replacement(first, 720_00)
    bank.ready(second.placement.student)
    browser = sign_in(second.offer.made_by)

    assert "Pay with the $720.00 we keep for you" in browser.get(fund_url(second)).text
    page = browser.post(fund_url(second), {"kept": "1"}, follow=True)

    assert "Paid with what we kept." in page.text
    second.refresh_from_db()
    assert (second.status, second.placement.status) == ("funded", "active")
    assert ledger.held(second) == 720_00
    assert Credit.objects.get().status == "closed"
    make.application_actions.deliver(second, "Here.", [], [])
    actions.approve(second, second.offer.made_by)
    tasks.sweep_operations()
    transfer = bank.transfers(second)[0]
    assert (transfer.amount, transfer.source_transaction) == (648_00, funding.stripe_charge_id)
    assert Payout.objects.get().status == "sent"


def test_for_a_lower_price_the_rest_goes_back(bank):
    first = make.placement().milestones.get()
    funding = bank.fund(first)
    drop_out(first)
    (second,) = replacement(first, 500_00)

    actions.pay_from_kept(second)
    tasks.sweep_operations()

    assert ledger.held(second) == 500_00
    assert [each.amount for each in bank.refunds(funding)] == [220_00]
    assert total_kept() == {"USD": 0}


def test_for_a_higher_price_only_the_rest_is_paid(bank, sign_in):
    first = make.placement().milestones.get()
    bank.fund(first)
    drop_out(first)
    (second,) = replacement(first, 800_00)
    browser = sign_in(second.offer.made_by)

    assert "Continue to payment of $80.00" in browser.get(fund_url(second)).text
    bank.pay(browser.post(fund_url(second)).url)
    funding = Funding.objects.get(milestone=second)
    operations.check_funding(funding)

    funding.refresh_from_db()
    assert (funding.amount_minor, funding.credit_minor, funding.applied) == (80_00, 720_00, True)
    assert ledger.held(second) == 800_00
    assert total_kept() == {"USD": 0}


def test_a_transfer_names_the_payment_that_can_carry_it(bank):
    first = make.placement().milestones.get()
    old = bank.fund(first)
    drop_out(first)
    (second,) = replacement(first, 790_00)
    bank.fund(second)
    bank.ready(second.placement.student)
    make.application_actions.deliver(second, "Here.", [], [])

    actions.approve(second, second.offer.made_by)
    tasks.sweep_operations()

    (transfer,) = bank.transfers(second)
    assert (transfer.amount, transfer.source_transaction) == (711_00, old.stripe_charge_id)


def test_a_transfer_that_no_payment_can_carry_comes_out_of_the_balance(bank):
    first = make.placement().milestones.get()
    bank.fund(first)
    drop_out(first)
    (second,) = replacement(first, 1440_00)
    bank.fund(second)
    bank.ready(second.placement.student)
    make.application_actions.deliver(second, "Here.", [], [])

    actions.approve(second, second.offer.made_by)
    tasks.sweep_operations()

    (transfer,) = bank.transfers(second)
    assert (transfer.amount, transfer.source_transaction) == (1296_00, None)


def test_what_two_payments_hold_goes_back_to_both(bank):
    first = make.placement().milestones.get()
    old = bank.fund(first)
    drop_out(first)
    (second,) = replacement(first, 800_00)
    new = bank.fund(second)

    drop_out(second, keep_it=False)
    tasks.sweep_operations()

    assert [each.amount for each in bank.refunds(old)] == [720_00]
    assert [each.amount for each in bank.refunds(new)] == [80_00]


def test_the_next_may_drop_out_too_and_the_time_counts_from_the_first(kept):
    before = Credit.objects.get().made_at
    (second,) = replacement(kept, 720_00)
    actions.pay_from_kept(second)

    drop_out(Milestone.objects.get(pk=second.pk))

    credit = Credit.objects.get()
    assert (credit.status, actions.kept(credit), credit.made_at) == ("kept", 720_00, before)
    assert credit.use_by == before + timedelta(days=30)


def test_after_thirty_days_nothing_is_kept_again(kept):
    (second,) = replacement(kept, 720_00)
    actions.pay_from_kept(second)
    _time(Credit.objects.get(), made_at=timezone.now() - timedelta(days=29))

    drop_out(Milestone.objects.get(pk=second.pk))

    assert Credit.objects.get().status == "closed"
    assert Refund.objects.get().amount_minor == 720_00


def test_what_a_first_part_leaves_over_pays_for_the_next(kept):
    one, two = replacement(kept, 400_00, 500_00)

    actions.pay_from_kept(one)
    assert total_kept() == {"USD": -320_00}
    funding = actions.start_funding(two, two.offer.made_by)
    actions.settle_checkout(funding, make.paid_page(funding))

    assert (funding.amount_minor, funding.credit_minor) == (180_00, 320_00)
    assert total_kept() == {"USD": 0}
    assert [ledger.held(each) for each in (one, two)] == [400_00, 500_00]


def test_a_rest_too_small_for_a_payment_is_rounded_up_and_the_difference_comes_back(kept):
    (second,) = replacement(kept, 720_50)

    funding = actions.start_funding(second, second.offer.made_by)
    actions.settle_checkout(funding, make.paid_page(funding))

    assert (funding.amount_minor, funding.credit_minor) == (1_00, 719_50)
    assert Refund.objects.get().amount_minor == 50


def test_what_is_left_to_pay_is_as_much_as_can_be_paid_in_its_currency(kept, monkeypatch):
    monkeypatch.setitem(least.MORE, "USD", 4_00)
    (second,) = replacement(kept, 722_00)

    assert actions.usable(second) == 718_00


# --- Never twice


def test_an_open_payment_page_reserves_what_it_counts_on(kept, sign_in):
    (second,) = replacement(kept, 800_00)
    (third,) = replacement(kept, 800_00)
    actions.start_funding(second, second.offer.made_by)

    assert actions.usable(third) == 0
    assert actions.start_funding(third, third.offer.made_by).amount_minor == 800_00
    page = sign_in(kept.offer.made_by).post(
        reverse("payments:give_back", args=[Credit.objects.get().pk]), follow=True
    )
    assert "a payment page open that counts on this money" in page.text


def test_a_payment_whose_kept_money_is_gone_is_sent_back(kept, sign_in):
    (second,) = replacement(kept, 800_00)
    funding = actions.start_funding(second, second.offer.made_by)
    # As if somebody had opened it by hand.
    Funding.objects.filter(pk=funding.pk).update(status="failed")
    actions.return_kept(Credit.objects.get())

    actions.settle_checkout(funding, make.paid_page(funding))

    funding.refresh_from_db()
    second.refresh_from_db()
    assert (funding.problem, funding.applied, second.status) == ("credit", False, "agreed")
    assert Refund.objects.get(funding=funding).amount_minor == 80_00
    page = sign_in(funding.payer).get(reverse("payments:returned", args=[funding.pk])).text
    assert "had gone back meanwhile" in page


def test_the_clock_closes_the_page_that_counts_on_it_first(bank):
    first = make.placement().milestones.get()
    bank.fund(first)
    drop_out(first)
    (second,) = replacement(first, 800_00)
    page = bank.open_page(second)
    _time(Credit.objects.get(), use_by=timezone.now() - timedelta(minutes=1))

    turn_clocks()
    assert Credit.objects.get().status == "kept"
    tasks.sweep_operations()
    turn_clocks()

    assert Credit.objects.get().status == "closed"
    assert Funding.objects.get(pk=page.pk).status == "expired"


def test_another_listing_or_currency_cannot_use_it(kept):
    elsewhere = make.placement().milestones.get()
    euros = replacement(kept, 720_00)[0]
    Milestone.objects.filter(pk=euros.pk)

    assert actions.usable(elsewhere) == 0
    with pytest.raises(WrongState):
        actions.pay_from_kept(elsewhere)


def test_too_little_is_not_enough(kept, sign_in):
    (second,) = replacement(kept, 800_00)

    page = sign_in(second.offer.made_by).post(fund_url(second), {"kept": "1"}, follow=True)

    assert "not enough any more. Nothing was changed." in page.text
    assert total_kept() == {"USD": -720_00}


def test_the_database_lets_nobody_take_more_than_is_kept(kept):
    credit = Credit.objects.get()
    there = account(Kind.KEPT, "USD", funding=credit.funding)
    hold = account(Kind.HOLD, "USD", milestone=kept)

    with pytest.raises(IntegrityError, match="account_not_overdrawn"), transaction.atomic():
        ledger.post("by hand", "use", [(there, 720_01), (hold, -720_01)])

    use = {"credit": credit, "milestone": kept, "amount_minor": 1}
    with transaction.atomic():
        CreditUse.objects.create(**use)
        with pytest.raises(IntegrityError, match="credit_used_once"), transaction.atomic():
            CreditUse.objects.create(**use)
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_two_places_that_want_the_same_money_at_once_get_it_once(sign_in):
    kept = kept_of(make.placement().milestones.get())
    wanted = [replacement(kept, 720_00)[0] for _ in range(2)]
    start = Barrier(3)

    def use(milestone):
        browser = sign_in(milestone.offer.made_by)
        start.wait()
        assert browser.post(fund_url(milestone), {"kept": "1"}).status_code == 302
        connection.close()

    def give_back():
        browser = sign_in(kept.offer.made_by)
        start.wait()
        browser.post(reverse("payments:give_back", args=[Credit.objects.get().pk]))
        connection.close()

    at_once(give_back, *(lambda each=each: use(each) for each in wanted))

    used = Milestone.objects.filter(pk__in=[each.pk for each in wanted], status="funded").count()
    assert (used, Refund.objects.count()) in {(1, 0), (0, 1)}
    assert total_kept() == {"USD": 0}
    assert_money_ok()


@pytest.mark.django_db(transaction=True)
def test_the_clock_and_the_employer_at_once_give_back_once(sign_in):
    kept = kept_of(make.placement().milestones.get())
    credit = Credit.objects.get()
    _time(credit, use_by=timezone.now() - timedelta(minutes=1))
    start = Barrier(2)

    def click():
        browser = sign_in(kept.offer.made_by)
        start.wait()
        browser.post(reverse("payments:give_back", args=[credit.pk]))
        connection.close()

    def clock():
        start.wait()
        turn_clocks()
        connection.close()

    at_once(click, clock)

    assert Refund.objects.get().amount_minor == 720_00
    assert_money_ok()


# --- While somebody's page counts on it


def test_a_page_that_asks_for_more_than_is_to_be_paid_by_now_is_closed(bank, sign_in):
    first = make.placement().milestones.get()
    bank.fund(first)
    (second,) = replacement(first, 800_00)
    old = bank.open_page(second)
    drop_out(first)
    browser = sign_in(second.offer.made_by)
    assert "Continue to payment of $80.00" in browser.get(fund_url(second)).text

    address = browser.post(fund_url(second)).url
    tasks.sweep_operations()

    assert Funding.objects.get(pk=old.pk).status == "expired"
    new = Funding.objects.get(milestone=second, status="open")
    assert (new.amount_minor, new.checkout_url) == (80_00, address)
    assert browser.post(fund_url(second)).url == address


@pytest.fixture
def counted_on(bank) -> Funding:
    """A page of 80.00 that counts on 720.00; of that 300.00 is then used for somebody else."""
    first = make.placement().milestones.get()
    (other,) = replacement(first, 300_00)
    bank.fund(other)
    bank.fund(first)
    drop_out(first)
    (dear,) = replacement(first, 800_00)
    page = bank.open_page(dear)
    assert (page.amount_minor, page.credit_minor) == (80_00, 720_00)
    drop_out(other)
    (cheap,) = replacement(first, 300_00)
    actions.pay_from_kept(cheap)
    return page


def test_what_is_left_over_waits_while_somebodys_page_counts_on_it(bank, counted_on):
    assert total_kept() == {"USD": -720_00}
    assert not Refund.objects.exists()

    bank.pay(counted_on.checkout_url)
    funding = operations.check_funding(counted_on)

    assert (funding.applied, funding.problem) == (True, "")
    assert ledger.held(funding.milestone) == 800_00
    assert total_kept() == {"USD": 0}
    assert not Refund.objects.exists()


def test_what_is_left_over_goes_back_once_that_page_has_closed(bank, counted_on):
    left_over = Credit.objects.get(uses__isnull=False)
    assert left_over.use_by - timezone.now() < timedelta(hours=4)

    _time(left_over, use_by=timezone.now() - timedelta(minutes=1))
    turn_clocks()
    assert not Refund.objects.exists()
    tasks.sweep_operations()
    turn_clocks()
    tasks.sweep_operations()

    assert [each.amount for each in bank.refunds(left_over.funding)] == [420_00]
    assert total_kept() == {"USD": -300_00}


def test_what_was_left_over_and_is_kept_again_has_its_time_again(bank, counted_on):
    left_over = Credit.objects.get(uses__isnull=False)

    drop_out(left_over.uses.get().milestone)

    left_over.refresh_from_db()
    assert left_over.use_by - left_over.made_at == timedelta(days=30)


def test_who_keeps_it_a_second_time_is_told_a_second_time(kept):
    (second,) = replacement(kept, 720_00)
    actions.pay_from_kept(second)

    drop_out(Milestone.objects.get(pk=second.pk))

    assert Email.objects.filter(key__startswith=f"kept:{Credit.objects.get().pk}").count() == 2

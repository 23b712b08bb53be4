"""What is kept for the next student is used once, whoever wants it at the same time."""

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
from payments import actions, ledger, operations, tasks
from payments.ledger import Kind, account
from payments.models import Credit, CreditUse, Funding, Refund
from tests import make
from tests.payments.conftest import assert_money_ok
from tests.payments.dropping import drop_out, fund_url, its_times, kept_of, replacement, total_kept
from tests.payments.test_calling_off import at_once


@pytest.fixture
def kept(db) -> Milestone:
    return kept_of(make.placement().milestones.get())


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
    its_times(Credit.objects.get(), use_by=timezone.now() - timedelta(minutes=1))

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
    its_times(credit, use_by=timezone.now() - timedelta(minutes=1))
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

    its_times(left_over, use_by=timezone.now() - timedelta(minutes=1))
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

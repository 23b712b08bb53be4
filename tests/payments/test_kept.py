"""A student who drops out is replaced without paying twice; no cent is used twice either."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import actions as application_actions
from applications.models import Milestone, Placement
from marketplace.tasks import turn_clocks
from notifications.models import Email
from payments import actions, least, ledger, operations, tasks
from payments.models import Credit, Funding, Payout, Refund
from tests import make
from tests.payments.dropping import drop_out, fund_url, its_times, kept_of, replacement, total_kept


@pytest.fixture
def kept(db) -> Milestone:
    return kept_of(make.placement().milestones.get())


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

    its_times(credit, use_by=timezone.now() - timedelta(minutes=1))
    turn_clocks()
    turn_clocks()
    tasks.sweep_operations()

    credit.refresh_from_db()
    assert credit.status == "closed"
    assert Refund.objects.get().why == "unused"
    assert [each.amount for each in bank.refunds(funding)] == [720_00]


def test_the_reminder_comes_once_before(kept):
    credit = Credit.objects.get()
    its_times(credit, use_by=timezone.now() + timedelta(days=3))

    turn_clocks()
    turn_clocks()

    assert Email.objects.filter(key__startswith=f"kept-reminder:{credit.pk}").count() == 1
    assert Credit.objects.get().status == "kept"


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
    application_actions.ask_for_changes(milestone, "Units.", make.today(1))
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
    application_actions.deliver(second, "Here.", [], [])
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
    application_actions.deliver(second, "Here.", [], [])

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
    application_actions.deliver(second, "Here.", [], [])

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
    its_times(Credit.objects.get(), made_at=timezone.now() - timedelta(days=29))

    drop_out(Milestone.objects.get(pk=second.pk))

    assert Credit.objects.get().status == "closed"
    assert Refund.objects.get().amount_minor == 720_00


def test_who_wants_it_kept_and_is_too_late_by_now_reads_that_first(kept, sign_in):
    """The page was open while it could still wait."""
    (second,) = replacement(kept, 720_00)
    actions.pay_from_kept(second)
    browser = sign_in(second.offer.made_by)
    address = reverse("payments:call_off", args=[second.placement_id])
    assert "Keep it for the next student" in browser.get(address).text
    its_times(Credit.objects.get(), made_at=timezone.now() - timedelta(days=29))

    form = {"told": 720_00, "reason": "silence", "note": "", "money": "keep"}
    page = browser.post(address, form).text

    assert "The money has changed meanwhile, so nothing was done." in page
    assert "Keep it for the next student" not in page
    assert Placement.objects.get(pk=second.placement_id).status == "active"
    assert not Refund.objects.exists()
    browser.post(address, {**form, "money": "back"})
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

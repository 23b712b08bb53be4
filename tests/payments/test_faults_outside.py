"""Faults by the numbers of the design, those that come from outside: banks, Stripe, the machine."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.utils import timezone

from applications import emails
from applications.actions import Wish
from applications.models import Milestone
from marketplace.states import WrongState
from marketplace.tasks import turn_clocks
from notifications.models import Email
from payments import actions, gateway, ledger, tasks
from payments.actions import paying
from payments.models import (
    Credit,
    Entry,
    Funding,
    Journal,
    Operation,
    Payout,
    Refund,
    StripeEvent,
)
from tests import make
from tests.payments.approving import approved, assert_paid_once, delivered
from tests.payments.bank import tell
from tests.payments.conftest import assert_money_ok, top_up

HOLD_DAYS = settings.HOLD_DAYS


def test_f22_two_equal_refunds_on_purpose_are_two(bank):
    first, second = make.placement([150_00, 150_00]).milestones.all()
    bank.fund(first)
    bank.fund(second)

    placement = first.placement
    actions.call_off(placement, first.offer.made_by, "other", "It is not needed.", told=300_00)
    tasks.sweep_operations()
    tasks.sweep_operations()

    assert list(Refund.objects.values_list("amount_minor", "status")) == [
        (150_00, "succeeded"),
        (150_00, "succeeded"),
    ]
    for funding in Funding.objects.all():
        assert [each.amount for each in bank.refunds(funding)] == [150_00]


@pytest.mark.parametrize("by", ["event", "poll"])
def test_f31_a_bank_payout_that_fails_days_later_makes_no_new_transfer(
    bank, caplog, monkeypatch, by
):
    payout = approved(bank)
    tasks.sweep_operations()
    destination = bank.transfers(payout.milestone)[0].destination
    here = "http://localhost/"
    bank.onboard(gateway.onboarding_url(destination, return_url=here, refresh_url=here))
    bank.control("pay-out", account=destination)
    (made,) = bank.events("payout.created", account=destination)
    bank_payout = made["data"]["object"]["id"]
    bank.control("settle-payout", payout=bank_payout, outcome="paid")
    bank.control("settle-payout", payout=bank_payout, outcome="failed")
    (failed,) = bank.events("payout.failed", account=destination)

    if by == "event":
        tell(failed)
    else:
        monkeypatch.setattr(tasks, "GRACE", -timedelta(days=1))  # other tests move the clock there
        tasks.poll_accounts()
        tasks.poll_accounts()
    tasks.sweep_events()
    tasks.sweep_operations()

    assert StripeEvent.objects.get(kind="payout.failed").account == destination
    assert f"payout.failed for {bank_payout}: a person has to look" in caplog.text
    assert_paid_once(bank, payout)


def test_f35_a_swept_balance_leaves_what_has_its_own_payment_alone(bank, monkeypatch, caplog):
    of_its_own = approved(bank)
    monkeypatch.setattr(paying, "charge_for", lambda *_: "")
    out_of_the_balance = approved(bank)
    full = gateway.balance()
    bank.control("pay-out")
    left = gateway.balance()
    # The sweep takes every currency that other tests left there; none of it is in our books.
    for currency, amount in full.items():
        bank.before[currency] = bank.before.get(currency, 0) + left[currency] - amount

    tasks.sweep_operations()

    assert_sent(bank, of_its_own)
    out_of_the_balance.refresh_from_db()
    assert out_of_the_balance.status == "waiting"
    assert f"payout {out_of_the_balance.pk} was refused" in caplog.text

    low = gateway.balance()["USD"]
    top_up(bank.standin, 12_000_00)
    bank.before["USD"] += gateway.balance()["USD"] - low
    Payout.objects.update(not_before=timezone.now())
    tasks.sweep_operations()
    tasks.sweep_operations()
    assert_paid_once(bank, out_of_the_balance)


def assert_sent(bank, payout):
    payout.refresh_from_db()
    assert payout.status == "sent"
    assert len(bank.transfers(payout.milestone)) == 1


@pytest.mark.django_db(transaction=True)
def test_f37_a_database_that_goes_away_in_the_middle_leaves_nothing_half_done(monkeypatch):
    milestone = make.delivered()
    tell_them = emails.approved

    def and_the_server_goes(*given):
        tell_them(*given)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with monkeypatch.context() as broken:
        broken.setattr(emails, "approved", and_the_server_goes)
        with pytest.raises(OperationalError):
            actions.approve(milestone, milestone.offer.made_by)
    connection.close()

    assert Milestone.objects.get(pk=milestone.pk).status == "delivered"
    assert not Payout.objects.exists()
    assert not Operation.objects.filter(kind="transfer").exists()
    assert not Journal.objects.filter(kind="release").exists()

    actions.approve(Milestone.objects.get(pk=milestone.pk), milestone.offer.made_by)
    assert Payout.objects.count() == 1
    assert_money_ok()


def too_long(funding):
    """The day has come on which it has to leave us."""
    Funding.objects.filter(pk=funding.pk).update(
        refund_by=timezone.now() - timedelta(minutes=1),
        paid_at=timezone.now() - timedelta(days=HOLD_DAYS - 3),
    )


def test_f39_what_nobody_has_handed_in_goes_back_once_three_days_before(bank):
    milestone = make.placement([200_00, 100_00]).milestones.first()
    funding = bank.fund(milestone)
    funding.refresh_from_db()
    assert funding.refund_by == funding.paid_at + timedelta(days=HOLD_DAYS - 3)
    with pytest.raises(WrongState):
        actions.let_go(funding)

    too_long(funding)
    turn_clocks()
    turn_clocks()
    tasks.sweep_operations()

    assert [each.amount for each in bank.refunds(funding)] == [200_00]
    assert Refund.objects.get().why == "limit"
    states = list(milestone.placement.milestones.values_list("status", flat=True))
    assert states == ["refunded", "cancelled"]
    assert Email.objects.filter(key__startswith="hold-ended:").count() == 1
    assert "We may not hold money any longer" in Email.objects.get(key__startswith="paying-b").body
    assert not Funding.objects.to_let_go().exists()


def test_f39_work_that_waits_for_its_answer_is_approved_first(bank):
    milestone = delivered(bank)
    funding = Funding.objects.get(milestone=milestone)
    Milestone.objects.filter(pk=milestone.pk).update(review_by=timezone.now() + timedelta(days=3))

    too_long(funding)
    turn_clocks()
    tasks.sweep_operations()

    assert not Refund.objects.exists()
    assert_paid_once(bank, Payout.objects.get())


@pytest.mark.parametrize(
    ("wish", "answered", "ends"),
    [
        (Wish("refund"), False, "refunded"),
        (Wish("refund"), True, "approved"),
        (Wish("redo", day=make.today(9)), False, "approved"),
    ],
)
def test_f39_a_dispute_that_nobody_has_decided_is_ended(db, wish, answered, ends):
    milestone = make.delivered()
    dispute = make.dispute(milestone, wish=wish)
    if answered:
        make.answer(dispute)
    funding = Funding.objects.get(milestone=milestone)

    too_long(funding)
    turn_clocks()

    milestone.refresh_from_db()
    dispute.refresh_from_db()
    assert (milestone.status, dispute.how) == (ends, "limit")
    mail = Email.objects.filter(key__startswith=f"dispute-decided:{dispute.pk}").first()
    assert "could be held no longer" in mail.body


def test_f39_what_is_kept_goes_back_too(db):
    funding = make.funded()
    placement = funding.milestone.placement
    told = actions.outcome(placement).back_minor
    actions.call_off(placement, funding.payer, "other", "", told=told, keep_it=True)

    too_long(funding)
    turn_clocks()

    assert Refund.objects.get().why == "limit"
    assert Credit.objects.get().status == "closed"


def test_f39_both_sides_are_told_two_weeks_before(db):
    funding = make.funded()
    Funding.objects.filter(pk=funding.pk).update(
        refund_by=timezone.now() + timedelta(days=11) - timedelta(minutes=1)
    )

    turn_clocks()
    turn_clocks()

    mails = {each.to: each.body for each in Email.objects.filter(key__startswith="hold-ends:")}
    student = funding.milestone.placement.student.user
    assert "the money goes back to you" in mails[funding.payer.email]
    assert "Please hand it in before that day" in mails[student.email]


def test_f39_our_staff_are_told_two_weeks_before_money_may_be_held_no_longer(db, settings):
    limit = timedelta(days=settings.HOLD_DAYS)
    soon, later = make.funded(), make.funded()
    long_ago = timezone.now() - limit + timedelta(days=13)
    Funding.objects.filter(pk=soon.pk).update(paid_at=long_ago)

    told = ledger.waiting_for_a_person()

    assert [each for each in told if "may be held until" in each] == [
        f"payment {soon.reference} may be held until {long_ago + limit:%Y-%m-%d} only"
    ]
    assert later.reference not in "".join(told)
    assert Entry.objects.exists()

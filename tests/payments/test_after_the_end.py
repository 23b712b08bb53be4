"""What was approved before a placement ended is paid after it, once, on either rail."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import PayoutRoute
from applications import actions as application_actions
from applications.models import Milestone, Placement
from marketplace.tasks import turn_clocks
from notifications.models import Email
from payments import actions, again, operations, tasks
from payments.models import Operation, Payout
from tests import make
from tests.making.by_hand import paid_by_hand


def called_off(bank, first, second):
    bank.fund(second)
    actions.call_off(first.placement, first.offer.made_by, "other", "", told=200_00)


def not_paid_in(bank, first, second):
    late = timezone.now() - timedelta(minutes=1)
    Milestone.objects.filter(pk=second.pk).update(fund_by=late)
    turn_clocks()


def approved(bank, rail="connect") -> Payout:
    first = make.placement([100_00, 200_00]).milestones.first()
    PayoutRoute.objects.update(rail=rail)
    bank.fund(first)
    application_actions.deliver(first, "Here.", [], [])
    return actions.approve(first, first.offer.made_by)


def end(bank, how, payout):
    first, second = payout.milestone.offer.milestones.order_by("position")
    how(bank, first, second)
    assert Placement.objects.get(pk=first.placement_id).status == "cancelled"


def assert_paid(payout):
    payout.refresh_from_db()
    milestone = Milestone.objects.get(pk=payout.milestone_id)
    assert (payout.status, milestone.status) == ("sent", "paid")
    assert Placement.objects.get(pk=milestone.placement_id).status == "cancelled"
    mail = Email.objects.filter(key__startswith=f"paid:{milestone.pk}:student").get()
    assert "complete" not in mail.body


@pytest.fixture(params=[called_off, not_paid_in])
def how(request):
    return request.param


def test_a_transfer_that_arrives_after_the_end_is_written_down(bank, how):
    payout = approved(bank)
    end(bank, how, payout)

    bank.ready(payout.student)
    tasks.sweep_operations()
    tasks.sweep_operations()

    assert_paid(payout)
    assert [each.amount for each in bank.transfers(payout.milestone)] == [90_00]


def test_what_our_staff_pay_by_bank_after_the_end_is_written_down(bank, how):
    payout = approved(bank, "manual")
    assert payout.rail == "manual"
    end(bank, how, payout)

    paid_by_hand(payout)

    assert_paid(payout)


def test_a_transfer_that_cannot_be_written_down_waits_for_a_person_after_a_day(bank, monkeypatch):
    payout = approved(bank)

    def broken(*given):
        raise RuntimeError("the database says no")

    with monkeypatch.context() as patch:
        patch.setattr(actions, "settle_transfer", broken)
        bank.ready(payout.student)
        payout.refresh_from_db()
        with pytest.raises(RuntimeError):
            operations.run(payout.operation_id)
        lease_is_over(payout)
        with pytest.raises(RuntimeError):
            operations.run(payout.operation_id)
        lease_is_over(payout, first_sent_at=timezone.now() - timedelta(hours=24))
        operations.run(payout.operation_id)

    operation = Operation.objects.get(pk=payout.operation_id)
    assert operation.status == "reconcile"
    assert again.do_again(operation, make.platform(), make.platform()) is False
    assert Payout.objects.get(pk=payout.pk).status == "sent"
    assert len(bank.transfers(payout.milestone)) == 1


def lease_is_over(payout, **more):
    over = timezone.now() - timedelta(minutes=1)
    Operation.objects.filter(pk=payout.operation_id).update(lease_until=over, **more)

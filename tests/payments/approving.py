"""Approved work and its one payment, for tests."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from applications import actions as application_actions
from applications.models import Milestone
from payments import actions
from payments.models import Operation
from tests import make
from tests.payments.conftest import assert_money_ok


def approve_url(milestone):
    return reverse("payments:approve", args=[milestone.pk])


def delivered(bank, ready=True):
    """Paid in at the stand-in and handed in, by a student who can be paid."""
    milestone = make.placement().milestones.get()
    if ready:
        bank.ready(milestone.placement.student)
    bank.fund(milestone)
    milestone.refresh_from_db()
    application_actions.deliver(milestone, "Here it is.", [], [])
    return milestone


def approved(bank):
    """Owed, and the transfer not asked for yet: no commit, no task."""
    milestone = delivered(bank)
    return actions.approve(milestone, milestone.offer.made_by)


def lease_runs_out(payout):
    Operation.objects.filter(pk=payout.operation_id).update(
        lease_until=timezone.now() - timedelta(seconds=1), not_before=timezone.now()
    )


def assert_paid_once(bank, payout):
    payout.refresh_from_db()
    assert payout.status == "sent"
    transfers = bank.transfers(payout.milestone)
    assert [(each.id, each.amount) for each in transfers] == [
        (payout.stripe_transfer_id, payout.amount_minor)
    ]
    assert Operation.objects.get(stripe_id=payout.stripe_transfer_id).status == "done"
    assert Milestone.objects.get(pk=payout.milestone_id).status == "paid"
    assert_money_ok(bank)


# --- Sending


class Killed(BaseException):
    """The worker is gone: nothing after this line runs."""


def kill(*args, **kwargs):
    raise Killed

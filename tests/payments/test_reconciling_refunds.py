"""Refunds that Stripe books in another order than ours."""

from datetime import timedelta

import pytest
from django.utils import timezone

from payments import actions, ledger
from payments.actions import reconciling
from payments.models import Break, Refund
from payments.seen import RefundSeen
from tests import make
from tests.payments.test_reconciling import an_hour_later, booked_by_stripe, closed, unmatched


@pytest.fixture
def refund(db):
    funding = make.funded()
    placement = funding.milestone.placement
    actions.call_off(placement, funding.payer, "time", "", told=funding.amount_minor)
    return Refund.objects.get()


def stripe_says(refund, status):
    told = (refund.amount_minor, refund.currency, refund.pk, refund.operation_id)
    actions.settle_refund(refund, RefundSeen("re_1", status, *told))


def refund_booked(kind="refund", sign=-1):
    line = booked_by_stripe(
        id=f"txn_{kind}", kind=kind, amount=sign * 720_00, net=sign * 720_00, source="re_1"
    )
    an_hour_later()
    return line


def test_a_refund_seen_only_after_it_failed_stops_nothing(refund):
    stripe_says(refund, "failed")
    there, back = refund_booked(), refund_booked("refund_failure", 1)

    assert actions.match(there)
    assert actions.match(back)

    assert not Break.objects.exists()
    assert not unmatched().exists()


def test_a_refund_that_is_booked_while_it_is_pending_stops_nothing(refund):
    stripe_says(refund, "pending")
    line = refund_booked()

    assert not actions.match(line)
    assert not Break.objects.exists()

    stripe_says(refund, "succeeded")
    assert actions.match(line)


def test_what_a_person_has_closed_is_not_missed_once_our_journal_comes(refund, monkeypatch):
    line = refund_booked()
    assert not actions.match(line)
    closed(Break.objects.get(kind="booked"))
    stripe_says(refund, "succeeded")

    monkeypatch.setattr(reconciling, "FOR_STRIPE", -timedelta(hours=1))
    actions.find_missing()

    assert not Break.objects.filter(ref=f"refunded:{refund.pk}").exists()
    assert line.matches.get().journal.key == f"refunded:{refund.pk}"


def test_a_refund_that_stays_pending_is_told(refund):
    stripe_says(refund, "pending")
    Refund.objects.update(created_at=timezone.now() - timedelta(days=3))

    assert any("is pending at Stripe" in each for each in ledger.waiting_for_a_person())

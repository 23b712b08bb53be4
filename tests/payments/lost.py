"""What got lost on the way to Stripe, for tests."""

from datetime import timedelta

from django.utils import timezone

from payments import operations
from payments.actions import outbox
from payments.models import Operation, Refund
from tests import make
from tests.payments.bank import Bank


def a_day_ago(operation_id) -> None:
    yesterday = timezone.now() - outbox.KEY_LIVES - timedelta(minutes=1)
    Operation.objects.filter(pk=operation_id).update(
        first_sent_at=yesterday, not_before=timezone.now(), attempts=1
    )


# --- Refunds


def paid_twice(bank: Bank, milestone) -> Refund:
    first, second = bank.open_page(milestone), bank.open_page(milestone, by=make.employer())
    bank.pay(first.checkout_url)
    bank.pay(second.checkout_url)
    operations.check_funding(first)
    operations.check_funding(second)
    return Refund.objects.get()

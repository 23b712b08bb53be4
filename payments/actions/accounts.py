"""Students' accounts at Stripe, as Stripe last described them."""

import logging

from django.db import transaction
from django.utils import timezone

from accounts.models import Student
from marketplace.states import WrongState
from payments import emails, params
from payments.actions import outbox, reconciling
from payments.actions.funding import PATIENCE
from payments.models import Operation, Payee, Payout
from payments.seen import Account

logger = logging.getLogger(__name__)


@transaction.atomic
def start_account(student: Student) -> Payee:
    """The student's account, to be opened next; or the one there is.

    Raises:
        WrongState: we do not know the country of their bank account.
    """
    # The profile is what two clicks would fight over.
    student = (
        Student.objects.select_for_update(no_key=True).select_related("user").get(pk=student.pk)
    )
    payee = Payee.objects.filter(student=student).select_related("operation").first()
    if payee and (payee.stripe_account_id or payee.operation.status in Operation.OPEN):
        return payee
    if not student.payout_country:
        raise WrongState(f"Student {student.pk} has no country")
    earlier = Operation.objects.filter(
        kind=Operation.Kind.ACCOUNT, subject__startswith=f"{student.pk}:"
    ).count()
    operation = outbox.ask_while_somebody_waits(
        Operation.Kind.ACCOUNT,
        f"{student.pk}:{earlier + 1}",
        params.account(student.pk, student.user, student.payout_country),
        PATIENCE,
    )
    known = {"operation": operation, "country": student.payout_country}
    return Payee.objects.update_or_create(student=student, defaults=known)[0]


@transaction.atomic
def settle_account(payee: Payee, seen: Account) -> Payee:
    """Write down what Stripe says now of this account. It never becomes another account."""
    payee = _held(payee)
    if payee.stripe_account_id not in (None, seen.id):
        raise WrongState(f"Payee {payee.pk} has account {payee.stripe_account_id}, not {seen.id}")
    outbox.finish(payee.operation, seen.id)
    if seen.transfers not in Payee.Transfers:
        reconciling.unknown_word(f"account {seen.id}", seen.transfers)
    payee.stripe_account_id = seen.id
    payee.transfers_status = seen.transfers[:20]
    payee.requirements = seen.requirements
    payee.synced_at = timezone.now()
    payee.save(update_fields=["stripe_account_id", "transfers_status", "requirements", "synced_at"])
    return payee


@transaction.atomic
def lose_account(payee: Payee, why: str) -> Payee:
    """Stripe does not let us see it: closed, or disconnected from us. Nothing is sent there; it
    is asked about each minute while pay waits for it, in case it comes back.
    """
    payee = _held(payee)
    if payee.transfers_status != Payee.Transfers.RESTRICTED:
        logger.error("account %s is out of reach: %s", payee.stripe_account_id, why)
        for payout in Payout.objects.waiting().filter(student=payee.student).for_pages():
            emails.payout_waiting(payout, f"account lost {timezone.now():%Y%m%d}")
    payee.transfers_status = Payee.Transfers.RESTRICTED
    payee.synced_at = timezone.now()
    payee.save(update_fields=["transfers_status", "synced_at"])
    return payee


def _held(payee: Payee) -> Payee:
    rows = Payee.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("operation", "student__user").get(pk=payee.pk)

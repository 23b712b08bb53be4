"""One function per mail about money. Work that starts or is approved is told by applications."""

from datetime import datetime

from notifications import outbox
from payments.models import Funding, Payout, Refund


def receipt(funding: Funding) -> None:
    """To who paid: the money is held, here is the receipt."""
    outbox.post(
        f"receipt:{funding.pk}",
        funding.payer.email,
        "payments/receipt",
        funding=funding,
        milestone=funding.milestone,
        student=funding.milestone.offer.application.student,
        listing=funding.milestone.offer.application.listing,
    )


def not_paid(funding: Funding, pay_by: datetime | None) -> None:
    """To who paid by bank debit: the bank has refused it. `pay_by` is UTC, None without a clock."""
    outbox.post(
        f"not-paid:{funding.pk}",
        funding.payer.email,
        "payments/not_paid",
        funding=funding,
        pay_by=pay_by,
        milestone=funding.milestone,
        listing=funding.milestone.offer.application.listing,
    )


def sending_back(refund: Refund) -> None:
    """To who paid: we did not need this payment, it is on its way back."""
    funding = refund.funding
    outbox.post(
        f"sending-back:{refund.pk}",
        funding.payer.email,
        "payments/sending_back",
        refund=refund,
        funding=funding,
        listing=funding.milestone.offer.application.listing,
    )


def payout_waiting(payout: Payout) -> None:
    """To the student: your pay waits for you to say where it should go."""
    outbox.post(
        f"payout-waiting:{payout.pk}",
        payout.student.user.email,
        "payments/payout_waiting",
        payout=payout,
        student=payout.student,
        listing=payout.milestone.offer.application.listing,
    )

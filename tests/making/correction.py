"""Money that goes back after it was paid out, or that a bank has taken back."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from payments import actions
from payments.models import Chargeback, Correction, Funding, Reversal
from payments.seen import ChargedBack, Withdrawn
from tests import make


def reversal() -> Reversal:
    """Asked of Stripe: a tenth of what a student was paid."""
    milestone = make.payout(sent=True).milestone
    row = actions.correct(
        milestone,
        make.platform(),
        72_00,
        Correction.Bearer.STUDENT,
        Correction.Basis.MISTAKE,
        "It was approved for the wrong placement.",
    )
    return row.reversals.get()


def chargeback(funding: Funding | None = None, status: str = "needs_response") -> Chargeback:
    """The payer's bank has taken back all of it; we have a week to answer."""
    funding = funding or make.funded()
    now = timezone.now()
    seen = ChargedBack(
        id=f"du_{funding.pk.hex[:12]}",
        status=status,
        reason="fraudulent",
        amount=funding.amount_minor,
        currency=funding.currency,
        charge=funding.stripe_charge_id or "",
        opened_at=now,
        answer_by=now + timedelta(days=7),
        moved=[Withdrawn(f"txn_{funding.pk.hex[:12]}", -funding.amount_minor, 0, funding.currency)],
    )
    return actions.settle_chargeback(funding, seen)

"""Money that goes back after it was paid out."""

from __future__ import annotations

from payments import actions
from payments.models import Correction, Reversal
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

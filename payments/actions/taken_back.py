"""What a payer's bank has taken back is neither released nor paid back by us as well."""

from __future__ import annotations

from marketplace.states import WrongState
from payments import ledger
from payments.ledger import Kind, account
from payments.models import Chargeback, Funding, LedgerAccount

Status = Chargeback.Status


class TakenBack(WrongState):
    """The payer's bank has taken the payment back, and has not decided. Nothing was changed."""


def refuse_if_taken_back(*fundings: Funding) -> None:
    """Raises TakenBack while it is undecided."""
    if row := Chargeback.objects.open().filter(funding__in=fundings).first():
        raise TakenBack(f"Payment {row.funding_id} is taken back by {row.stripe_dispute_id}")


def cover(funding: Funding, minor: int, out_of: LedgerAccount) -> int:
    """Of `minor` that is to go back to this payer, the bank has given them so much already: that
    makes up for our loss instead. Returns how much. The caller holds what it is taken from.
    """
    covered = 0
    lost = Chargeback.objects.filter(funding=funding, status=Status.LOST).order_by("pk")
    for row in lost.select_for_update(no_key=True):
        part = min(minor - covered, row.lost_minor - row.covered_minor)
        if row.currency != out_of.currency or part <= 0:
            continue
        ledger.post(
            f"cover:{row.stripe_dispute_id}:{row.covered_minor}",
            "cover",
            [(out_of, part), (account(Kind.LOSS, row.currency), -part)],
            {"funding": str(funding.pk), "dispute": row.stripe_dispute_id},
        )
        row.covered_minor += part
        row.save(update_fields=["covered_minor"])
        covered += part
    return covered

"""A payment that Stripe put on our balance in another currency (payments.md F34).

Nothing is paid out of it by itself until one of our staff has looked at what Stripe made of it
and written that down; then the student is paid in the agreed currency out of our balance.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from marketplace.money import display
from marketplace.states import WrongState
from payments import ledger
from payments.actions import reconciling
from payments.actions.locks import hold_funding
from payments.ledger import Kind, account
from payments.models import Break, Funding
from payments.seen import Txn


def park(funding: Funding, txn: Txn) -> None:
    """For a person, with what Stripe says. The caller holds the payment."""
    Funding.objects.filter(pk=funding.pk).update(
        settled_minor=txn.amount, settled_fee_minor=txn.fee
    )
    words = (
        f"{funding.reference}, {display(funding.amount_minor, funding.currency)}, became "
        f"{display(txn.amount, txn.currency)} on our balance; Stripe’s fee is "
        f"{display(txn.fee, txn.currency)} of that"
    )
    reconciling.open_break(Break.Kind.FX, str(funding.pk), words)


def parked(row: Break) -> Funding | None:
    """The payment that this difference is about."""
    return Funding.objects.filter(pk=row.ref).first() if row.kind == Break.Kind.FX else None


@transaction.atomic
def post_rate(row: Break, by: User) -> Break:
    """What Stripe made of it is written down, and the difference closed.

    Raises:
        WrongState: it is not `by` who has taken it, it is closed, or about something else.
    """
    found = parked(row)
    if found is None or found.settled_minor is None or found.rate_posted_at:
        raise WrongState(f"Break {row.pk} is about no payment to convert")
    funding = hold_funding(found.pk)
    came_to, fee = found.settled_minor, found.settled_fee_minor or 0
    words = f"{row.said}. Written down as Stripe says."
    closed = reconciling.close(row, by, words)
    ledger.post(
        f"fx:{funding.stripe_txn_id}",
        "fx",
        [
            (account(Kind.FX, funding.currency), funding.amount_minor),
            (account(Kind.STRIPE_BALANCE, funding.currency), -funding.amount_minor),
            (account(Kind.STRIPE_BALANCE, funding.settled_in), came_to - fee),
            (account(Kind.STRIPE_FEE, funding.settled_in), fee),
            (account(Kind.FX, funding.settled_in), -came_to),
        ],
        {"funding": str(funding.pk)},
    )
    Funding.objects.filter(pk=funding.pk).update(rate_posted_at=timezone.now())
    return closed

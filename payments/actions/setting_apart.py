"""What banks have taken and still have, though they have decided: for a person."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from marketplace.states import move
from payments import apart
from payments.actions.reconciling import open_break
from payments.models import Break


@transaction.atomic
def find_apart() -> None:
    """Opened where it has taken too long; closed by itself where the money is back, or was lost."""
    there = {f"{each.dispute} {each.currency}": each for each in apart.overdue()}
    for ref, each in there.items():
        words = f"{each.minor} {each.currency} of chargeback {each.dispute} are still at the bank"
        open_break(Break.Kind.APART, ref, words, each.currency, -each.minor)
    over = Break.objects.open().filter(kind=Break.Kind.APART).exclude(ref__in=there)
    for row in over.select_for_update(no_key=True):
        move(row, Break.Status.CLOSED, closed_at=timezone.now(), words="Nothing is left of it.")

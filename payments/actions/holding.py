"""What is held for a milestone: of which payments it is, and how it gets free again.

A milestone is paid for by one payment that is applied to it, by what was kept of earlier ones
(`payments.actions.keeping`), by a university's budget (`payments.actions.sponsoring`), or by
several of them. What goes back goes back to where it came from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from applications.models import Milestone
from payments import emails
from payments.actions import sponsoring
from payments.actions.refunding import give_back
from payments.ledger import Kind, account
from payments.models import CreditUse, Funding, Refund


@dataclass(frozen=True)
class Source:
    """`minor` of this payment were held for the milestone; `back` of them go back, or have gone.

    `taken`: the payer's bank wants it back, or has kept it. `undecided`: it has not decided.
    """

    funding: Funding
    minor: int
    back: int
    taken: bool
    undecided: bool


def sources(milestone: Milestone) -> list[Source]:
    """What was paid in for it, the smallest first. The caller holds the milestone."""
    rows = Funding.objects.with_ends(milestone)
    applied = rows.applied().filter(milestone=milestone)
    found = [_source(each, each.amount_minor) for each in applied]
    uses = CreditUse.objects.filter(milestone=milestone)
    used = list(uses.values_list("credit__funding", "amount_minor"))
    kept = rows.in_bulk([pk for pk, _ in used]) if used else {}
    found += [_source(kept[pk], minor) for pk, minor in used]
    return sorted(found, key=lambda each: (each.minor, each.funding.pk))


def _source(funding: Any, minor: int) -> Source:
    """Of a payment `with_ends`."""
    return Source(funding, minor, funding.back_minor, funding.taken_back, funding.undecided)


@dataclass(frozen=True)
class PaidIn:
    """What a milestone is held of, the smallest first."""

    sources: list[Source]

    @property
    def undecided(self) -> bool:
        """A payer's bank has taken some of it, and has not decided."""
        return any(each.undecided for each in self.sources)

    @property
    def settled_elsewhere(self) -> bool:
        """Some of it went to our balance in another currency (payments.md F34)."""
        return any(each.funding.is_settled_elsewhere for each in self.sources)


def paid_in(milestone: Milestone) -> PaidIn:
    """The caller holds the milestone."""
    return PaidIn(sources(milestone))


def paid_with(funding: Funding) -> list[UUID]:
    """The parts that this payment was held for, in the order in which they are locked."""
    used = CreditUse.objects.filter(credit__funding=funding).values_list("milestone", flat=True)
    own = [funding.milestone_id] if funding.applied else []
    return sorted({*own, *used})


def held_with(funding: Funding) -> list[Milestone]:
    """The parts that it is held for now, with all that a mail needs."""
    rows = Milestone.objects.held().filter(pk__in=paid_with(funding)).for_pages()
    return list(rows.order_by("pk"))


def pay_back(milestone: Milestone, minor: int, why: Refund.Why) -> list[Refund]:
    """So much of what is held for it goes back, and whoever paid is told.

    To a university's budget its share of it; of the employer's the smallest payment first: what
    stays is then in one payment, if it can be, and the student's transfer can name that.

    Raises:
        IntegrityError: less is held.
    """
    hold = account(Kind.HOLD, milestone.currency, milestone=milestone)
    minor -= sponsoring.give_back(milestone, minor)
    refunds = []
    for source in sources(milestone):
        part = min(source.minor, minor)
        if part:
            refunds.append(give_back(source.funding, part, hold, why, milestone=milestone))
        minor -= part
    if minor:
        raise ValueError(f"milestone {milestone.pk}: {minor} more than was paid in")
    there = [each for each in refunds if each]
    for refund in there:
        emails.paying_back(refund)
    return there


def charge_for(milestone: Milestone, minor: int, paid: PaidIn) -> str:
    """The payment that can carry a transfer of `minor`: Stripe then refuses to pay out more.

    "" when none can by itself: the transfer comes out of our balance, where all of them are. Nor
    can one that the payer's bank has taken back: then it is we who pay.
    """
    for source in reversed(paid.sources):
        elsewhere = source.funding.settled_in not in ("", milestone.currency)
        if not elsewhere and not source.taken and source.minor - source.back >= minor:
            return source.funding.stripe_charge_id or ""
    return ""

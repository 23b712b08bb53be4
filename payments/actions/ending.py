"""Calling off work that is paid in: what becomes of the money, said before and done then."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction

from accounts.models import User
from applications import actions as application_actions
from applications.models import Delivery, Milestone, Placement
from payments import emails
from payments.actions.holding import pay_back
from payments.actions.keeping import keep, kept, worth_keeping
from payments.actions.sponsoring import set_free_unneeded
from payments.models import Credit, Refund


@dataclass(frozen=True)
class Outcome:
    """What becomes of each part when the placement is called off now.

    `may_keep`: the money can wait for the next student instead of going back.
    """

    back: list[Milestone] = field(default_factory=list)
    stays: list[Milestone] = field(default_factory=list)
    unpaid: list[Milestone] = field(default_factory=list)
    may_keep: bool = False

    @property
    def back_minor(self) -> int:
        """What goes back or is kept, our fee in it. In the offer's currency."""
        return sum(each.amount_minor for each in self.back)


def outcome(placement: Placement, *, by_student: bool = False) -> Outcome:
    """Asked before, and once more when it is done. Once something is approved the place is free
    again, and money worth keeping, only if it is the student who ends it.
    """
    rows = list(placement.milestones.all())
    back = [each for each in rows if each.status in Milestone.HELD]
    stays = [each for each in rows if each.status in Milestone.SETTLED]
    delivered = Delivery.objects.filter(milestone__in=back).exists()
    return Outcome(
        back=back,
        stays=stays,
        unpaid=[each for each in rows if each.status == Milestone.Status.AGREED],
        may_keep=bool(back)
        and (by_student or not stays)
        and not delivered
        and all(worth_keeping(each) for each in back),
    )


@transaction.atomic
def call_off(
    placement: Placement, by: User, reason: str, note: str, *, told: int, keep_it: bool = False
) -> Outcome:
    """End it: what is approved stays the student's, what is held and not delivered is not.

    It goes back to where it came from, our fee in it; or, if that is possible, waits for the
    next student: when the employer wants that (`keep_it`), and when a student has called it
    off, until the employer has said what they want.

    `told` is what the page said would go back, minor units.

    Raises:
        Changed: it is another amount by now, or it was to wait and may not any more. Nothing was
            changed.
        HandedIn, PaymentUnderWay, WrongState: see `applications.actions.call_off`.
    """
    by_student = by.kind == User.Kind.STUDENT
    before = outcome(placement, by_student=by_student)
    if keep_it and not before.may_keep:
        raise application_actions.Changed(f"Nothing of placement {placement.pk} may wait")
    paid_in = application_actions.call_off(placement, by, reason, note)
    if sum(each.amount_minor for each in paid_in) != told:
        raise application_actions.Changed(f"Not {told} go back for placement {placement.pk}")
    waits = before.may_keep and (keep_it or by_student)
    credits: list[tuple[Credit, Milestone]] = []
    for milestone in paid_in:
        if waits:
            fresh = keep(milestone, None if by_student else by)
            credits += [(credit, milestone) for credit in fresh]
        else:
            pay_back(milestone, milestone.amount_minor, Refund.Why.ENDED)
    set_free_unneeded(placement)
    # One mail for each payment, with all that is kept of it now.
    last = {credit.pk: (credit, milestone) for credit, milestone in credits}
    for credit, milestone in last.values():
        emails.kept(credit, kept(credit), milestone)
    return before

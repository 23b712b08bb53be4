"""What we write when a payer's bank takes a payment back, and when it has decided."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import User
from applications.models import Milestone
from applications.teams import users_of
from notifications import outbox
from payments.emails import payers
from payments.models import Chargeback


def opened(chargeback: Chargeback, parts: Iterable[Milestone], stopped: list[Milestone]) -> None:
    """To who paid, and to each student whose pay is held: who is to stop, and who is not."""
    _payer("opened", chargeback, stopped)
    _students("opened", chargeback, parts, stopped)


def decided(chargeback: Chargeback, parts: Iterable[Milestone], changed: list[Milestone]) -> None:
    """`changed`: what went on, or ended."""
    _payer(chargeback.status, chargeback, changed)
    _students(chargeback.status, chargeback, parts, changed)


def _payer(event: str, chargeback: Chargeback, changed: list[Milestone]) -> None:
    funding = chargeback.funding
    covered = chargeback.covered_minor and chargeback.covered_minor == chargeback.lost_minor
    for end, to in payers(funding):
        outbox.post(
            f"chargeback-{event}:{chargeback.pk}{end}",
            to,
            "payments/chargeback_payer",
            event=event,
            chargeback=chargeback,
            funding=funding,
            milestone=funding.milestone,
            listing=funding.milestone.offer.application.listing,
            who=funding.milestone.offer.application.called,
            changed=changed,
            covered=covered,
        )


def _students(
    event: str, chargeback: Chargeback, parts: Iterable[Milestone], changed: list[Milestone]
) -> None:
    """What is approved is theirs whatever a bank does: of that they need not hear."""
    for milestone in parts:
        if milestone.status not in Milestone.HELD and milestone not in changed:
            continue
        application = milestone.offer.application
        for end, to in users_of(application):
            outbox.post(
                f"chargeback-{event}:{chargeback.pk}:{milestone.pk}{end}",
                to,
                "payments/chargeback_student",
                event=event,
                milestone=milestone,
                placement=milestone.placement,
                listing=application.listing,
                organisation=application.listing.organisation,
                changed=milestone in changed,
            )


def to_staff(chargeback: Chargeback, event: str) -> None:
    """To each of our staff. `event`: "opened", "won", "lost", or how long is left ("72h")."""
    for user in User.objects.filter(kind=User.Kind.PLATFORM, is_staff=True, is_active=True):
        outbox.post(
            f"chargeback-staff:{chargeback.pk}:{event}:{user.pk}",
            user,
            "payments/chargeback_staff",
            event=event,
            chargeback=chargeback,
            funding=chargeback.funding,
            milestone=chargeback.funding.milestone,
            organisation=chargeback.funding.organisation,
        )

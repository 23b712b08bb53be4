"""Work that is paid in, long late, and nobody says anything: it ends by itself, fairly to both."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import emails_silence as emails
from applications.actions.closing import end_placement
from applications.actions.disputing import Evidence, Wish, open_dispute
from applications.actions.ending import end_parts, free_the_place
from applications.actions.extending import no_longer_needed
from applications.actions.locks import hold_listing
from applications.models import Dispute, Milestone, Placement
from marketplace.states import WrongState, move

Status = Milestone.Status


@transaction.atomic
def end_in_silence(milestone: Milestone) -> bool:
    """The grace after the agreed day is over. Returns whether its money is free now.

    Nothing was ever handed in for it: the part ends, and what was not paid in with it. The
    placement ends too, unless another part is still worked on or looked at; the place is then
    free. Changes that were asked for never came: the employer has the work, so a dispute is opened
    for them, and the student is heard first.

    Called by `payments` in the transaction that moves the money. The caller holds all parts.

    Raises:
        WrongState: there is time left, or somebody acted.
    """
    if milestone.silent_at is None or milestone.silent_at > timezone.now():
        raise WrongState(f"Milestone {milestone.pk} still has time")
    if milestone.status == Status.CHANGES:
        _dispute(milestone)
        return False
    hold_listing(milestone.offer.application)
    move(milestone, Status.REFUNDED, ended_in_silence=True)
    no_longer_needed(milestone)
    rows = list(Milestone.objects.filter(placement=milestone.placement_id))
    end_parts([], [each for each in rows if each.status == Status.AGREED])
    if not any(each.status in Milestone.HELD for each in rows):
        placement = Placement.objects.for_pages().get(offer=milestone.offer_id)
        end_placement(placement, Placement.Status.CANCELLED, cancelled_at=timezone.now())
        free_the_place(placement)
    emails.ended(milestone)
    return True


def _dispute(milestone: Milestone) -> None:
    words = _(
        "This dispute was opened by itself: the changes that were asked for are two weeks late, "
        "and neither side has said anything since."
    )
    by = milestone.offer.application.listing.created_by
    open_dispute(
        milestone,
        by,
        Dispute.Reason.OTHER,
        Wish(Dispute.Outcome.REFUND),
        Evidence(words),
    )

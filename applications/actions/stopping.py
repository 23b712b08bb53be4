"""Nobody works for money that the payer's bank wants back. Called by `payments`, which asks it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from applications.actions.extending import no_longer_needed
from applications.actions.working import end_of_work
from applications.models import Milestone

Status = Milestone.Status
DAY = timedelta(days=1)


def stop_work(milestone: Milestone) -> bool:
    """Its clock stands still, and nothing can be handed in. The caller holds the milestone.

    False: something was handed in before, or it is over, and it goes on as it was.
    """
    if milestone.status != Status.FUNDED or milestone.stopped_at:
        return False
    milestone.stopped_at, milestone.work_by = timezone.now(), None
    milestone.save(update_fields=["stopped_at", "work_by"])
    no_longer_needed(milestone)
    return True


def go_on_with_work(milestone: Milestone) -> bool:
    """The student has as many more days as it stood still, begun ones whole.

    False: it did not stand still.
    """
    if milestone.stopped_at is None:
        return False
    days = -((milestone.stopped_at - timezone.now()) // DAY)
    milestone.extended_to = milestone.hand_in_by + days * DAY
    milestone.stopped_at = None
    milestone.work_by = end_of_work(milestone, milestone.hand_in_by)
    milestone.save(update_fields=["extended_to", "stopped_at", "work_by"])
    return True

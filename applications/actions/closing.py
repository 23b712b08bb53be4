"""The one place where a placement ends, completed or not, and all that hung on it with it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from applications.actions.extending import no_longer_needed
from applications.models import CheckIn, Placement
from marketplace.states import WrongState, move


def end_placement(placement: Placement, to: str, **given: Any) -> None:
    """Nobody is asked at half-time, or for a later day, of what has ended.

    Raises:
        WrongState: it is over, or has not come so far.
    """
    move(placement, to, **given)
    for check_in in CheckIn.objects.open().filter(placement=placement):
        with suppress(WrongState):  # answered in this moment
            move(check_in, CheckIn.Status.CLOSED)
    for milestone in placement.milestones.all():
        no_longer_needed(milestone)

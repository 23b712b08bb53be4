"""Work is late: its employer asks for it."""

from django.db import transaction

from applications import reminders
from applications.actions.locks import hold_milestone
from applications.models import Milestone
from marketplace.states import WrongState


class NudgedToday(WrongState):
    """They were asked less than a day ago. Nothing was sent."""


@transaction.atomic
def nudge(milestone: Milestone) -> None:
    """Ask the student for what is late, at most once a day.

    Raises:
        NudgedToday: they were asked already.
        WrongState: it is not late, or it was handed in.
    """
    hold_milestone(milestone)
    if not milestone.is_late:
        raise WrongState(f"Milestone {milestone.pk} is not late")
    if not reminders.nudge(milestone):
        raise NudgedToday(f"Milestone {milestone.pk}")

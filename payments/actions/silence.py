"""Work that is long late while nobody says anything, and the money that was held for it."""

from __future__ import annotations

from django.db import transaction

from applications import actions as application_actions
from applications.models import Milestone
from payments.actions.holding import pay_back
from payments.actions.locks import hold_milestone, hold_parts
from payments.models import Refund


@transaction.atomic
def end_in_silence(milestone: Milestone) -> None:
    """Nobody acted in the time after the agreed day: it ends as `applications` says, and what was
    held for it goes back to where it came from, our fee in it.

    Raises:
        TakenBack: the payer's bank has taken it back, and has not decided.
        WrongState: there is time left, or somebody acted.
    """
    application_actions.hold_listing(milestone.offer.application)
    hold_parts(milestone.pk)
    milestone = hold_milestone(milestone.pk)
    if application_actions.end_in_silence(milestone):
        pay_back(milestone, milestone.amount_minor, Refund.Why.ENDED)

"""What happens by itself when nobody acts (product.md section 4)."""

from contextlib import suppress

from celery import shared_task

from applications import actions
from applications.models import Application, Offer
from marketplace.states import WrongState

# One round; what is left waits for the next tick.
MOST_AT_ONCE = 200


@shared_task
def turn_clocks() -> None:
    """Expire offers, and close applications that nobody decided on. Run twice, it acts once."""
    for offer in Offer.objects.overdue().for_pages().order_by("expires_at")[:MOST_AT_ONCE]:
        with suppress(WrongState):  # somebody answered first
            actions.expire(offer)
    late = Application.objects.overdue().for_pages().order_by("decide_by")[:MOST_AT_ONCE]
    for application in late:
        with suppress(WrongState):  # somebody decided first
            actions.close_undecided(application)

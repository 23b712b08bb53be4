"""What happens by itself when nobody acts (product.md section 4)."""

import logging
from collections.abc import Callable, Iterable

from celery import shared_task

from applications import actions
from applications.models import Application, Offer
from listings.models import ListingRevision
from marketplace.states import WrongState

logger = logging.getLogger(__name__)

# One round; what is left waits for the next tick.
MOST_AT_ONCE = 200


@shared_task
def turn_clocks() -> None:
    """Expire offers, and close applications that nobody decided on. Run twice, it acts once."""
    offers = Offer.objects.overdue().for_pages().order_by("expires_at")
    _each(actions.expire, offers[:MOST_AT_ONCE])
    late = Application.objects.overdue().for_pages().order_by("decide_by")
    _each(actions.close_undecided, late[:MOST_AT_ONCE])


@shared_task
def tell_of_changes() -> None:
    """Tell who has applied what an employer has changed in the listing since."""
    for revision in ListingRevision.objects.filter(told_at=None).order_by("at")[:MOST_AT_ONCE]:
        try:
            actions.tell_of_change(revision)
        except Exception:
            logger.exception("Nobody could be told of revision %s.", revision.pk)


def _each[Row: (Application, Offer)](act: Callable[[Row], None], rows: Iterable[Row]) -> None:
    """Do `act` to every row; one that cannot be done stops no other."""
    for row in rows:
        try:
            act(row)
        except WrongState:  # somebody answered first
            continue
        except Exception:
            logger.exception("The clock could not act on %s %s.", row._meta.model_name, row.pk)

"""What is told later than it happened."""

import logging

from celery import shared_task

from applications import actions
from listings.models import ListingRevision

logger = logging.getLogger(__name__)

# One round; what is left waits for the next tick.
MOST_AT_ONCE = 200


@shared_task
def tell_of_changes() -> None:
    """Tell who has applied what an employer has changed in the listing since."""
    for revision in ListingRevision.objects.filter(told_at=None).order_by("at")[:MOST_AT_ONCE]:
        try:
            actions.tell_of_change(revision)
        except Exception:
            logger.exception("Nobody could be told of revision %s.", revision.pk)

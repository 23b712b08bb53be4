"""What is told later than it happened."""

import logging

from celery import shared_task
from django.utils import timezone

from applications import actions, saved_deadlines
from applications.models import Reader
from listings.models import Listing, ListingRevision

logger = logging.getLogger(__name__)

# One round; what is left waits for the next tick.
MOST_AT_ONCE = 200


@shared_task
def mail_messages() -> None:
    """Tell people of messages they have not read, once for each thread. Run twice, it is once."""
    rows = Reader.objects.overdue().select_related("user", "application__listing__organisation")
    whose = rows.select_related("application__student__user", "application__student__university")
    for reader in whose.order_by("mail_by")[:MOST_AT_ONCE]:
        try:
            actions.tell_of_messages(reader)
        except Exception:
            logger.exception("Reader %s could not be told of messages.", reader.pk)


@shared_task
def forget_old_drafts() -> None:
    """Files and drafts of work that nobody came back for."""
    actions.forget_old(MOST_AT_ONCE)


@shared_task
def recall_of_refused() -> None:
    """Take down what an organisation has published that our staff have refused since."""
    for listing in Listing.objects.to_recall()[:MOST_AT_ONCE]:
        try:
            actions.recall(listing)
        except Exception:
            logger.exception("Listing %s could not be recalled.", listing.pk)


@shared_task
def tell_of_changes() -> None:
    """Tell who has applied what an employer has changed in the listing since."""
    for revision in ListingRevision.objects.filter(told_at=None).order_by("at")[:MOST_AT_ONCE]:
        try:
            actions.tell_of_change(revision)
        except Exception:
            logger.exception("Nobody could be told of revision %s.", revision.pk)


@shared_task
def mail_saved_deadlines() -> None:
    """Remind students of what they have saved, while there is time to apply."""
    saved_deadlines.remind(timezone.now())

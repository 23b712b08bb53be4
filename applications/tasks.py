"""What is told later than it happened."""

import logging

from celery import shared_task
from django.utils import timezone

from applications import actions, for_you, learning, match_news, saved_deadlines, sought
from applications.models import Reader
from listings.matching import changes, nightly
from listings.models import Listing, ListingRevision
from marketplace.queue import one_by_one

logger = logging.getLogger(__name__)

# Seconds: less than a task may take, by more than its last step does.
MATCHING = 75
# One round; what is left waits for the next tick.
MOST_AT_ONCE = 200


@shared_task
def mail_messages() -> None:
    """Tell people of messages they have not read, once for each thread. Run twice, it is once."""
    rows = Reader.objects.overdue().select_related("user", "application__listing__organisation")
    whose = rows.select_related("application__student__user", "application__student__university")
    one_by_one(actions.tell_of_messages, whose.order_by("mail_by")[:MOST_AT_ONCE])


@shared_task
def forget_old_drafts() -> None:
    """Files and drafts of work that nobody came back for."""
    actions.forget_old(MOST_AT_ONCE)


@shared_task
def recall_of_refused() -> None:
    """Take down what an organisation has published that our staff have refused since."""
    one_by_one(actions.recall, Listing.objects.to_recall()[:MOST_AT_ONCE])


@shared_task
def decide_by_rules() -> None:
    """Approve what a university's own rules allow without a person. Twice, it is once."""
    actions.decide_by_rules()


@shared_task
def tell_of_changes() -> None:
    """Tell who has applied what an employer has changed in the listing since."""
    waiting = ListingRevision.objects.filter(told_at=None).order_by("at")
    one_by_one(actions.tell_of_change, waiting[:MOST_AT_ONCE])


@shared_task
def mail_saved_deadlines() -> None:
    """Remind students of what they have saved, while there is time to apply."""
    saved_deadlines.remind(timezone.now())


@shared_task
def count_sought() -> None:
    """Count how often each employer's open listings are chosen, before the night's matching."""
    sought.count()


@shared_task
def match_everybody() -> None:
    """Go on with the night's matching, or begin it. Killed, the next task goes on."""
    run = nightly.tonight(timezone.now())
    if run is not None:
        nightly.go_on(run, for_you.after, MATCHING)


@shared_task
def match_changes() -> None:
    """Put listings that are new among the matches of those whom they fit. Twice, it is once."""
    changes.take_in(for_you.after)


@shared_task
def learn_weights() -> None:
    """Learn how much each measure of a match should count, and use it if it has proved better."""
    learned = learning.learn_weights(timezone.now())
    if learned is None:
        logger.info("Too little was chosen to learn weights from.")


@shared_task
def tell_of_matches() -> None:
    """Write to students about new listings that fit them well. Run twice, it is once."""
    match_news.tell_all(MATCHING)

import logging
from datetime import datetime
from uuid import UUID

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.db.models import Max
from django.utils import timezone

from listings import actions, news, saving, searches
from listings.importing import actions as importing
from listings.models import ListingImport, Moderation, Policy, SavedSearch, Word
from listings.search import projection
from marketplace.queue import one_by_one

logger = logging.getLogger(__name__)

# Seconds. 10,000 rows take some twenty; a machine that is busy may take ten times as long.
LONG = {"soft_time_limit": 240, "time_limit": 280}


# --- What searches read ----------------------------------------------------


@shared_task
def keep_open_listings() -> None:
    projection.take_out_passed()
    projection.forget_changes()
    # A site that is new has learned none: its first searches need not wait for the hour.
    if not Word.objects.exists():
        projection.learn_words()


@shared_task
def learn_words() -> None:
    projection.learn_words()


# --- Policies ----------------------------------------------------------------


@shared_task
def apply_policies() -> None:
    """Take from students what a newer policy of their university does not allow."""
    waiting = Policy.objects.filter(applied_at=None).whole().order_by("at")
    one_by_one(actions.apply_policy, waiting)


# --- Listings from a spreadsheet -------------------------------------------


@shared_task(**LONG)  # type: ignore[no-untyped-call]
def check_import(import_id: str) -> None:
    importing.run_check(UUID(import_id))


@shared_task(**LONG)  # type: ignore[no-untyped-call]
def make_drafts(import_id: str) -> None:
    importing.run_drafts(UUID(import_id))


@shared_task
def sweep_imports() -> None:
    """Take up what a lost worker left, and delete files that were kept long enough."""
    for batch in ListingImport.objects.lost():
        importing.take_up(batch)
    for batch in ListingImport.objects.over()[:100]:
        importing.remove(batch)


@shared_task
def forget_told() -> None:
    """Who was told of which listing more than a year ago."""
    news.forget()


@shared_task
def mail_searches() -> None:
    """Mail the new results of saved searches whose time has come. Run twice, it mails once."""
    now = timezone.now()
    approved = Moderation.objects.approved().order_by()
    newest = dict(approved.values_list("university").annotate(Max("decided_at")))
    due = SavedSearch.objects.due(now).select_related("user__student__university")
    for search in due.order_by("told_until", "pk").iterator(chunk_size=500):
        at = newest.get(search.user.student.university_id)
        if not (at and at > search.told_until - searches.LATE and search.user.is_active):
            continue
        try:
            _tell(search, now)
        except SoftTimeLimitExceeded:  # the worker is told to stop: the next round goes on
            raise
        except Exception:
            logger.exception("The search %s could not be mailed.", search.pk)


def _tell(search: SavedSearch, now: datetime) -> None:
    """What was approved and not looked at before; an approval that was late is looked at again."""
    approved = searches.approved_lately(search, now)
    new = [int(pk) for pk, at in approved.items() if search.seen.get(pk) != at]
    if new:
        found = searches.news(search, search.user.student, new)
        saving.tell(search, found, now, searches.still_late(approved, now))

import logging
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from marketplace.queue import one_by_one
from outcomes import actions, changes
from outcomes.models import Asked, Survey, Year

logger = logging.getLogger(__name__)

# Seconds. A year of 50,000 students takes a few; what is left is for the next.
LONG = {"soft_time_limit": 240, "time_limit": 280}


@shared_task(**LONG)  # type: ignore[no-untyped-call]
def keep_counts() -> None:
    """Where something has happened since. Cut short, the next goes on; run twice, it counts once
    more to the same."""
    one_by_one(actions.keep_changed, changes.to_count())


@shared_task(**LONG)  # type: ignore[no-untyped-call]
def check_counts() -> None:
    """Every year of every university against a full count. What is not as it should be is said
    and put right."""
    one_by_one(_checked, Year.objects.to_check().select_related("university"))


def _checked(year: Year) -> None:
    """What has happened since it was counted is no fault of it: that is counted first."""
    if changes.to_count().filter(pk=year.university_id).exists():
        actions.keep_changed(year.university)
    wrong = actions.differences(year)
    if wrong:
        logger.error("%s counts of %s were wrong: %s", len(wrong), year, "; ".join(wrong[:5]))
        actions.keep(year.university, year.begins_on)
    Year.objects.filter(pk=year.pk).update(checked_at=timezone.now())


# --- Surveys


@shared_task(**LONG)  # type: ignore[no-untyped-call]
def ask(survey_id: str) -> None:
    one_by_one(actions.ask_missing, Survey.objects.filter(pk=survey_id))


@shared_task(**LONG)  # type: ignore[no-untyped-call]
def sweep_surveys() -> None:
    """Ask who joined, or was left out by a lost worker, since; remind who has not answered."""
    surveys = Survey.objects.filter(closes_on__gte=timezone.now() - timedelta(days=2))
    one_by_one(actions.ask_missing, surveys.select_related("university"))
    one_by_one(actions.remind, Asked.objects.to_remind().filter(survey__in=surveys))

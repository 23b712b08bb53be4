"""The waiting states of a listing (product.md section 4)."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from listings import actions, emails, question_emails
from listings.models import Listing, Moderation, Question
from marketplace.clocks import SATURDAY, working_days_before
from marketplace.waiting import DAY, THE_DAY_BEFORE, Clock

# Times are up at 23:59 where the university is; the reminder comes at 08:00 of a working day.
MORNING = timedelta(hours=15, minutes=59)
# Longer than this a late decision is not asked for every day: the queue still shows it first.
MOST_DAYS_LATE = 10
MOST_DAYS_EARLY = 14


def _mornings() -> tuple[timedelta, ...]:
    return tuple(MORNING + DAY * days for days in range(-MOST_DAYS_LATE, MOST_DAYS_EARLY))


def is_working_morning(moderation: Moderation, before: timedelta) -> bool:
    """A working day where the university is, and half of its time has passed."""
    assert moderation.due_at is not None
    zone = moderation.university.time_zone
    morning = moderation.due_at - before
    half = working_days_before(moderation.due_at, settings.MODERATION_WORKING_DAYS // 2, zone)
    return morning >= half and morning.astimezone(ZoneInfo(zone)).weekday() < SATURDAY


CLOCKS: list[Clock[Any]] = [
    Clock(
        key="moderation",
        noun=Moderation,
        states=(Moderation.Status.WAITING,),
        rows=Moderation.objects.for_reminders,
        due="due_at",
        index="moderation_by_deadline",
        who="the university's staff",
        length="2 working days where the university is (`MODERATION_WORKING_DAYS`)",
        told="the morning after half of it, then every working morning",
        then="nothing is published: it stays first in the queue, marked late, and its staff are "
        "reminded every working morning",
        reminders=_mornings(),
        remind=emails.decisions_waiting,
        wanted=is_working_morning,
        together="university",
    ),
    Clock(
        key="listing",
        noun=Listing,
        states=(Listing.Status.OPEN,),
        rows=Listing.objects.answered,
        due="apply_by",
        index="listing_open_by_deadline",
        who="students apply, then the employer answers them",
        length="the listing's own deadline; then the time to answer an application and an offer",
        told="the reminders of its applications",
        then="it closes",
        act=actions.close,
    ),
    Clock(
        key="question",
        noun=Question,
        states=(Question.Status.ASKED,),
        rows=Question.objects.for_clocks,
        due="answer_by",
        index="question_waiting",
        who="employer",
        length="5 days, and never after the deadline to apply",
        then="it closes unanswered, and the student who asked is told",
        reminders=THE_DAY_BEFORE,
        remind=question_emails.remind,
        wanted=lambda row, before: row.answer_by - before > row.asked_at,
        together="listing",
        act=actions.close_question,
    ),
]

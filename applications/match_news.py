"""Mail to students about new listings that fit them well: once of each, at most five a week.

How often is the registry's: each is a message of its own, and waits for the reader's day or week.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from time import monotonic

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from applications.for_you import known, passed_by
from listings import news
from listings.five import Match, matches
from listings.matching.fitting import among
from listings.matching.weights import in_use
from listings.matching.wishes import Person
from listings.models import MatchNews, Told
from listings.rows import open_now
from listings.search import engine
from listings.search.wanted import Moment
from notifications import outbox, timing
from notifications.models import Email

logger = logging.getLogger(__name__)

KEY, KIND = "match", "applications/match"
# Students of one step: a transaction, with few statements but those that write.
AT_ONCE = 200


def waiting() -> QuerySet[MatchNews]:
    return MatchNews.objects.filter(told_at=None, student__user__is_active=True)


def tell_all(seconds: float) -> None:
    """All that wait, listing by listing, for so many seconds. Of several workers each takes
    others, and none is told twice."""
    until, begun = monotonic() + seconds, timezone.now()
    while monotonic() < until and tell_some(begun):
        pass


@transaction.atomic
def tell_some(found_before: datetime) -> int:
    """Some of those whom the listing fits that has waited longest; how many were looked at."""
    free = waiting().filter(found_at__lte=found_before)
    free = free.select_for_update(skip_locked=True, no_key=True, of=("self",))
    first = free.order_by("found_at").first()
    if first is None:
        return 0
    whose = free.filter(listing=first.listing_id).order_by("found_at", "pk")
    whose = whose.select_related("student__user", "student__university")
    rows = list(whose.prefetch_related("student__user__preferences")[:AT_ONCE])
    MatchNews.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=timezone.now())
    students = [row.student for row in rows]
    passed = passed_by(students)
    people = {person.student: person for person in known(students)}
    for row in rows:
        if row.listing_id not in passed[row.student_id]:
            _try(row, people[row.student_id])
    return len(rows)


def _try(row: MatchNews, person: Person) -> None:
    """One that breaks goes to the end, and stops no other."""
    try:
        with transaction.atomic():
            _tell(row, person)
    except SoftTimeLimitExceeded:  # the worker is told to stop: the next round goes on
        raise
    except Exception:
        logger.exception("%s could not be told of a match.", row)
        MatchNews.objects.filter(pk=row.pk).update(told_at=None, found_at=timezone.now())


def _tell(row: MatchNews, person: Person) -> None:
    """Write the mail, unless it does not fit any more, or a search of theirs has found it."""
    user = row.student.user
    with timezone.override(user.time_zone):
        match = _match(row, person)
    # Who has no such mail may be told of it by another.
    pair = [(person.student, row.listing_id)]
    if match and (not timing.wants(user, KIND) or Told.objects.note(pair)):
        outbox.post(
            f"{KEY}:{row.student_id}:{row.listing_id}",
            user,
            KIND,
            priority=Email.Priority.DIGEST,
            card=match.card,
            reasons=match.reasons,
        )


def _match(row: MatchNews, person: Person) -> Match | None:
    """With the reasons; None if it is closed, or not theirs any more."""
    wishes, moment = person.wishes, Moment(timezone.now())
    found = among(engine.current(), wishes, moment, [row.listing_id], in_use())
    there = open_now([fit.listing for fit in found], wishes.university)
    shown = matches(wishes, list(zip(found, there, strict=False)), row.student.user)
    return shown[0] if shown else None


def still(mails: Sequence[Email]) -> set[int]:
    """Of whom it is open, shown by their university, neither applied for nor put aside."""
    holds = set()
    for reader in {email.reader for email in mails if email.reader}:
        told = {listing_of(email): email.pk for email in mails if email.reader == reader}
        holds |= {told[listing] for listing in news.still_new(reader, told)}
    return holds


def listing_of(email: Email) -> int:
    return int(email.key.rpartition(":")[2])

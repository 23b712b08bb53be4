"""Every night all students are matched with all open listings, some hundred students at a time.

One task does as many as it has time for, the next goes on. Each step is a transaction with its
matches and with how far the night has come, so that it may be killed at any moment, and two at once
do no harm: the second finds that the first was quicker, and stops.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction
from django.utils import timezone

from listings.matching import stored
from listings.matching.changes import Read, oldest_open
from listings.matching.weights import in_use
from listings.models import MatchRun
from listings.search import engine
from listings.search.wanted import Moment

AT_ONCE = 500
# A night that has not ended by then is given up: what it wrote is too old.
LONGEST = timedelta(hours=18)


def tonight(now: datetime) -> MatchRun | None:
    """The run to go on with, begun if there is none today; None when today's is done."""
    last = MatchRun.objects.first()
    if last is not None and now - last.begun_at < LONGEST:
        return None if last.ended_at else last
    if last is None:
        return MatchRun.objects.create(changes_before=oldest_open())
    return MatchRun.objects.create(
        changes_before=last.changes_before, changes_after=last.changes_after
    )


def go_on(run: MatchRun, read: Read, seconds: float) -> None:
    """Match students until there are no more, or for so many seconds."""
    until = monotonic() + seconds
    weights = in_use()
    state, moment = engine.current(), Moment(timezone.now())
    while monotonic() < until:
        people = read(run.last_student, AT_ONCE)
        made = [stored.matches_of(state, each, moment, weights) for each in people]
        if not _took(run, made, moment.now) or not people:
            return


def _took(run: MatchRun, made: list[stored.Made], now: datetime) -> bool:
    """Whether it was ours to write: nobody else has gone on from there."""
    last = made[-1].student if made else run.last_student
    students = run.students + len(made)
    ended_at = None if made else timezone.now()
    same = MatchRun.objects.filter(pk=run.pk, last_student=run.last_student, ended_at=None)
    with transaction.atomic():
        # Its row is ours until the commit.
        if not same.update(last_student=last, students=students, ended_at=ended_at):
            return False
        stored.write(made, now)
    run.last_student, run.students = last, students
    return True

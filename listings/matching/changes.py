"""Listings that are published or changed in the day join the matches of those whom they fit."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from listings.matching import stored
from listings.matching.facts import DAY, MICROSECONDS, columns_of
from listings.matching.weights import in_use
from listings.matching.whom import Crowd, crowd_of, postings, thresholds, whom
from listings.matching.wishes import Person
from listings.models import MatchRun, OpenChange
from listings.search import engine
from listings.search.wanted import Moment

logger = logging.getLogger(__name__)

# How long a worker goes by what it knows of students: who changed something is asked for all of
# theirs when they look.
KNOWN_FOR = timedelta(minutes=30)
READ_AT_ONCE = 1000
# More than this at once is left to the night: pages find what is new by themselves.
MOST = 2000
# What was published before that is no news when it is changed; microseconds.
NEWS_FOR = 7 * DAY

OLDEST = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"

# The next so many students after a primary key, ascending.
type Read = Callable[[int, int], list[Person]]


@dataclass(frozen=True)
class Known:
    """A crowd, with the run whose thresholds it has, and the moment until which it may be used."""

    run: int
    until: float
    crowd: Crowd


_known: dict[str, Known] = {}


def take_in(read: Read) -> int:
    """Put what has changed since the last time among the matches it belongs to; how many pairs."""
    run = MatchRun.objects.first()
    if run is None:
        return 0
    before = oldest_open()
    changed = _changed_since(run.changes_before)
    if len(changed) > MOST:
        logger.warning("%s listings changed at once: the night matches them.", len(changed))
        changed = []
    pairs = _match(run, changed, read) if changed else 0
    MatchRun.objects.filter(pk=run.pk).update(changes_before=before)
    return pairs


def _match(run: MatchRun, changed: list[int], read: Read) -> int:
    weights, moment, pairs = in_use(), Moment(timezone.now()), 0
    crowd = crowd_now(run, read)
    for posting in postings(changed):
        found = whom(crowd, posting, moment, weights)
        students = crowd.students[found.rows]
        pairs += stored.add(posting.listing, students.tolist(), found.scores.tolist())
        if posting.published > moment.now.timestamp() * MICROSECONDS - NEWS_FOR:
            good = students[found.scores > crowd.good[found.rows]]
            stored.note_news(posting.listing, good.tolist(), moment.now)
    return pairs


def crowd_now(run: MatchRun, read: Read) -> Crowd:
    """Everybody, as this process knows them: read anew after a night, and now and then."""
    here, now = str(connection.settings_dict["NAME"]), timezone.now()
    known = _known.get(here)
    # A night that ended while it was under way has other thresholds.
    version = run.pk if run.ended_at else -run.pk
    if known is None or known.run != version or known.until < now.timestamp():
        columns = columns_of(engine.current())
        crowd = crowd_of(everybody(read), columns, thresholds(stored.KEPT))
        known = Known(version, (now + KNOWN_FOR).timestamp(), crowd)
        _known[here] = known
    return known.crowd


def everybody(read: Read) -> Iterator[Person]:
    last = 0
    while people := read(last, READ_AT_ONCE):
        yield from people
        last = people[-1].student


def oldest_open() -> int:
    """The number of the oldest transaction that has not ended: all that those before it wrote can
    be seen."""
    with connection.cursor() as cursor:
        cursor.execute(OLDEST)
        [number] = cursor.fetchone()
    return int(number)


def _changed_since(transaction: int) -> list[int]:
    rows = OpenChange.objects.filter(what=OpenChange.What.LISTING, xid__gte=transaction)
    changed = rows.order_by("pk").values_list("listing", flat=True)
    return list(dict.fromkeys(each for each in changed if each is not None))

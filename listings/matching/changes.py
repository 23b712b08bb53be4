"""Listings that are published or changed in the day join the matches of those whom they fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from listings.matching import stored
from listings.matching.facts import DAY, MICROSECONDS, columns_of
from listings.matching.weights import in_use
from listings.matching.whom import Crowd, crowd_of, postings, thresholds, whom
from listings.matching.wishes import Person
from listings.models import MatchRun, OpenChange
from listings.search import engine
from listings.search.wanted import Moment

# How long a worker goes by what it knows of students: who changed something is asked for all of
# theirs when they look.
KNOWN_FOR = timedelta(minutes=30)
READ_AT_ONCE = 1000
# Changes, and seconds, of one step, which is a transaction.
MOST, STEP = 1000, 5
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


def take_in(read: Read, seconds: float = 60) -> int:
    """Put what has changed since the last time among the matches it belongs to, for so many
    seconds; how many pairs. What is left waits for the next round."""
    until, pairs, more = monotonic() + seconds, 0, True
    if (run := MatchRun.objects.first()) and _changed_since(run):
        crowd_now(run, read)  # takes its time, and nobody should wait for it
    while more and monotonic() < until:
        made, more = _take_in_some(read)
        pairs += made
    return pairs


@transaction.atomic
def _take_in_some(read: Read) -> tuple[int, bool]:
    """How many pairs, and whether there is more. Of two workers one does it."""
    held = MatchRun.objects.select_for_update(no_key=True, skip_locked=True)
    run = held.filter(pk=MatchRun.objects.values("pk")[:1]).first()
    if run is None:
        return 0, False
    settled, until, pairs, seen = oldest_open(), monotonic() + STEP, 0, set[int | None]()
    rows = _changed_since(run)
    last = None
    for each in rows:
        if each.listing not in seen:
            seen.add(each.listing)
            pairs += _match(run, each, read)
        last = each
        if monotonic() > until:
            break
    # Beside what was written by transactions that had not all ended, more may appear: that is
    # looked at again, and nothing comes of it twice.
    whole = last is None or last.xid >= settled or (last is rows[-1] and len(rows) < MOST)
    at = (settled, 0) if last is None or whole else (last.xid, last.pk)
    run.changes_before, run.changes_after = at
    run.save(update_fields=["changes_before", "changes_after"])
    return pairs, not whole


def _match(run: MatchRun, change: OpenChange, read: Read) -> int:
    weights, moment, pairs = in_use(), Moment(timezone.now()), 0
    crowd = crowd_now(run, read)
    for posting in postings([change.listing] if change.listing else []):
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


def _changed_since(run: MatchRun) -> list[OpenChange]:
    """Of listings, in the order of their transactions."""
    later = Q(xid__gt=run.changes_before) | Q(xid=run.changes_before, pk__gt=run.changes_after)
    rows = OpenChange.objects.filter(later, what=OpenChange.What.LISTING)
    return list(rows.filter(xid__gte=run.changes_before).order_by("xid", "pk")[:MOST])

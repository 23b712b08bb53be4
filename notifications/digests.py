"""Mail that its readers want together: once a day or once a week, in the morning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import connection, transaction

from marketplace.states import WrongState
from notifications import before_sending, outbox, timing
from notifications.kinds import KINDS, How
from notifications.models import Email

if TYPE_CHECKING:
    from accounts.models import User


# People in one transaction, who cannot change their account until it ends.
AT_ONCE = 50
# What cannot be written is tried again after this, doubled each time.
FIRST_WAIT = timedelta(minutes=5)


def due(now: datetime) -> list[int]:
    """Keys of the people for whom something is to be gathered."""
    rows = Email.objects.held().filter(due_at__lte=now)
    return list(rows.values_list("reader", flat=True).distinct().order_by())


@transaction.atomic
def gather(readers: Sequence[int], now: datetime) -> list[Email]:
    """All that is due for each of them in one mail; of two workers at once one writes it, and the
    other goes on. As many statements for many as for one.

    One digest a morning: what comes too late for it waits for the next. None where nothing is left
    that still holds. Raises WrongState: what was to be in one was held no more.
    """
    people = _locked(readers)
    held = Email.objects.held().filter(reader__in=people, due_at__lte=now)
    rows = _by_reader(held.order_by("created_at", "pk"))
    keys = {pk: _key(people[pk], theirs) for pk, theirs in rows.items()}
    known = Email.objects.filter(key__in=keys.values()).values_list("key", flat=True)
    for pk in [pk for pk, key in keys.items() if key in set(known)]:
        _put_off(rows.pop(pk), people[pk], now)
    kept = _by_reader(before_sending.wanted([row for theirs in rows.values() for row in theirs]))
    digests = [_digest(keys[pk], people[pk], theirs) for pk, theirs in kept.items()]
    Email.objects.bulk_create(digests)
    _gathered([(row, made) for made in digests for row in kept[made.reader_id or 0]])
    return digests


def _by_reader(rows: Iterable[Email]) -> dict[int, list[Email]]:
    found = defaultdict[int, list[Email]](list)
    for row in rows:
        found[row.reader_id or 0].append(row)
    return found


def _key(person: User, rows: Iterable[Email]) -> str:
    morning = max(row.due_at for row in rows).astimezone(timing.zone_of(person))
    return f"digest:{person.pk}:{morning:%Y-%m-%d}"


def _digest(key: str, person: User, rows: Sequence[Email]) -> Email:
    """To the reader as they were asked of: what they chose, and for whom they act, is known."""
    return outbox.digest(key, rows[0].reader or person, before_sending.items_of(rows))


# Held by nobody else: their readers are ours until the end of the transaction.
GATHERED = """UPDATE notifications_email AS email
SET status = 'gathered', digest_id = of.digest, body = '', html = '', calendar = ''
FROM unnest(%s::bigint[], %s::bigint[]) AS of (id, digest)
WHERE email.id = of.id AND email.status = 'held'"""


def _gathered(pairs: Sequence[tuple[Email, Email]]) -> None:
    """Each is told of in its digest, which has its subject."""
    told, into = [row.pk for row, _made in pairs], [made.pk for _row, made in pairs]
    with connection.cursor() as cursor:
        cursor.execute(GATHERED, [told, into])
        if cursor.rowcount != len(told):
            raise WrongState("What was to be in a digest is held no more")


@transaction.atomic
def could_not(reader: int, now: datetime, why: str) -> None:
    """What was to be in it waits, longer each time; after some times staff look at each mail."""
    why = f"The digest could not be written: {why}"[:300]
    held = Email.objects.held().filter(reader__in=_locked([reader]), due_at__lte=now)
    for row in held:
        if row.losses + 1 >= outbox.MOST_LOSSES:
            with suppress(WrongState):  # dropped meanwhile
                outbox.refuse(row, why)
            continue
        due_at, losses = now + FIRST_WAIT * 2**row.losses, row.losses + 1
        held.filter(pk=row.pk).update(due_at=due_at, losses=losses, last_error=why)


def _locked(readers: Sequence[int]) -> dict[int, User]:
    """Without those at whom another worker is."""
    people = get_user_model()._default_manager.select_for_update(no_key=True, skip_locked=True)
    return {person.pk: person for person in people.filter(pk__in=readers).order_by("pk")}


def _put_off(rows: Iterable[Email], person: User, now: datetime) -> None:
    """To the next digest of its kind, which is their own affair by now."""
    for row in rows:
        how = timing.chosen(person, KINDS[row.kind]) if row.kind in KINDS else How.DAILY
        how = how if how in timing.TOGETHER else How.DAILY
        Email.objects.held().filter(pk=row.pk).update(due_at=timing.next_digest(person, how, now))

"""Mail that its readers want together: once a day or once a week, in the morning."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction

from marketplace.states import WrongState
from notifications import before_sending, outbox, timing
from notifications.kinds import DIGEST, KINDS, How
from notifications.models import Email

if TYPE_CHECKING:
    from accounts.models import User


# What cannot be written is tried again after this, doubled each time.
FIRST_WAIT = timedelta(minutes=5)


def due(now: datetime) -> list[int]:
    """Keys of the people for whom something is to be gathered."""
    rows = Email.objects.held().filter(due_at__lte=now)
    return list(rows.values_list("reader", flat=True).distinct().order_by())


@transaction.atomic
def gather(reader: int, now: datetime) -> Email | None:
    """All that is due for them in one mail; of two workers at once one writes it, and the other
    goes on.

    One digest a morning: what comes too late for it waits for the next. None: nothing is left that
    still holds.
    """
    person = _locked(reader)
    held = Email.objects.held().filter(reader=reader, due_at__lte=now).order_by("created_at", "pk")
    rows = list(held) if person else []
    if person is None or not rows:
        return None
    morning = max(row.due_at for row in rows).astimezone(timing.zone_of(person))
    key = f"digest:{person.pk}:{morning:%Y-%m-%d}"
    if outbox.posted(key):
        _put_off(rows, person, now)
        return None
    kept = before_sending.wanted(rows)
    if not kept:
        return None
    # To the reader as they were asked of: what they chose, and for whom they act, is known.
    known, items = kept[0].reader or person, before_sending.items_of(kept)
    email = outbox.post(key, known, DIGEST, priority=Email.Priority.DIGEST, items=items)
    for row in kept:
        outbox.gathered(row, email)
    return email


@transaction.atomic
def could_not(reader: int, now: datetime, why: str) -> None:
    """What was to be in it waits, longer each time; after some times staff look at each mail."""
    why = f"The digest could not be written: {why}"[:300]
    for row in Email.objects.held().filter(reader=reader, due_at__lte=now):
        if row.losses + 1 >= outbox.MOST_LOSSES:
            with suppress(WrongState):  # another worker has gathered it meanwhile
                outbox.refuse(row, why)
            continue
        due_at, losses = now + FIRST_WAIT * 2**row.losses, row.losses + 1
        held = Email.objects.held().filter(pk=row.pk)
        held.update(due_at=due_at, losses=losses, last_error=why)


def _locked(reader: int) -> User | None:
    """None: another worker is at it."""
    people = get_user_model()._default_manager.select_for_update(no_key=True, skip_locked=True)
    return people.filter(pk=reader).first()


def _put_off(rows: Iterable[Email], person: User, now: datetime) -> None:
    """To the next digest of its kind, which is their own affair by now."""
    for row in rows:
        how = timing.chosen(person, KINDS[row.kind]) if row.kind in KINDS else How.DAILY
        how = how if how in timing.TOGETHER else How.DAILY
        Email.objects.held().filter(pk=row.pk).update(due_at=timing.next_digest(person, how, now))

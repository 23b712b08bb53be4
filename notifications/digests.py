"""Mail that its readers want together: once a day or once a week, in the morning."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction

from notifications import before_sending, outbox
from notifications.kinds import DIGEST
from notifications.models import Email
from notifications.timing import zone_of
from notifications.writing import main_link

if TYPE_CHECKING:
    pass

# People in one round; the others wait for the next.
MOST_AT_ONCE = 500


def due(now: datetime) -> list[int]:
    """Keys of the people for whom something is to be gathered."""
    rows = Email.objects.held().filter(due_at__lte=now).order_by("reader")
    return list(rows.values_list("reader", flat=True).distinct()[:MOST_AT_ONCE])


@transaction.atomic
def gather(reader: int, now: datetime) -> Email | None:
    """All that is due for them in one mail; of two workers at once one writes it.

    One digest a day: what comes too late for it waits for the next morning's. None: nothing is
    left that still holds.
    """
    person = get_user_model()._default_manager.select_for_update(no_key=True).get(pk=reader)
    key = f"digest:{person.pk}:{now.astimezone(zone_of(person)):%Y-%m-%d}"
    if outbox.posted(key):
        return None
    rows = Email.objects.held().filter(reader=person, due_at__lte=now)
    kept = [row for row in rows.order_by("created_at", "pk") if _still_wanted(row)]
    if not kept:
        return None
    items = [(row.subject, main_link(row.html)) for row in kept]
    email = outbox.post(key, person, DIGEST, priority=Email.Priority.DIGEST, items=items)
    for row in kept:
        outbox.gathered(row, email)
    return email


def _still_wanted(row: Email) -> bool:
    if why := before_sending.why_not(row):
        outbox.drop(row, why)
    return not why

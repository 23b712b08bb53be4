"""What Stripe tells us: kept, read, and kept on trying while it cannot be placed."""

import logging
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from marketplace.once import insert_once
from marketplace.queue import after_commit
from marketplace.states import move
from payments.models import StripeEvent
from payments.seen import Event

logger = logging.getLogger(__name__)

Status = StripeEvent.Status

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
# With the waits above, about an hour and a half of trying (payments.md F13).
ALARM_AT = 10
# What begins the words of who ignored one.
STRANGERS = "Ignored by"


@transaction.atomic
def keep(event: Event) -> StripeEvent:
    """Store it; told again, only count it."""
    row = StripeEvent(
        pk=event.id,
        kind=event.kind[:100],
        account=event.account[:80],
        object_id=event.object_id[:120],
        payload=event.payload,
    )
    if insert_once(row):
        after_commit("payments.tasks.handle_event", row.pk)
    else:
        StripeEvent.objects.filter(pk=row.pk).update(deliveries=F("deliveries") + 1)
    return row


def keep_missed(events: Iterable[Event]) -> int:
    """What was never delivered to us, as if it had been. Returns how many that were."""
    rows = [
        StripeEvent(
            pk=each.id,
            kind=each.kind[:100],
            account=each.account[:80],
            object_id=each.object_id[:120],
            payload=each.payload,
            deliveries=0,
        )
        for each in events
    ]
    known = set(
        StripeEvent.objects.filter(pk__in=[each.pk for each in rows]).values_list("pk", flat=True)
    )
    missed = [each for each in rows if each.pk not in known]
    StripeEvent.objects.bulk_create(missed, ignore_conflicts=True)
    return len(missed)


def finish(event: StripeEvent, *, ignored: bool = False) -> None:
    """Raises WrongState: another worker was quicker."""
    move(
        event, Status.IGNORED if ignored else Status.DONE, handled_at=timezone.now(), last_error=""
    )


def put_off(event: StripeEvent, why: str) -> None:
    """It cannot be read yet: never dropped, tried again later."""
    wait = min(FIRST_WAIT * 2 ** min(event.attempts, 12), LONGEST_WAIT)
    event.attempts += 1
    event.not_before = timezone.now() + wait
    event.last_error = why[:500]
    event.save(update_fields=["attempts", "not_before", "last_error"])
    if event.attempts == ALARM_AT:
        logger.error("event %s (%s) cannot be placed: %s", event.pk, event.kind, why)


def ignore(event: StripeEvent, by: User, words: str) -> None:
    """`by` says why it is none of ours: it is asked for no more, nor what comes of the same object.

    Raises:
        WrongState: it was read meanwhile.
    """
    said = f"{STRANGERS} {by.email}: {words}"[:500]
    move(event, Status.IGNORED, handled_at=timezone.now(), last_error=said)


def is_a_strangers(event: StripeEvent) -> bool:
    """Of our staff somebody has said of the same object that it is none of ours."""
    said = StripeEvent.objects.filter(
        status=Status.IGNORED, object_id=event.object_id, last_error__startswith=STRANGERS
    )
    return bool(event.object_id) and said.exists()

"""Putting what was just done into the past, so that a list does not say "now" fifty times.

Only columns that are shown; never the ledger or anything that Stripe knows the moment of.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.utils import timezone

from applications.models import ApplicationEvent
from notifications.models import Email, Notice

# Days.
READ_AFTER = 2


def ago(days: float) -> datetime:
    return timezone.now() - timedelta(days=days)


def day(ahead: int) -> date:
    return timezone.localdate() + timedelta(days=ahead)


@contextmanager
def dated(moment: datetime) -> Iterator[None]:
    """Mail, notices and history that are written inside bear the date `moment`; what was told
    days ago has been read."""
    began = timezone.now()
    yield
    ApplicationEvent.objects.filter(at__gte=began).update(at=moment)
    Email.objects.filter(created_at__gte=began).update(created_at=moment)
    read = moment if moment < ago(READ_AFTER) else None
    Notice.objects.filter(created_at__gte=began).update(created_at=moment, read_at=read)

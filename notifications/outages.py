"""While no mail goes at all: noted once for staff, in place of a mark on each mail that waits."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from notifications.models import Outage


def lasts() -> Outage | None:
    return Outage.objects.filter(ended_at=None).first()


def note(why: str) -> None:
    """That nothing goes, for now because of this."""
    why = why.replace("\x00", "")[:300]
    if Outage.objects.filter(ended_at=None).update(why=why):
        return
    try:
        with transaction.atomic():
            Outage.objects.create(why=why)
    except IntegrityError:
        pass  # another worker has noted it meanwhile


def end() -> None:
    """A mail was sent."""
    Outage.objects.filter(ended_at=None).update(ended_at=timezone.now())

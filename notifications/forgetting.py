"""What was told long ago: first the words go, then the rows. A little at a time, so that nobody
waits for it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from notifications.models import Email, Notice
from notifications.outbox import WIPED

# The row of a mail stays longer, so that nothing is sent twice by its key.
KEEP_WORDS = KEEP_NOTICES = timedelta(days=180)
KEEP_ROWS = timedelta(days=3 * 365)
GONE = {"subject": WIPED, "body": "", "html": "", "calendar": "", "about": {}}
# Rows of one statement.
AT_ONCE = 1000


def forget_old() -> None:
    while _wipe_some():
        pass
    after: int | None = 0
    while after is not None:
        after = _delete_from(after)
    while _delete_notices():
        pass


def _wipe_some() -> int:
    some = Email.objects.with_words().filter(created_at__lt=timezone.now() - KEEP_WORDS)
    pks = list(some.order_by("created_at").values_list("pk", flat=True)[:AT_ONCE])
    return Email.objects.filter(pk__in=pks).update(**GONE)


def _delete_from(after: int) -> int | None:
    """Of the oldest, which have the lowest numbers; no others are looked at. The last of them, to
    go on from past those that are kept; None: the next ones are too young."""
    oldest = Email.objects.filter(pk__gt=after).order_by("pk")
    looked_at = list(oldest.values_list("pk", "created_at")[:AT_ONCE])
    before = timezone.now() - KEEP_ROWS
    pks = [pk for pk, at in looked_at if at < before]
    Email.objects.over().filter(pk__in=pks).delete()
    return pks[-1] if pks else None


def _delete_notices() -> int:
    oldest = Notice.objects.order_by("pk").values_list("pk", "created_at")[:AT_ONCE]
    before = timezone.now() - KEEP_NOTICES
    return Notice.objects.filter(pk__in=[pk for pk, at in oldest if at < before]).delete()[0]

"""The mails that are due, and those of years that were sent long ago."""

from __future__ import annotations

import time
from uuid import uuid4

from django.db import connection, transaction
from django.utils import timezone

from notifications import outbox
from notifications.models import Email

POSTERS = 2
# Of the mails, those that are posted while the storm goes on; the others wait when it begins.
POSTED = 0.1
# Seconds from one code to the next.
CODES_EVERY = 0.5
NOW, IP = timezone.now(), "203.0.113.7"

OLD = """
    INSERT INTO notifications_email
        (key, "to", subject, body, html, secret, status, attempts, created_at, due_at, sent_at,
         priority, last_error, kind, role)
    SELECT 'old:' || n, 'reader' || n %% 50000 || '@example.org', 'What happened', 'Words of it.',
        '<p>Words of it.</p>', false, 'sent', 1, at, at, at, 20, '', '', ''
    FROM generate_series(1, %s) AS n, LATERAL (SELECT now() - n * interval '30 seconds' AS at) AS t
"""


def sent_long_ago(n: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(OLD, [n])
        cursor.execute("ANALYZE notifications_email")
        cursor.execute("RESET statement_timeout")


def waiting(n: int) -> None:
    """Nine digests of ten; one that says what happened."""
    now = timezone.now()
    mails = [
        Email(
            key=f"due:{number}",
            to=f"reader{number}@example.org",
            subject=f"What happened, {number}",
            body="Words of it.\n" * 20,
            html="<p>Words of it.</p>" * 60,
            priority=Email.Priority.EVENT if number % 10 == 0 else Email.Priority.DIGEST,
            due_at=now,
        )
        for number in range(n)
    ]
    Email.objects.bulk_create(mails, batch_size=1000)


def post(n: int, pause: float) -> None:
    """What everybody posts, each in a transaction of its own: the same key is one mail."""
    for number in range(n):
        with transaction.atomic():
            to = f"posted{number}@example.org"
            outbox.post(f"posted:{number}", to, "account/password_changed", timestamp=NOW, ip=IP)
        time.sleep(pause)


def post_codes(until: float) -> None:
    """What somebody waits for, all the time."""
    while time.monotonic() < until:
        key = f"code:{uuid4()}"
        with transaction.atomic():
            outbox.post(key, "asha@example.org", "account/login_code", secret=True, code="X7K-9PQ")
        time.sleep(CODES_EVERY)

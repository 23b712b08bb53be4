"""The mails that are due, and those of years that were sent long ago."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import InterfaceError, OperationalError, connection, connections, transaction
from django.utils import timezone

from accounts.models import University, UniversityStaff, User
from notifications import outbox
from notifications.models import Email
from notifications.samples import samples

POSTERS = 2
# Of the mails, those that are posted while the storm goes on; the others wait when it begins.
POSTED = 0.1
# Seconds from one code to the next.
CODES_EVERY = 0.5
# Of whose mail is asked whether it still holds: what those may read who may spend.
KIND = "payments/topped_up"
# Of ten that wait: those below the second go to readers, of these one to be held and one at night.
TENTH, TO_READERS, HELD, QUIET = 10, 4, 2, 3
# Of one post, half a second apart.
TRIES = 120

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


def readers(n: int) -> None:
    """Who get mail as somebody who spends for a university; some have left, or may not spend any
    more. None has quiet hours: what waits for the end of somebody's has a `due_at` to come."""
    university = University.objects.create(name="Bench", slug="bench", time_zone="UTC")
    users = User.objects.bulk_create(
        User(
            email=f"spender{number}@example.org",
            name=f"Spender {number}",
            kind=User.Kind.STAFF,
            is_active=number % 20 != 0,
            quiet_from=None,
            quiet_until=None,
        )
        for number in range(n)
    )
    UniversityStaff.objects.bulk_create(
        UniversityStaff(
            user=user, university=university, roles=["analyst" if number % 20 == 1 else "funder"]
        )
        for number, user in enumerate(users)
    )


def waiting(n: int) -> None:
    """Of ten, six digests to addresses without an account; of those to readers two say what
    happened, one waits for their digest and one for the end of the night."""
    now, known = timezone.now(), list(User.objects.select_related("staff_of").order_by("pk"))
    mails = [_mail(number, known[number // TENTH % len(known)], now) for number in range(n)]
    Email.objects.bulk_create(mails, batch_size=1000)


def _mail(number: int, reader: User, now: datetime) -> Email:
    email = Email(
        key=f"due:{number}",
        to=f"reader{number}@example.org",
        subject=f"What happened, {number}.",
        body="Words of it.\n" * 20,
        html="<p>Words of it.</p>" * 60,
        priority=Email.Priority.DIGEST,
        due_at=now,
    )
    part = number % TENTH
    if part < TO_READERS:
        email.kind, email.reader, email.to = KIND, reader, reader.email
        email.role, email.priority = reader.role, Email.Priority.EVENT
    if part == HELD:
        email.status, email.priority = Email.Status.HELD, Email.Priority.DIGEST
    if part == QUIET:
        email.due_at = now + timedelta(seconds=number % 40)
    return email


def post(n: int, pause: float) -> None:
    """What everybody posts, each in a transaction of its own: the same key is one mail."""
    known = list(User.objects.order_by("pk"))
    words = samples()[KIND]()
    words.pop("reader", None)
    for number in range(n):
        _at_last(f"posted:{number}", known[number % len(known)], KIND, **words)
        time.sleep(pause)


def post_codes(until: float) -> None:
    """What somebody waits for, all the time."""
    while time.monotonic() < until:
        to = "asha@example.org"
        _at_last(f"code:{uuid4()}", to, "account/login_code", secret=True, code="X7K-9PQ")
        time.sleep(CODES_EVERY)


def _at_last(*args: Any, **given: Any) -> None:
    """As who gets a page that says that the site is away, and presses again."""
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                outbox.post(*args, **given)
            return
        except (OperationalError, InterfaceError):
            connections.close_all()
            time.sleep(0.5)
    raise RuntimeError("Postgres does not come back.")

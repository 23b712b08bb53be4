"""What came, beside what is written down."""

from __future__ import annotations

import time
from collections import Counter
from hashlib import sha256
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Q

from notifications import outbox
from notifications.kinds import DIGEST
from notifications.models import Email, EmailQuerySet
from notifications.rate import May


def reckon(came: Path) -> tuple[dict[str, float], list[str]]:
    """The figures, and what is wrong in words. A code may come twice, and counts by itself."""
    lines = [line.split() for line in came.read_text().splitlines()]
    times = Counter(name for name, _ in lines)
    first = {name: float(at) for name, at in reversed(lines)}
    due = Email.objects.exclude(key__startswith="old:").filter(secret=False)
    sent = due.exclude(status=Email.Status.GATHERED)
    wanted = Q(reader=None) | Q(
        reader__is_active=True, reader__staff_of__roles__contains=["funder"]
    )
    found, words = _mails(sent.filter(wanted), times)
    unwanted = sum(
        times[name_of(key)] for key in sent.exclude(wanted).values_list("key", flat=True)
    )
    gathered = due.filter(status=Email.Status.GATHERED)
    told = _gathered(gathered.filter(wanted), words)
    figures = found | {"unwanted": unwanted + gathered.exclude(wanted).count()}
    figures |= {key: found[key] + n for key, n in told.items() if key in found}
    return figures | {"gathered": told["gathered"]} | _codes(times, first), words


def _mails(due: EmailQuerySet, times: Counter[str]) -> tuple[dict[str, float], list[str]]:
    """Of those that go by themselves, each of which its reader wants."""
    arrived = lost = double = unknown = silent = 0
    words = []
    for key, status in due.values_list("key", "status"):
        n = times[name_of(key)]
        arrived += n > 0
        double += max(n - 1, 0)
        unknown += status == Email.Status.UNKNOWN
        silent += n == 0 and status == Email.Status.UNKNOWN
        if n > 1 or status not in (Email.Status.SENT, Email.Status.UNKNOWN):
            words.append(f"{key} is {status} and came {n} times")
        if n == 0 and status != Email.Status.UNKNOWN:
            lost += 1
            words.append(f"{key} is {status} and never came")
    figures: dict[str, float] = {"sent": arrived, "lost": lost, "double": double}
    figures |= {"unknown": unknown, "unknown_not_arrived": silent, "due": due.count()}
    return figures, words


def _gathered(rows: EmailQuerySet, words: list[str]) -> dict[str, int]:
    """Each stands in one digest, once."""
    told = Counter(
        line
        for body in Email.objects.filter(kind=DIGEST).values_list("body", flat=True)
        for line in body.splitlines()
    )
    lost = double = 0
    for key, subject in rows.values_list("key", "subject"):
        lost += told[subject] == 0
        double += max(told[subject] - 1, 0)
        if told[subject] != 1:
            words.append(f"{key} stands in digests {told[subject]} times")
    return {"lost": lost, "double": double, "gathered": rows.count()}


def _codes(times: Counter[str], first: dict[str, float]) -> dict[str, float]:
    codes = Email.objects.filter(secret=True).values_list("key", "created_at")
    waits = sorted(
        first[name_of(key)] - at.timestamp() for key, at in codes if name_of(key) in first
    )
    return {
        "codes": len(codes),
        "codes_lost": len(codes) - len(waits),
        "codes_again": sum(times[name_of(key)] - 1 for key, _ in codes if name_of(key) in times),
        "code_p50_seconds": waits[len(waits) // 2] if waits else 0,
        "code_p95_seconds": waits[int(len(waits) * 0.95)] if waits else 0,
    }


def name_of(key: str) -> str:
    """The first part of its Message-ID."""
    return sha256(key.encode()).hexdigest()[:32]


def sweep() -> dict[str, float]:
    """What one round of the sweeper and one claim ask, with all that was ever sent beside it."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM ANALYZE notifications_email")
    times = sorted(_seconds() for _ in range(5))
    return {"sweep_ms": times[2] * 1000, "rows": Email.objects.count()}


def _seconds() -> float:
    begun = time.perf_counter()
    list(Email.objects.claim_ran_out()[:500])
    list(Email.objects.dispatch_ran_out()[:500])
    outbox.how_many_wait(500)
    with transaction.atomic():
        outbox.claim_next(lambda email: May.NOT_NOW)
    return time.perf_counter() - begun

"""What each page costs when it is opened again and again: in this process, one after another.

Milliseconds from asking to having it, and of CPU: of this process and of its Postgres backend.
What is opened is made before, and stays: the database is a copy.
"""

from __future__ import annotations

import sys
import tempfile
import time
from statistics import median
from typing import Any

from django.db import connection, transaction
from django.http import StreamingHttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from benches import cpu
from benches.load import Failed
from benches.page_table import HELLO, Page, table
from benches.pages import counting, percentiles

BACKEND = "accounts.backends.Backend"
# Until templates are compiled and words are read.
WARM = 2
LEAST = 5
TOO_BAD = 400


def measure(times: int, seconds: float = 60.0) -> dict[str, Any]:
    """Each page `times` times, or for so many `seconds`, but `LEAST` times."""
    with tempfile.TemporaryDirectory() as media, override_settings(MEDIA_ROOT=media):
        begun = time.monotonic()
        with transaction.atomic():
            opened = {name: _open(name, page) for name, page in table().items()}
            connection.run_on_commit = []  # no mail of it is to be sent
        _analyze()
        print(f"What is opened took {time.monotonic() - begun:.0f} s to make.", file=sys.stderr)
        found = {HELLO: _cost(Client(), "/hello", times, seconds)}
        for name, (client, address) in opened.items():
            found[name] = _cost(client, address, times, seconds)
    return found


def _open(name: str, page: Page) -> tuple[Client, str]:
    """A browser of the one who opens it, and where it is."""
    values, who = page.make()
    client = Client()
    if who is not None:
        client.force_login(who, BACKEND)
    return client, reverse(name, kwargs=values) + page.query


def _analyze() -> None:
    """Plans go by how much there is now."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _cost(client: Client, address: str, times: int, seconds: float = 60.0) -> dict[str, Any]:
    with counting() as statements:
        for _ in range(WARM):
            statements.clear()
            _ask(client, address)
        asked = len(statements)
    pid = connection.connection.info.backend_pid
    walls: list[float] = []
    cpus: list[float] = []
    begun = time.perf_counter()
    while len(walls) < times:
        if len(walls) >= LEAST and time.perf_counter() - begun > seconds:
            break
        before = cpu.spent_exactly(pid), time.process_time(), time.perf_counter()
        _ask(client, address)
        after = time.perf_counter(), time.process_time()
        time.sleep(0.001)  # the backend tidies up after it has answered
        walls.append(1e3 * (after[0] - before[2]))
        cpus.append(1e3 * (after[1] - before[1] + cpu.spent_exactly(pid) - before[0]))
    return {"p95": percentiles(walls)["p95"], "cpu": median(cpus), "statements": asked}


def _ask(client: Client, address: str) -> None:
    answer = client.get(address)
    if isinstance(answer, StreamingHttpResponse):
        b"".join(answer)
    if answer.status_code >= TOO_BAD:
        raise Failed(f"{answer.status_code} for {address}")

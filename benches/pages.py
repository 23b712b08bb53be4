"""One page after another in this process: what each costs the database, and in statements.

`found` is what finding costs: the CPU of the Postgres backend plus that of the bitmaps in this
process. Rendering is not in it. Milliseconds of CPU, warm: all pages are asked for once before.
What the process has kept of words that were asked for is forgotten before each, save for `known`;
the commonest words, which it looks for by itself when it starts, stay.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import mean, quantiles
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import reverse

from benches import cpu, mix
from benches.load import Failed
from listings.search import bitmaps, engine, hits


def measure(n: int, seed: int) -> dict[str, Any]:
    paths = mix.paths(n, seed, reverse("listings:browse"))
    client = Client()
    engine.here().ready()
    with counting() as statements, timing() as in_process:
        for _, path in paths:
            ask(client, path)
        pid = connection.connection.info.backend_pid
        costs, again = [], []
        for name, path in paths:
            forget_words()
            costs.append((name, *cost(client, path, pid, statements, in_process)))
            again.append(sum(cost(client, path, pid, statements, in_process)[:2]))
    dearest = max(range(len(costs)), key=lambda n: costs[n][1] + costs[n][2])
    longest = max(range(len(costs)), key=lambda n: costs[n][3])
    return {
        **summary(costs),
        "known": percentiles(again),
        "dearest": paths[dearest][1],
        "longest": paths[longest][1],
    }


def ask(client: Client, path: str) -> None:
    answer = client.get(path)
    if answer.status_code != 200:
        raise Failed(f"{answer.status_code} for {path}")


def cost(
    client: Client, path: str, pid: int, statements: list[str], in_process: list[float]
) -> tuple[float, float, int]:
    """Milliseconds of the backend and of the engine here, and statements."""
    statements.clear()
    in_process.clear()
    before = cpu.spent_exactly(pid)
    ask(client, path)
    time.sleep(0.001)  # the backend tidies up after it has answered
    return 1e3 * (cpu.spent_exactly(pid) - before), 1e3 * sum(in_process), len(statements)


def forget_words() -> None:
    """As if nobody had asked this process for any words before."""
    hits.forget(engine.current())


def summary(costs: list[tuple[str, float, float, int]]) -> dict[str, Any]:
    by_class: dict[str, list[float]] = defaultdict(list)
    for name, backend, here, _ in costs:
        by_class[name].append(backend + here)
    return {
        "found": percentiles([backend + here for _, backend, here, _ in costs]),
        "backend": percentiles([backend for _, backend, _, _ in costs]),
        "engine": percentiles([here for _, _, here, _ in costs]),
        "classes": {name: percentiles(by_class[name]) for name in mix.CLASSES},
        "queries": max(n for *_, n in costs),
        "queries_mean": mean(n for *_, n in costs),
    }


def percentiles(values: list[float]) -> dict[str, float]:
    cuts = quantiles(values, n=100, method="inclusive")
    return {"p50": cuts[49], "p95": cuts[94]}


@contextmanager
def counting() -> Iterator[list[str]]:
    """The statements that Django sends for pages."""
    sent: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        sent.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield sent


@contextmanager
def timing() -> Iterator[list[float]]:
    """CPU seconds that the bitmaps take, waiting for Postgres left out."""
    taken: list[float] = []
    real = bitmaps.search

    def timed(*given: Any, **named: Any) -> Any:
        begun = time.thread_time()
        try:
            return real(*given, **named)
        finally:
            taken.append(time.thread_time() - begun)

    bitmaps.search = timed
    try:
        yield taken
    finally:
        bitmaps.search = real

"""The browse page: how much of the server's speed is left, what a page costs, how both grow."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import psycopg

from benches import cpu, load, server
from benches.data import DataSet, prepare
from benches.figures import Figure
from benches.part import measure

SEED = 11
# Requests until all workers have read their bitmaps and compiled their templates.
WARM = 40
PATIENCE = 120  # seconds


@dataclass(frozen=True, slots=True)
class Size:
    """`life` as it is: most listings are over; `small` and `large`: all are open."""

    life: DataSet
    small: DataSet
    large: DataSet
    rounds: int
    seconds: int
    searches: int
    pages: int


FULL = Size(
    DataSet(1_000_000, 60_000, demo=True),
    DataSet(10_000, 10_000),
    DataSet(1_000_000, 1_000_000),
    rounds=4,
    seconds=8,
    searches=4000,
    pages=400,
)
QUICK = Size(
    DataSet(100_000, 6_000, demo=True),
    DataSet(1_000, 1_000),
    DataSet(100_000, 100_000),
    rounds=3,
    seconds=4,
    searches=2000,
    pages=200,
)


@dataclass
class Rounds:
    """Requests a second of each kind of page, one number a round; CPU of `browse`."""

    hello: list[float] = field(default_factory=list)
    browse: list[float] = field(default_factory=list)
    signed_in: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)
    pages: int = 0
    worker: float = 0.0
    database: float = 0.0

    def ratio(self, of: list[float], to: list[float]) -> float:
        """The middle one of the rounds': each compares what ran side by side."""
        return median(a / b for a, b in zip(of, to, strict=True))


def run(quick: bool) -> list[Figure]:
    size = QUICK if quick else FULL
    prepare(size.life, size.small, size.large)
    print(f"Requests come from {load.name()}.", flush=True)
    given = measure("searches", size.life, n=size.searches, seed=SEED)
    with server.running(size.life.url) as site:
        rounds = under_load(site, size, given["paths"], given["cookie"])
        fresh = measure("freshness", size.life, origin=site.origin)
    pages = measure("pages", size.life, n=size.pages, seed=SEED)
    small = measure("pages", size.small, n=size.pages, seed=SEED)
    large = measure("pages", size.large, n=size.pages, seed=SEED)
    facets = measure("facets", size.small, n=200, seed=SEED)
    print(f"Dearest to find: {pages['dearest']}; most statements: {pages['longest']}")
    for example in facets["examples"]:
        print(f"Bitmaps and SQL differ for {example}")
    return figures(rounds, pages, (small, large), facets, fresh)


def under_load(site: server.Server, size: Size, paths: list[str], cookie: str) -> Rounds:
    """Rounds of all three kinds of page in turn, so that each meets the same machine."""
    rounds, at = Rounds(), 0
    for path in paths[:WARM]:
        site.get(path)
    settle(size.life)
    for _ in range(size.rounds):
        rounds.hello.append(load.send(site.origin, ["/hello"], size.seconds // 2).per_second)
        with cost(rounds, site, size.life):
            sent = load.send(site.origin, paths, size.seconds, first=at)
        rounds.browse.append(sent.per_second)
        rounds.p99.append(sent.p99)
        rounds.pages += sent.requests
        own = load.send(site.origin, paths, size.seconds, cookie, first=at)
        rounds.signed_in.append(own.per_second)
        at += sent.requests
    return rounds


@contextmanager
def cost(rounds: Rounds, site: server.Server, data: DataSet) -> Iterator[None]:
    """Add what happens within to what browse pages cost, in seconds of CPU."""
    with psycopg.connect(data.url, autocommit=True) as connection:
        workers = site.workers()
        before, known = cpu.spent(workers), _backends(connection)
        yield
        rounds.worker += cpu.spent(workers) - before
        for pid, spent in _backends(connection).items():
            rounds.database += spent - known.get(pid, 0)


def settle(data: DataSet) -> None:
    """Wait until workers have got ready by themselves: a backend that did so for them ends."""
    with psycopg.connect(data.url, autocommit=True) as connection:
        before: set[int] = set()
        until = time.monotonic() + PATIENCE
        while before != (now := set(_backends(connection))) and time.monotonic() < until:
            before = now
            time.sleep(3)


def _backends(connection: psycopg.Connection) -> dict[int, float]:
    """Seconds of CPU that each has spent so far."""
    rows = connection.execute(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    return {pid: cpu.spent_exactly(pid) for (pid,) in rows}


def figures(
    rounds: Rounds,
    pages: dict[str, Any],
    sizes: tuple[dict[str, Any], dict[str, Any]],
    facets: dict[str, Any],
    fresh: dict[str, float],
) -> list[Figure]:
    each = 1e3 / rounds.pages
    found, (small, large) = pages["found"], sizes
    grown = large["found"]["p95"] / small["found"]["p95"]
    return [
        Figure(
            "ratio_to_hello",
            rounds.ratio(rounds.browse, rounds.hello),
            "requests/s of browse ÷ of a page that does nothing",
            0.10,
            0.15,
            more_is_better=True,
        ),
        Figure(
            "cpu_ms",
            each * (rounds.worker + rounds.database),
            "CPU of worker and Postgres, per browse page",
            6,
            4,
        ),
        Figure("queries", pages["queries"], "statements of a page, the most of any", 3, 2),
        Figure("db_p50_ms", found["p50"], "CPU of finding, Postgres and bitmaps", 5, 2),
        Figure("db_p95_ms", found["p95"], "the same, 95 of 100 pages", 20, 14),
        Figure("growth_10k_to_1m", grown, "db_p95_ms, all open: 100 times as many ÷ few", 6, 2),
        Figure("facet_mismatches", facets["mismatches"], "of 200 random searches, to SQL", 0, 0),
        Figure("freshness_s", fresh["worst"], "published to found by all workers, the worst", 5, 1),
        Figure(
            "signed_in_ratio",
            rounds.ratio(rounds.signed_in, rounds.browse),
            "requests/s of browse, signed in ÷ not",
            0.7,
            0.85,
            more_is_better=True,
        ),
        *further(rounds, pages, sizes, each),
    ]


def further(
    rounds: Rounds, pages: dict[str, Any], sizes: tuple[dict[str, Any], ...], each: float
) -> list[Figure]:
    """What explains the figures that have bounds."""
    small, large = sizes
    made = [
        Figure("hello_rps", median(rounds.hello), "requests/s of the page that does nothing"),
        Figure("browse_rps", median(rounds.browse), "requests/s of browse"),
        Figure("browse_p99_ms", median(rounds.p99), "of browse under that load, milliseconds"),
        Figure("worker_ms", each * rounds.worker, "of cpu_ms, the workers"),
        Figure("postgres_ms", each * rounds.database, "of cpu_ms, Postgres"),
        Figure("queries_mean", pages["queries_mean"], "statements of a page, on average"),
        Figure("backend_p95_ms", pages["backend"]["p95"], "of db_p95_ms, Postgres alone"),
        Figure("engine_p95_ms", pages["engine"]["p95"], "of db_p95_ms, bitmaps alone"),
        Figure("known_p95_ms", pages["known"]["p95"], "db_p95_ms, words somebody asked for before"),
        Figure(
            "known_growth",
            large["known"]["p95"] / small["known"]["p95"],
            "growth_10k_to_1m, words somebody asked for before",
        ),
        Figure("small_p95_ms", small["found"]["p95"], "db_p95_ms, few open"),
        Figure("large_p95_ms", large["found"]["p95"], "db_p95_ms, 100 times as many open"),
    ]
    for name, cuts in pages["classes"].items():
        made += [
            Figure(f"{name}_p50_ms", cuts["p50"], f"db_p50_ms of {name} searches"),
            Figure(f"{name}_p95_ms", cuts["p95"], f"db_p95_ms of {name} searches"),
        ]
    return made

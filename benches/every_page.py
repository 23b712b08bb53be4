"""Every page of the site, as the one it is for opens it, beside a page that does nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from benches.browse import FULL, QUICK
from benches.data import DataSet, prepare
from benches.figures import Figure
from benches.part import measure

TIMES = 40
# A page of a quick run is asked for so often, or so many seconds long.
QUICK_TIMES, QUICK_SECONDS = 12, 0.2
BOARD = "applications:inbox"


@dataclass(frozen=True, slots=True)
class Copy(DataSet):
    """A data set that may be written in, and is thrown away."""

    @property
    def database(self) -> str:
        return "bench_pages"


@contextmanager
def copied(data: DataSet) -> Iterator[Copy]:
    copy = Copy(data.listings, data.open, data.demo)
    names = sql.Identifier(copy.database), sql.Identifier(data.database)
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(names[0])
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(*names)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(drop)
        connection.execute(create)
        yield copy
        connection.execute(drop)


def run(quick: bool) -> list[Figure]:
    data = (QUICK if quick else FULL).life
    prepare(data)
    with copied(data) as copy:
        how = {"times": QUICK_TIMES, "seconds": QUICK_SECONDS} if quick else {"times": TIMES}
        found = measure("page_costs", copy, **how)
    hello = found.pop("hello")
    dearest = max(found, key=lambda name: float(found[name]["cpu"]))
    slowest = max(found, key=lambda name: float(found[name]["p95"]))
    figures = [
        Figure("pages", len(found), "addresses measured"),
        Figure("hello_p95_ms", hello["p95"], "a page that does nothing"),
        Figure("hello_cpu_ms", hello["cpu"], "the same, CPU of web process and Postgres"),
        Figure("worst_p95_ms", found[slowest]["p95"], slowest),
        Figure("worst_cpu_ms", found[dearest]["cpu"], dearest),
        _of_the_board(found[BOARD], hello),
    ]
    for name in sorted(found, key=lambda name: -float(found[name]["cpu"])):
        figures += _of(name, found[name], hello)
    return figures


def _of_the_board(page: dict[str, Any], hello: dict[str, Any]) -> Figure:
    """Of the pages that grow with what is behind them the one that may not (search.md)."""
    what = f"a board of two thousand, CPU of a page; {page['statements']} statements"
    return Figure("board_times_hello", page["cpu"] / hello["cpu"], what, must=25, great=10)


def _of(name: str, page: dict[str, Any], hello: dict[str, Any]) -> list[Figure]:
    key = name.replace(":", "_")
    times = page["cpu"] / hello["cpu"]
    what = f"{name}, {page['statements']} statements"
    return [
        Figure(f"{key}_p95_ms", page["p95"], what),
        Figure(f"{key}_cpu_ms", page["cpu"], f"{times:.1f} × hello"),
    ]

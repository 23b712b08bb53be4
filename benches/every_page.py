"""Every page of the site, as the one it is for opens it, beside a page that does nothing."""

from __future__ import annotations

from typing import Any

from benches.browse import FULL, QUICK
from benches.data import prepare
from benches.figures import Figure
from benches.part import measure

TIMES = 40


def run(quick: bool) -> list[Figure]:
    data = (QUICK if quick else FULL).life
    prepare(data)
    found = measure("page_costs", data, times=TIMES // 2 if quick else TIMES)
    hello = found.pop("hello")
    dearest = max(found, key=lambda name: float(found[name]["cpu"]))
    slowest = max(found, key=lambda name: float(found[name]["p95"]))
    figures = [
        Figure("pages", len(found), "addresses measured"),
        Figure("hello_p95_ms", hello["p95"], "a page that does nothing"),
        Figure("hello_cpu_ms", hello["cpu"], "the same, CPU of web process and Postgres"),
        Figure("worst_p95_ms", found[slowest]["p95"], slowest),
        Figure("worst_cpu_ms", found[dearest]["cpu"], dearest),
    ]
    for name in sorted(found, key=lambda name: -float(found[name]["cpu"])):
        figures += _of(name, found[name], hello)
    return figures


def _of(name: str, page: dict[str, Any], hello: dict[str, Any]) -> list[Figure]:
    key = name.replace(":", "_")
    times = page["cpu"] / hello["cpu"]
    what = f"{name}, {page['statements']} statements"
    return [
        Figure(f"{key}_p95_ms", page["p95"], what),
        Figure(f"{key}_cpu_ms", page["cpu"], f"{times:.1f} × hello"),
    ]

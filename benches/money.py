"""Approvals by six processes while others die: is anything lost, or paid twice?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable

import psycopg
from psycopg import sql

from benches.data import EMPTY, ROOT, again, beside
from benches.figures import Figure
from bin.launcher import ports

NAME = "bench_money"
# The names in benches.storm.mutants, which only a process with Django can read.
MUTANTS = ("unlocked", "fresh-key")
MILESTONES, QUICK = 1000, 150
# Of each milestone; so many kills for a thousand.
KILLS = 0.4
KEY, SECRET = "sk_test_standin_storm", "whsec_standin_storm"
# That money is safe; the others say how fast that was.
SAFE = ("transfers", "double", "lost", "wrong", "ledger_minus_stripe", "problems", "kills")


def run(
    quick: bool, milestones: int = 0, mutant: str = "", restart_postgres: bool = False
) -> list[Figure]:
    """`mutant` is a name of `benches.storm.mutants`; the figures then are to miss their bounds."""
    milestones = milestones or (QUICK if quick else MILESTONES)
    _create()
    command = [sys.executable, "-m", "benches.storm", f"--milestones={milestones}"]
    command += [f"--kills={int(milestones * KILLS)}"]
    command += ["--restart-postgres"] if restart_postgres else []
    ran = subprocess.run(
        command,
        env=os.environ | _environment(mutant),
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return figures(milestones, json.loads(ran.stdout.splitlines()[-1]))


def figures(milestones: int, found: dict[str, float]) -> list[Figure]:
    """What was found, beside what must be. `lost`, `double` and `wrong` count milestones."""
    return [
        Figure("milestones", milestones, "paid in, handed in and approved by six at once"),
        Figure("transfers", found["transfers"], "made at Stripe", milestones, more_is_better=True),
        Figure("double", found["double"], "transfers beyond the first for the same work", 0),
        Figure("lost", found["lost"], "approved without a transfer, or not written down", 0),
        Figure("wrong", found["wrong"], "another amount, currency or account than owed", 0),
        Figure("ledger_minus_stripe", found["ledger_minus_stripe"], "minor units", 0),
        Figure("problems", found["problems"], "of ledger.problems, and what never ended", 0),
        Figure(
            "kills",
            found["kills"],
            "processes ended by kill -9",
            int(milestones * KILLS),
            more_is_better=True,
        ),
        Figure("seconds", found["seconds"], "from the first approval to the last event", 300),
        Figure("approve_p99_ms", found["approve_p99_ms"], "of all approvals in the storm", 100),
        Figure("webhook_ack_p99_ms", found["webhook_ack_p99_ms"], "an event is kept", 200),
        Figure("approvals", found["approvals"], "that came to an end"),
        Figure("approve_p50_ms", found["approve_p50_ms"], "the middle one"),
        Figure("approve_won_p50_ms", found["approve_won_p50_ms"], "of those that moved the money"),
        Figure(
            "approve_new_p50_ms",
            found["approve_new_p50_ms"],
            "the first of a process, after a kill -9",
        ),
        Figure("approve_new_p99_ms", found["approve_new_p99_ms"], "these, too, are among all"),
        Figure("approve_slow_ms", found["approve_slow_ms"], "the slowest fiftieth, on average"),
        Figure("approve_slow_cpu_ms", found["approve_slow_cpu_ms"], "of that on a processor"),
        Figure("approve_slow_queue_ms", found["approve_slow_queue_ms"], "ready, and none is free"),
        Figure("approve_slow_else_ms", found["approve_slow_else_ms"], "a lock, Redis, the disk"),
        Figure("approve_slow_new", found["approve_slow_new"], "% are the first of a process"),
        Figure("approve_slow_late", found["approve_slow_late"], "% came too late"),
        Figure("deliveries", found["deliveries"], "events that were told, each up to three times"),
        Figure("tries", found["tries"], "most tries of one transfer"),
    ]


def is_safe(figures: Iterable[Figure]) -> bool:
    """Whether no bound of those that are about money is missed."""
    return not any(each.key in SAFE and each.verdict == "misses" for each in figures)


def _create() -> None:
    again(NAME, EMPTY)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        # What is committed outlives a killed server, as it has to on a site.
        name = sql.Identifier(NAME)
        connection.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit = on").format(name))


def _environment(mutant: str) -> dict[str, str]:
    return {
        "DATABASE_URL": beside(NAME),
        "DJANGO_SETTINGS_MODULE": "benches.storm.settings",
        "DEMO": "1",
        "STRIPE_API_BASE": f"http://{ports.LOOPBACK}:{ports.free_port()}",
        "STRIPE_SECRET_KEY": KEY,
        "STRIPE_WEBHOOK_SECRET": SECRET,
        "STORM_MUTANT": mutant,
    }

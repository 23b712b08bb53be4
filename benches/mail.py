"""Ten thousand mails while workers die and servers forget: is any lost, or sent twice?"""

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

NAME = "bench_mail"
# The names in benches.delivering.mutants, which only a process with Django can read.
MUTANTS = ("unclaimed", "mark-first", "guess")
MAILS, QUICK = 10_000, 1_000
# Mails that were sent long ago, in the same table.
OLD, QUICK_OLD = 1_000_000, 100_000
# Of each mail; so many kills for ten thousand.
KILLS = 0.005
MOST_UNKNOWN = 0.01
# That each comes once; the others say how fast that was.
SAFE = ("sent", "lost", "double", "unknown", "unwanted", "codes_lost", "kills")


def run(quick: bool, mutant: str = "") -> list[Figure]:
    """`mutant` is a name of `benches.delivering.mutants`: then a bound is to be missed."""
    mails, old = (QUICK, QUICK_OLD) if quick else (MAILS, OLD)
    kills = int(mails * KILLS)
    _create()
    command = [sys.executable, "-m", "benches.delivering", f"--mails={mails}"]
    command += [f"--kills={kills}", f"--old={old}"]
    ran = subprocess.run(
        command,
        env=os.environ | _environment(mutant),
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return figures(kills, json.loads(ran.stdout.splitlines()[-1]))


def figures(kills: int, found: dict[str, float]) -> list[Figure]:
    """What was found, beside what must be."""
    due = found["due"]
    unknown = int(due * MOST_UNKNOWN)
    return [
        Figure("mails", due, "due: nine of ten waiting, the others posted meanwhile"),
        Figure("gathered", found["gathered"], "more, that their readers have in a digest"),
        Figure("sent", found["sent"], "that came", due - unknown, more_is_better=True),
        Figure("lost", found["lost"], "that did not come and are not listed as unknown", 0),
        Figure("double", found["double"], "that came again", 0),
        Figure("unknown", found["unknown"], "listed: they may have come or not", unknown),
        Figure("unknown_not_arrived", found["unknown_not_arrived"], "of these, did not come"),
        Figure("unwanted", found["unwanted"], "that came, of readers who are gone", 0),
        Figure("kills", found["kills"], "processes ended by kill -9", kills, more_is_better=True),
        Figure("seconds", found["seconds"], "from the first mail to the last"),
        Figure("codes", found["codes"], "to sign in with, asked for all the time"),
        Figure("codes_lost", found["codes_lost"], "that never came", 0),
        Figure("codes_again", found["codes_again"], "that came twice: they may"),
        Figure("code_p50_seconds", found["code_p50_seconds"], "until the mail server has it"),
        Figure("code_p95_seconds", found["code_p95_seconds"], "the same, with all that died"),
        Figure("rows", found["rows"], "of mails in the table"),
        Figure("sweep_ms", found["sweep_ms"], "all that a round of the sweeper asks", 20),
    ]


def is_safe(figures: Iterable[Figure]) -> bool:
    """Whether no bound of those that are about mails is missed."""
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
        "DJANGO_SETTINGS_MODULE": "benches.delivering.settings",
        "SINK_PORT": str(ports.free_port()),
        "STORM_MUTANT": mutant,
    }

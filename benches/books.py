"""A ledger of a million entries: how long does the nightly check of all of it take?"""

from __future__ import annotations

import json
import os
import subprocess
import sys

from benches.data import EMPTY, ROOT, again, beside
from benches.figures import Figure

NAME = "bench_books"
ENTRIES, QUICK = 1_000_000, 100_000


def run(quick: bool) -> list[Figure]:
    again(NAME, EMPTY)
    ran = subprocess.run(
        [sys.executable, "-m", "benches.copies", str(QUICK if quick else ENTRIES)],
        env=os.environ | {"DATABASE_URL": beside(NAME), "STRIPE_TEST_MODE": "1"},
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found = json.loads(ran.stdout.splitlines()[-1])
    return [
        Figure("entries", found["entries"], "in the ledger", more_is_better=True),
        Figure("check_s", found["check_s"], "every check of ledger.problems over all of it", 60),
        Figure("problems", found["problems"], "found, of none that there are", 0),
        Figure(
            "planted", found["planted"], "found, of one that was planted", 1, more_is_better=True
        ),
        Figure("balances_s", found["balances_s"], "the trial balance as the ledger's page asks it"),
    ]

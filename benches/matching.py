"""Matching 100,000 students with 60,000 open listings: how long, in how much room, how well."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from benches.data import DataSet, again
from benches.figures import Figure
from benches.part import measure

NAME = "bench_matching"
FULL, QUICK = (DataSet(60_000, 60_000), 100_000), (DataSet(6_000, 6_000), 10_000)
JUDGED, TAUGHT, SEED = 5_000, 5_000, 23
NEW_LISTINGS = 300
# Times the better of two baselines.
BETTER = 1.5


def run(quick: bool) -> list[Figure]:
    data, students = QUICK if quick else FULL
    copy = again(NAME, data)
    folder = Path(os.environ["BENCH_FOLDER"])
    taught, judged = str(folder / "taught.txt"), str(folder / "judged.txt")
    print(f"{students:,} students look for work …", flush=True)
    kept = {taught: TAUGHT, judged: JUDGED}
    measure("match_students", copy, students=students, kept=kept, seed=SEED)
    sought = measure("match_sought", copy)
    first = measure("match_judged", copy, file=judged)
    learned = measure("match_learned", copy, file=taught)
    print(f"Weights in use: {learned['weights']}", flush=True)
    found = measure("match_judged", copy, file=judged)
    print("The night begins …", flush=True)
    night = measure("match_night", copy)
    new = measure("match_new", copy, n=NEW_LISTINGS)
    baseline = max(found["newest"], found["overlap"])
    return [
        Figure("nightly_seconds", night["seconds"], "all students, all open listings", 120, 60),
        Figure("nightly_mb", night["mb"], "of memory, at the most", 600, 400),
        Figure("nightly_cpu_seconds", night["cpu"], "of the process, without Postgres"),
        Figure("sought_seconds", sought["seconds"], "to count how sought employers are, before"),
        Figure("matched", night["stored"], "students with stored matches"),
        Figure("new_listing_ms", new["ms"], "whom a new listing fits; the middle one", 5, 1),
        Figure("new_listing_p95_ms", new["p95_ms"], "one in twenty takes longer"),
        Figure("new_listing_write_ms", new["write_ms"], "to store it for those"),
        Figure("new_listing_students", new["students"], "whom it fits, on average"),
        Figure("worker_knows_s", new["known_s"], "until a worker knows the students"),
        Figure("worker_mb", new["mb"], "of memory of such a worker, at the most"),
        Figure(
            "precision_at_5",
            found["matching"],
            "of the first five, those that a student applies for later",
            BETTER * baseline,
            more_is_better=True,
        ),
        Figure("precision_untaught", first["matching"], "the same by the weights we began with"),
        Figure("learned", learned["used"], "whether learned weights proved better, and are used"),
        Figure("precision_newest", found["newest"], "the same, the newest first"),
        Figure("precision_overlap", found["overlap"], "the same, the most skills in common first"),
        Figure("precision_by_chance", found["chance"], "the same, in any order"),
        Figure("judged", found["students"], "students whose applications were held out"),
    ]


def reaches(figures: Iterable[Figure]) -> bool:
    """Whether no bound is missed."""
    return all(figure.must is None or figure.reaches(figure.must) for figure in figures)

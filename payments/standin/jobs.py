"""What happens later by itself: fees, bank debits, expiry, payouts.

A job has a moment on the stand-in's clock, so moving the clock forward makes it due.
"""

import logging
import threading
from collections.abc import Callable

from .store import Store

type Job = Callable[[Store, str], object]

JOBS: dict[str, Job] = {}


def job[F: Job](answer: F) -> F:
    """Register a function of the store and the id of an object, under its own name."""
    JOBS[answer.__name__] = answer
    return answer


def later(store: Store, seconds: float, name: Job, subject: str) -> None:
    store.db.execute(
        "INSERT INTO job (at, name, subject) VALUES (?,?,?)",
        (store.clock() + seconds, name.__name__, subject),
    )


def run_due(store: Store) -> float | None:
    """Run what is due, oldest first. Returns the seconds until the next one, if there is one."""
    while True:
        with store.transaction():
            row = store.db.execute(
                "SELECT id, at, name, subject FROM job ORDER BY at, id"
            ).fetchone()
            if row is None:
                return None
            wait = float(row[1]) - store.clock()
            if wait > 0:
                return wait
            store.db.execute("DELETE FROM job WHERE id = ?", (row[0],))
            run(store, row[2], row[3])


def run_until(store: Store, moment: float) -> None:
    """Move the clock forward, stopping at each job on the way: it runs at its own moment."""
    while True:
        (first,) = store.db.execute("SELECT min(at) FROM job").fetchone()
        step = moment if first is None else min(first, moment)
        ahead = max(0, step - store.clock() + 0.001)
        store.set("clock_offset", store.setting("clock_offset") + ahead)
        run_due(store)
        if step == moment:
            return


def run(store: Store, name: str, subject: str) -> None:
    """A job that fails is told of and dropped: kept, it would hold up all the others."""
    try:
        with store.transaction():
            JOBS[name](store, subject)
    except Exception:
        logging.getLogger("standin").exception("%s of %s failed", name, subject)


def run_forever(store: Store, stop: threading.Event) -> None:
    while not stop.is_set():
        wait = run_due(store)
        stop.wait(min(wait or 0.25, 0.25))

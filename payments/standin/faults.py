"""Planned misfortune, so that the site can be shown to survive it."""

from dataclasses import dataclass

from .events import chance
from .store import Store

KINDS = {
    "rate limit": "429, nothing done",
    "conflict": "409, nothing done",
    "error": "500, nothing done",
    "error after": "500 once it is done, and the 500 is kept for its key",
    "cut": "the connection closes, nothing done",
    "cut after": "the connection closes once it is done",
    "slow": "some seconds pass first",
}


@dataclass(frozen=True)
class Fault:
    kind: str = ""
    seconds: float = 0


def plan(
    store: Store,
    kind: str,
    method: str = "POST",
    path: str = "/v1/",
    times: int = 1,
    percent: int = 100,
    seconds: float = 0,
) -> None:
    """For `times` requests to paths that begin so, or for ever if `times` is 0."""
    if kind not in KINDS:
        raise KeyError(kind)
    store.db.execute(
        "INSERT INTO fault (kind, method, path, times, percent, seconds) VALUES (?,?,?,?,?,?)",
        (kind, method, path, times or -1, percent, seconds),
    )


def take(store: Store, method: str, path: str) -> Fault:
    """The first planned fault that strikes this request."""
    rows = store.db.execute("SELECT id, kind, method, path, times, percent, seconds FROM fault")
    for id_, kind, its_method, its_path, times, percent, seconds in rows.fetchall():
        fits = its_method == method and path.startswith(its_path)
        if fits and chance.random() * 100 < percent:
            if times > 0:
                store.db.execute("UPDATE fault SET times = times - 1 WHERE id = ?", (id_,))
                store.db.execute("DELETE FROM fault WHERE times = 0")
            return Fault(kind, seconds)
    return Fault()


def clear(store: Store) -> None:
    store.db.execute("DELETE FROM fault")

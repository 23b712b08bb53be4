"""The state of this process: loaded when first asked for, brought up to date before searches.

What changed is a table that triggers write (`OpenChange`). A transaction's rows appear when it
commits, so "what is new" is asked by the transactions' numbers: all from the oldest that was still
open the last time. Those that were seen then are passed over.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from threading import Lock, Thread
from time import monotonic

import numpy as np
from django.conf import settings
from django.db import DatabaseError, connection

from listings.search import reading
from listings.search.hits import add_common, ask, carry_over, common_phrases
from listings.search.lexemes import index_of
from listings.search.loading import Numbers, read_facts
from listings.search.names import read_names
from listings.search.state import State, bitmap, first_state, next_state

logger = logging.getLogger(__name__)

# Seconds. Changes are kept for a day (`projection.forget_changes`): who slept longer than this
# reads everything anew.
LONGEST_SLEEP = 6 * 3600
# Changes, above which reading everything is quicker.
MOST_CHANGES = 5000

CHANGES = """
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
       array_agg(id), array_agg(what), array_agg(listing_id)
  FROM listings_open_change WHERE xid >= %s
"""


@dataclass
class Engine:
    state: State | None = None
    lock: Lock = field(default_factory=Lock)
    asked_at: float = 0.0
    since: int = 0
    seen: frozenset[int] = frozenset()
    # What changed since lexemes were begun to be read; another set when all is read anew.
    touched: set[int] = field(default_factory=set)

    def current(self) -> State:
        """The state, at most `SEARCH_REFRESH_SECONDS` old; one thread refreshes, others go on."""
        state = self.state
        due = monotonic() - self.asked_at >= settings.SEARCH_REFRESH_SECONDS
        if state is not None and not due:
            return state
        if self.lock.acquire(blocking=state is None):
            try:
                state = self._refreshed(self.state)
                self.state, self.asked_at = state, monotonic()
            finally:
                self.lock.release()
        assert state is not None
        if settings.SEARCH_READIES_WORDS and not state.readied:
            state.readied = True
            Thread(target=self._ready_alone, name="words", daemon=True).start()
        return state

    def ready(self) -> None:
        """Read who has which lexeme, then look for the commonest phrases, as long as there is room
        to keep them."""
        first = self.current()
        first.readied = True
        if not first.words.known and not self._read_lexemes():
            return
        for phrase in common_phrases(self.current()):
            state = self.current()
            hits = ask(state, phrase)
            with self.lock:
                # What changed meanwhile is not in it: whoever searches for it asks.
                if state is self.state and not add_common(state, phrase, hits):
                    return

    def _read_lexemes(self) -> bool:
        """Whether that was done; not if all is being read anew meanwhile."""
        with self.lock:
            state, touched = self.state, set[int]()
            self.touched = touched
        assert state is not None
        known = reading.read_common(state, lambda: self.touched is touched)
        with self.lock:
            if known is None or self.touched is not touched or self.state is None:
                return False
            # Slots stay: only what changed since is told by those of now.
            state, changed = self.state, np.array(sorted(touched), np.int64)
            slots = bitmap(state.slots_of(changed))
            index = index_of(known).moved_on(slots, reading.read(state, changed))
            self.state = replace(state, words=index, said={}, said_bytes=0, kept={})
        return True

    def _ready_alone(self) -> None:
        try:
            self.ready()
        except DatabaseError:
            logger.exception("Words are not ready: they are asked for one by one.")
        finally:
            connection.close()

    def _refreshed(self, state: State | None) -> State:
        before = self.since, self.seen
        try:
            return self._taken_in(state)
        except BaseException:
            # What was new is not in it: it is asked for again.
            self.since, self.seen = before
            raise

    def _taken_in(self, state: State | None) -> State:
        if state is None or monotonic() - self.asked_at > LONGEST_SLEEP:
            return self._read_everything()
        new = self._changes()
        kinds = {what for what, _ in new}
        if "all" in kinds or len(new) > MOST_CHANGES:
            return self._read_everything()
        if "names" in kinds:
            state = own_copy(state)
            state.names = read_names()
        changed = sorted({listing for what, listing in new if what == "listing" and listing})
        if changed:
            return self._moved_on(state, np.array(changed, np.int64))
        return state

    def _moved_on(self, state: State, changed: Numbers) -> State:
        new = next_state(state, changed, read_facts(changed.tolist()))
        carry_over(state, new, changed)
        self.touched.update(changed.tolist())
        return new

    def _changes(self) -> list[tuple[str, int | None]]:
        with connection.cursor() as cursor:
            cursor.execute(CHANGES, [self.since])
            since, ids, kinds, listings = cursor.fetchone()
        rows = list(zip(ids or [], kinds or [], listings or [], strict=True))
        new = [(what, listing) for pk, what, listing in rows if pk not in self.seen]
        self.since, self.seen = since, frozenset(ids or [])
        return new

    def _read_everything(self) -> State:
        # First what changed: what changes while we read comes again, and does no harm.
        self._changes()
        self.touched = set()
        return first_state(read_facts(), read_names())


def own_copy(state: State) -> State:
    """A state of its own to change: searches may be reading this one."""
    return replace(state, kept={}, said={}, said_bytes=0, hits={}, common={}, readied=False)


_engines: dict[str, Engine] = {}


def here() -> Engine:
    """Of the database this process speaks to now."""
    return _engines.setdefault(str(connection.settings_dict["NAME"]), Engine())


def current() -> State:
    return here().current()


def forget() -> None:
    """As if the process had just started: tests take back what they wrote."""
    _engines.clear()

"""The rows of the table of clocks: who has to act, by when, and what happens by itself.

Each room fills in its own (`listings.clocks`, `applications.clocks`, `payments.clocks`);
`marketplace.turning` runs them, and docs/states.md is written from them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from marketplace.states import Stateful

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
# 3 days and 24 hours before the time is up (product.md section 4).
TWICE = (3 * DAY, DAY)
THE_DAY_BEFORE = (DAY,)
# Where the whole wait is a day or less: 12 or 2 hours before.
SHORT = (DAY / 2, DAY / 12)


@dataclass(frozen=True, kw_only=True)
class Clock[Row: Stateful]:
    """One waiting state of product.md section 4, for every row that is in it.

    `due` is the column with the moment when the time is up, `index` the partial index on it.
    With `grace` the time is up so long after that moment. `reminders` are told so long before the
    time is up; a negative one, so long after it. Rows that have `together` in common and the same
    moment are told of in one mail.
    """

    key: str
    noun: type[Row]
    states: tuple[str, ...]
    rows: Callable[[], QuerySet[Row]]
    due: str
    index: str
    grace: timedelta = timedelta()
    # For docs/states.md, in English. `hours` names the column of Format that has the length.
    who: str
    length: str
    then: str
    told: str = ""
    hours: str = ""
    reminders: tuple[timedelta, ...] = ()
    remind: Callable[[Row, timedelta], object] | None = None
    # Whether this row is told so long before its time is up.
    wanted: Callable[[Row, timedelta], bool] = lambda row, before: True
    together: str = "pk"
    act: Callable[[Row], object] | None = None

    def waiting(self) -> QuerySet[Row]:
        """Every row that waits, with all that a reminder or an outcome needs."""
        return self.rows().filter(status__in=self.states)

    def up(self, now: datetime) -> QuerySet[Row, tuple[Any]]:
        """Keys of the rows whose time is up, the longest waiting first."""
        return self._keys(Q(**{f"{self.due}__lte": now - self.grace})).values_list("pk")

    def still_up(self, pk: object, now: datetime) -> Row | None:
        """The row as it is now, if its time is up: it may have got more since its key was read."""
        return self.waiting().filter(pk=pk, **{f"{self.due}__lte": now - self.grace}).first()

    def reminded(self, after: datetime, until: datetime) -> QuerySet[Row, tuple[Any, ...]]:
        """(key, moment, what is told together) of the rows that have a reminder's moment in
        (after, until], in one statement, however many `reminders` there are."""
        spans = Q()
        for before in self.reminders:
            from_here, to_here = after + before - self.grace, until + before - self.grace
            spans |= Q(**{f"{self.due}__gt": from_here, f"{self.due}__lte": to_here})
        return self._keys(spans).values_list("pk", self.due, self.together)

    def _keys(self, span: Q) -> QuerySet[Row]:
        return self.waiting().filter(span).order_by(self.due)


def shorter_than(length: Callable[[Any], int]) -> Callable[[Any, timedelta], bool]:
    """Nobody is reminded before they have begun to wait; `length` of a row is in hours.

    Of the reminders for `SHORT` waits only the first that comes after it has begun, and only where
    no other does.
    """

    def wanted(row: Any, before: timedelta) -> bool:
        whole = timedelta(hours=length(row))
        if before not in SHORT:
            return before < whole
        return whole <= DAY and before == max((each for each in SHORT if each < whole), default=DAY)

    return wanted

"""Keeping the counts of a year: counted anew from what happened, and put in the place of the old.

A year is the unit of it: a student is counted once in it, however often they were there, which
sums of shorter spans would not tell. `Year.counted_at` says until when what happened is in it; it
is written with the counts, so that what is cut short is done again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Student, University
from outcomes import calendar, changes
from outcomes.counting import WHOLE, Place, columns, count
from outcomes.facts import Reader
from outcomes.models import Cell, Year
from outcomes.protecting import hidden_of
from outcomes.rates import Rates, currency_of

# What happens so long after the end of a year may still be about it: an answer, a payment.
AFTERWARDS = timedelta(days=60)
AT_ONCE = 1000

type Kept = dict[tuple[str, str, str, str], dict[str, Any]]


def keep_changed(university: University) -> list[Year]:
    """Every year of it that something has happened in, or about, since it was counted; and those
    that never were."""
    today, zone = calendar.today_at(university), calendar.zone_of(university)
    known = dict(Year.objects.filter(university=university).values_list("begins_on", "counted_at"))
    first = changes.first_at(university)
    begun = calendar.years_between(timezone.localdate(first, zone) if first else today, today)
    newest = max(known.values(), default=None)
    day = timezone.localdate(newest - AFTERWARDS, zone) if newest else today
    changed = calendar.years_between(day, today)
    return [keep(university, each) for each in begun if each in changed or each not in known]


@transaction.atomic
def keep(university: University, begins_on: date) -> Year:
    """Count it, and write what has changed."""
    # Two at once would count the same: the second waits, and finds nothing to change.
    University.objects.select_for_update(no_key=True).get(pk=university.pk)
    year, found = _counted(university, begins_on)
    year = _written(year)
    there = _kept(year)
    gone = [row[0] for place, row in there.items() if place not in found]
    Cell.objects.filter(pk__in=gone).delete()
    new, changed = [], []
    for place, counts in found.items():
        row = there.get(place)
        cell = Cell(year=year, **dict(zip(PLACE, place, strict=True)), **counts)
        if row is None:
            new.append(cell)
        elif row[1] != counts:
            cell.pk = row[0]
            changed.append(cell)
    Cell.objects.bulk_create(new, AT_ONCE)
    Cell.objects.bulk_update(changed, COUNTS, AT_ONCE)
    return year


def differences(year: Year) -> list[str]:
    """What a full count finds that is not as it is kept, one line each."""
    with transaction.atomic():
        _, found = _counted(year.university, year.begins_on)
        there = {place: counts for place, (_pk, counts) in _kept(year).items()}
    return [
        f"{year.university} {year}, {place}: {there.get(place)} kept, {found.get(place)} counted"
        for place in sorted(there.keys() | found.keys())
        if there.get(place) != found.get(place)
    ]


PLACE = ("dim", "value", "by", "key")
COUNTS = [
    each.name for each in Cell._meta.concrete_fields if each.name not in {"id", "year", *PLACE}
]


def _counted(university: University, begins_on: date) -> tuple[Year, Kept]:
    """The year as it would be written, and its cells: as many as there is something in."""
    now = timezone.now()
    rates = Rates(currency_of(university))
    with connection.cursor() as cursor:
        # Of all students: it takes longer than a page may.
        cursor.execute("SET LOCAL statement_timeout = 0")
    sums = count(Reader(university, begins_on, rates).facts())
    hidden = hidden_of(sums)
    places = {WHOLE, *(place for of in sums.values() for place in of)}
    found = {}
    for place in places:
        counts = columns(place, sums, hidden.get(place, 0))
        for turned in _both_ways(place):
            found[turned] = counts
    year = Year(
        university=university,
        begins_on=begins_on,
        currency=rates.into,
        students=Student.objects.filter(university=university).count(),
        rated_from=min(rates.used, default=None),
        rated_until=max(rates.used, default=None),
        unrated=rates.missing,
        counted_at=now,
    )
    return year, found


def _both_ways(place: Place) -> Iterator[Place]:
    """A pair filtered by either; a single value as a row of all, and as the sum of its own page."""
    yield place
    if place != WHOLE:
        yield (place[2], place[3], place[0], place[1])


def _written(year: Year) -> Year:
    also = {
        each.name: getattr(year, each.name)
        for each in Year._meta.concrete_fields
        if each.name not in {"id", "university", "begins_on", "checked_at"}
    }
    row, _new = Year.objects.update_or_create(
        university=year.university, begins_on=year.begins_on, defaults=also
    )
    return row


def _kept(year: Year) -> dict[Place, tuple[int, dict[str, Any]]]:
    rows = Cell.objects.filter(year=year).values_list("pk", *PLACE, *COUNTS) if year.pk else []
    return {row[1:5]: (row[0], dict(zip(COUNTS, row[5:], strict=True))) for row in rows}

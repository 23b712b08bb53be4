"""What the browse page shows: how many pass, how many each further filter would leave, which ones.

Two statements for any combination of filters. The counts are exact and leave out their own filter
(drill-sideways), so a count says how many there would be if one chose it instead.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.postgres.search import SearchRank
from django.db.models import Case, CharField, Count, F, QuerySet, Value, When
from django.db.models.functions import Cast
from django.db.models.lookups import LessThanOrEqual

from listings.filters import HOURS, LENGTHS, ListingFilter, placed, weekly_hours, words_query
from listings.models import ListingQuerySet


@dataclass
class Counts:
    """`by` facet and value how many; `labels` of values that are rows; `without` each filter."""

    total: int = 0
    by: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    labels: dict[tuple[str, str], str] = field(default_factory=dict)
    without: dict[str, int] = field(default_factory=dict)


def count(filters: ListingFilter) -> Counts:
    """All counts of the page, in one statement."""
    parts = [_whole("total", "", filters.narrowed())]
    parts += [_whole("without", name, filters.narrowed(without=name)) for name in filters.chosen]
    parts += [_facet(filters, name, value) for name, value in _facets(filters).items()]
    counts = Counts()
    for facet, value, label, n in parts[0].union(*parts[1:], all=True):
        if facet == "total":
            counts.total = n
        elif facet == "without":
            counts.without[value] = n
        else:
            counts.by[facet][value] = n
            counts.labels[facet, value] = label
    for name, steps in (("hours", HOURS), ("length", LENGTHS)):
        _add_up(counts.by[name], list(steps))
    return counts


def _facets(filters: ListingFilter) -> dict[str, tuple[Any, Any]]:
    """By name: the value to group by, and its label where that is data too."""
    unnamed = Value("", CharField())
    facets: dict[str, tuple[Any, Any]] = {
        name: (F(name), unnamed) for name in ("field", "arrangement", "currency")
    }
    facets["country"] = (F("places__country"), unnamed)
    facets["format"] = (F("format__slug"), F("format__name"))
    facets["skill"] = (F("skills__slug"), F("skills__name"))
    facets["hours"] = (_step(weekly_hours(), list(HOURS)), unnamed)
    facets["length"] = (_step(F("length_days"), list(LENGTHS)), unnamed)
    if filters.student:
        region = Case(
            When(placed(filters.student.university.country), then=Value("domestic")),
            When(placed(), then=Value("abroad")),
            default=Value(""),
            output_field=CharField(),
        )
        facets["region"] = (region, unnamed)
    return facets


def _facet(filters: ListingFilter, name: str, by: tuple[Any, Any]) -> QuerySet[Any, Any]:
    rows = filters.narrowed(without=name).order_by()
    grouped = rows.values(
        facet=Value(name, CharField()), value=Cast(by[0], CharField()), label=by[1]
    )
    return grouped.annotate(n=Count("pk", distinct=True)).values_list(
        "facet", "value", "label", "n"
    )


def _whole(facet: str, value: str, rows: ListingQuerySet) -> QuerySet[Any, Any]:
    constants = {"facet": facet, "value": value, "label": ""}
    named = {name: Value(words, CharField()) for name, words in constants.items()}
    counted = rows.order_by().values(**named).annotate(n=Count("pk"))
    return counted.values_list("facet", "value", "label", "n")


def _step(value: Any, steps: list[str]) -> Case:
    """The least of `steps` that is enough for `value`; empty above them all."""
    whens = [When(LessThanOrEqual(value, int(step)), then=Value(step)) for step in steps]
    return Case(*whens, default=Value(""), output_field=CharField())


def _add_up(counts: dict[str, int], steps: list[str]) -> None:
    """Who takes up to 20 hours also passes 30: each step holds those before it."""
    so_far = 0
    for step in steps:
        so_far += counts.get(step, 0)
        counts[step] = so_far


# --- The rows --------------------------------------------------------------


def ordered(filters: ListingFilter) -> ListingQuerySet:
    rows = filters.narrowed().for_cards()
    if filters.order == "deadline":
        return rows.order_by("apply_by", "pk")
    if filters.order == "pay":
        # Amounts of two currencies do not compare: one currency after the other.
        order = [When(currency=c, then=Value(n)) for n, c in enumerate(settings.CURRENCIES)]
        return rows.order_by(Case(*order, default=Value(99)), "-pay_minor", "-pk")
    if filters.order == "best":
        rank = SearchRank(F("words"), words_query(filters.chosen["q"]))
        return rows.order_by(rank.desc(), "-published_at", "-pk")
    return rows.order_by("-published_at", "-pk")

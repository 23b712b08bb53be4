"""Finding open listings: one function, `search(filters, scope)`.

It reads `listings_open`, a table of facts that triggers write in the listing's own transaction.
Bitmaps in the web process answer (`bitmaps`), or SQL where they cannot (`sql`): the two agree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from django.conf import settings
from django.db import connection
from django.utils import timezone

from listings.search import bitmaps, engine, sql, words
from listings.search.names import read_names
from listings.search.projection import rebuild
from listings.search.wanted import MOST, PUBLIC, Answer, Filters, Found, Moment, Names, Near, Scope

__all__ = [
    "PUBLIC",
    "Counter",
    "Filters",
    "Found",
    "Names",
    "Near",
    "Scope",
    "among",
    "counter",
    "known_names",
    "rebuild",
    "search",
    "spoken",
]

type Counter = Callable[[Filters], int]


def search(
    filters: Filters,
    scope: Scope = PUBLIC,
    *,
    most: int | None = MOST,
    moment: Moment | None = None,
) -> Found:
    """The page of listings that pass, and how many there are by each further filter.

    `most`: of skills and countries this many are counted, the most frequent. A page beyond the
    end is the last one. When mistyped words find next to nothing, what they meant is looked for;
    what may be a word of its own is only asked about.
    """
    moment = moment or Moment(timezone.now())
    look, names = _way()
    answer = look(filters, scope, moment, most)
    meant = words.Meant()
    if answer.by_words is not None and answer.by_words < words.FEW and not filters.exact:
        near = words.nearest(filters.q) if answer.near is None else answer.near
        meant = words.meant(filters.q, near)
    if meant.text and not answer.by_words:
        better = look(replace(filters, q=meant.text, exact=True), scope, moment, most)
        if better.by_words and meant.sure:
            return _found(better, names, words=meant.text, typed=filters.q)
        meant = meant if better.by_words else words.Meant()
    return _found(answer, names, words=filters.q, meant=meant.text)


def counter(scope: Scope = PUBLIC) -> Counter:
    """How many a search finds, its words as they are: without all the other counts of an answer."""
    moment = Moment(timezone.now())
    if uses_bitmaps():
        return partial(bitmaps.how_many, engine.current(), scope, moment)
    return partial(sql.how_many, read_names(), scope, moment)


def among(listings: list[int], filters: Filters, scope: Scope = PUBLIC) -> list[int]:
    """Those of `listings` (primary keys) that the search would find, the newest first."""
    return sql.among(known_names(), filters, scope, Moment(timezone.now()), listings)


def _found(answer: Answer, names: Names, words: str, typed: str = "", meant: str = "") -> Found:
    return Found(**answer.__dict__, names=names, words=words, typed=typed, meant=meant)


def _way() -> tuple[Callable[[Filters, Scope, Moment, int | None], Answer], Names]:
    """How this process searches now, and the names it knows."""
    if uses_bitmaps():
        state = engine.current()
        return partial(bitmaps.search, state), state.names
    names = read_names()
    return partial(sql.search, names), names


def spoken() -> list[str]:
    """The languages that open listings ask for, ISO 639-1."""
    if uses_bitmaps():
        return [value for name, value in engine.current().bitmaps if name == "language"]
    return sql.spoken()


def known_names() -> Names:
    """Of skills and formats, and rates: without a statement where bitmaps are."""
    return engine.current().names if uses_bitmaps() else read_names()


def uses_bitmaps() -> bool:
    """Bitmaps are shared by the process: what a transaction may still take back is not in them."""
    if settings.SEARCH_ENGINE == "auto":
        return not connection.in_atomic_block
    return bool(settings.SEARCH_ENGINE == "bitmaps")

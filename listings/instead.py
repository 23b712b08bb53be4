"""Where a search finds nothing: what is called so, which town it may be, what each word finds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings import facets
from listings.facets import Link
from listings.filters import KM
from listings.nearby import namesakes
from listings.search import Counter, Filters, Found, Names, Near, Scope, counter
from listings.search.words import meant, plain, said_in

# Of each kind of way out; each word is looked for by itself, so of a long search the first.
MOST = 3
# Of what is called so, this much is counted.
MOST_NAMES = 20
# They stand in names of fields, and name none.
SMALL = frozenset(("and", "or", "of", "the", "in", "to", "for", "with", "at", "on"))


def instead(filters: Filters, found: Found, scope: Scope) -> list[Link]:
    """Where nothing was found, links that find something, with how much."""
    if found.by_words == 0:
        count = counter(scope)
        # Also where the words right spelled find nothing together.
        filters = replace(filters, q=meant(filters.q, found.near or "").text or filters.q)
        ways = _named(filters, found.names, count) + _at_a_town(filters, count)
        return ways + _by_word(filters, found, count)
    return further(filters, scope)


def town_meant(filters: Filters, typed: str, scope: Scope) -> tuple[Filters, tuple[Near, ...]]:
    """Of several towns of the name `typed` the search around the largest that has something, and
    the others that have."""
    towns = namesakes(typed, filters.near.km) if filters.near else []
    if len(towns) < 2 or filters.near is None:
        return filters, ()
    count = counter(scope)
    there = [
        each for each in dict.fromkeys([filters.near, *towns]) if count(replace(filters, near=each))
    ]
    taken, *others = there or [filters.near]
    return replace(filters, near=taken), tuple(others[:MOST])


# --- What is called so ------------------------------------------------------


def _named(filters: Filters, names: Names, count: Counter) -> list[Link]:
    """Choices whose name has a word of it, those that have most of them first: “AI” is in “Data
    and AI”."""
    asked = _words(filters.q) - SMALL
    called = [
        (len(asked & words), name, value, label)
        for name, value, label in _choices(names)
        if (words := _words(label)) & asked
        # Of the two thousand skills only what says it all, or is said wholly.
        and (name != "skill" or asked <= words or words <= asked)
    ]
    called.sort(key=lambda each: -each[0])
    ways = []
    for _n, name, value, label in called[:MOST_NAMES]:
        alone: dict[str, Any] = {"q": "", name: (value,)}
        chosen = replace(filters, **alone)
        said = _("%(kind)s “%(name)s”") % {"kind": facets.FIRST[name], "name": label}
        ways.append((count(chosen), said, chosen))
    return _links(ways)


def _choices(names: Names) -> Iterable[tuple[str, str, str]]:
    """The name of a filter, a value, and what that is called."""
    for name, labels in (("field", facets.FIELDS), ("arrangement", facets.ARRANGEMENTS)):
        yield from ((name, value, str(label)) for value, label in labels.items())
    for name, known in (("format", names.formats), ("skill", names.skills)):
        yield from ((name, slug, label) for slug, (_pk, label) in known.items())


# The names of all skills are looked through again and again.
@lru_cache(maxsize=8192)
def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w{2,}", plain(text)))


# --- Towns ------------------------------------------------------------------


def _at_a_town(filters: Filters, count: Counter) -> list[Link]:
    """Around the first town that is named: with the other words."""
    said = said_in(filters.q)
    for town in dict.fromkeys([filters.q, *said]) if filters.near is None else ():
        rest = " ".join(each for each in said if town not in (each, filters.q))
        ways = []
        for near in namesakes(town.strip(",;."), int(KM[-1])):
            around = replace(filters, q=rest, near=near)
            ways.append((count(around), _near_label(around), around))
        if links := _links(ways):
            return links
    return []


def further(filters: Filters, scope: Scope) -> list[Link]:
    """The least distance at which there is something, where the town's own has nothing."""
    near = filters.near
    if near is None:
        return []
    count = counter(scope)
    for km in (km for km in map(int, KM) if km > near.km):
        around = replace(filters, near=replace(near, km=km))
        if n := count(around):
            return _links([(n, _near_label(around), around)])
    return []


def _near_label(filters: Filters) -> str:
    return facets.chip_label(filters, Names(), "near", filters.near)


# --- Words ------------------------------------------------------------------


def _by_word(filters: Filters, found: Found, count: Counter) -> list[Link]:
    """Most of the words together, and each by itself: as far as listings use them in names."""
    unknown = {line.split()[0] for line in (found.near or "").splitlines()}
    said = [each for each in said_in(filters.q) if plain(each) not in unknown]
    if len(said_in(filters.q)) < 2:
        return []
    alone = [_word(filters, each, count) for each in said[:MOST]]
    finding = [each for each in alone if each[0]]
    if len(finding) == len(said_in(filters.q)):
        finding.remove(min(finding, key=lambda each: each[0]))
    if len(finding) < 2:
        return _links(alone)
    together = _word(filters, " ".join(each[2].q for each in finding), count)
    return [*_links([together]), *_links(alone)]


def _word(filters: Filters, words: str, count: Counter) -> tuple[int, str, Filters]:
    alone, said = replace(filters, q=words), words.strip('"')
    return count(alone), f"“{said}”", alone


def _links(ways: Iterable[tuple[int, str, Filters]]) -> list[Link]:
    """Those that find something, the most first."""
    links: list[dict[str, Any]] = []
    for n, what, filters in sorted(ways, key=lambda each: -each[0])[:MOST]:
        label = ngettext("%(what)s: %(n)s project", "%(what)s: %(n)s projects", n)
        if n:
            given = {"what": what, "n": facets.grouped(n)}
            links.append({"label": label % given, "url": "?" + facets.query(filters)})
    return links

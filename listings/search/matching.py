"""The one thing only Postgres knows: which listings have the words, and how well."""

from __future__ import annotations

from dataclasses import dataclass

from listings.search import words
from listings.search.loading import Floats, Numbers, packed, real, whole
from listings.search.wanted import Names

# The title counts most, then skills, then other names, then the rest. A title that says all the
# words one after the other comes before every other.
RANK = """(ts_rank('{0.05, 0.2, 0.4, 1}', head, (SELECT listings_query(%s, %s, %s)))
           + CASE WHEN head @@ (SELECT listings_query(%s, %s, %s)) THEN 1 ELSE 0 END)::real"""
QUERY = "(SELECT listings_query(%s, %s, %s))"

_MATCHES = f"""
SELECT {QUERY} IS NULL, string_agg(int8send(id), ''), string_agg(float4send(rank), '')
  FROM (SELECT listing_id AS id, {RANK} AS rank
          FROM listings_open WHERE words @@ {QUERY} ORDER BY listing_id) hit
"""


@dataclass(frozen=True)
class Matches:
    """`ids` ascend."""

    ids: Numbers
    ranks: Floats


def matches(typed: str, languages: list[str], names: Names) -> Matches | None:
    """What has the words; None when there is nothing to look for in them."""
    asked = words.terms(typed, names.same)
    if not asked:
        return None
    given, ranking = arguments(asked, languages)
    [(empty, ids, ranks)] = packed(_MATCHES, [*given, *ranking, *given])
    return None if empty else Matches(whole(ids), real(ranks, ">f4"))


def arguments(asked: list[words.Term], languages: list[str]) -> tuple[list[object], list[object]]:
    """For `QUERY`, and for `RANK`."""
    known = sorted({"en", *languages})
    given = list(words.arguments(asked, known))
    return given, given + list(words.arguments(words.phrase(asked), known))

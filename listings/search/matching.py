"""The one thing only Postgres knows: which listings have the words, and how well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from listings.search import words
from listings.search.loading import Floats, Numbers, packed, real, whole
from listings.search.wanted import Names

# The title counts most, then skills, then other names; what has the words elsewhere only comes
# last. A title that says all the words one after the other comes before every other.
_RANK = """CASE WHEN head @@ {query} THEN (ts_rank('{{0.05, 0.2, 0.4, 1}}', head, {query})
                + CASE WHEN head @@ {phrase} THEN 1 ELSE 0 END)::real ELSE 0::real END"""
QUERY = "(SELECT listings_query(%s, %s, %s))"
RANK = _RANK.format(query=QUERY, phrase=QUERY)

# Most have the words in their text only: no more is told of them than that.
_PACKED = """string_agg(int8send(id), ''), string_agg(int8send(id), '') FILTER (WHERE rank > 0),
       string_agg(float4send(rank), '') FILTER (WHERE rank > 0)"""
_ASKED = "(SELECT query FROM asked)"
_MATCHES = f"""
WITH asked AS MATERIALIZED (SELECT {QUERY} AS query, {QUERY} AS phrase)
SELECT (SELECT query::text FROM asked), (SELECT phrase::text FROM asked),
       CASE WHEN count(*) < {words.FEW} THEN ({words.NEAREST}) END,
       {_PACKED}
  FROM (SELECT listing_id AS id,
               {_RANK.format(query=_ASKED, phrase="(SELECT phrase FROM asked)")} AS rank
          FROM listings_open WHERE words @@ {_ASKED}) hit
"""
_AGAIN = f"""
SELECT n, {_PACKED}
  FROM (SELECT asked.n, listing_id AS id,
               {_RANK.format(query="asked.query::tsquery", phrase="asked.phrase::tsquery")} AS rank
          FROM listings_open, unnest(%s::text[], %s::text[]) WITH ORDINALITY
               AS asked(query, phrase, n)
         WHERE listing_id = ANY(%s) AND words @@ asked.query::tsquery) hit
 GROUP BY n
"""


SAMPLE = 2000
_COMMON = """
SELECT word, ndoc FROM ts_stat($$
    SELECT to_tsvector('simple', concat_ws(' ', title, description))
      FROM listings_open open JOIN listings_listing listing ON listing.id = open.listing_id
     WHERE open.listing_id %% {every} = 0 $$)
 WHERE ndoc >= %s AND word ~ '^[[:alpha:]]{{3,}}$' ORDER BY ndoc DESC
"""


@dataclass(frozen=True)
class Matches:
    """Listings that have the words; of the `ranked` among them how well each answers, the others
    rank 0; `query` and `phrase` as Postgres writes them. `near`: what may have been meant, as
    `words.nearest` says it, where next to nothing has the words."""

    ids: Numbers
    ranked: Numbers
    ranks: Floats
    query: str
    phrase: str
    near: str = ""


def matches(typed: str, languages: list[str], names: Names) -> Matches | None:
    """What has the words; None when there is nothing to look for in them."""
    asked = words.terms(typed, names.same)
    if not asked:
        return None
    given, phrase = arguments(asked, languages)
    [(query, whole_phrase, near, *found)] = packed(
        _MATCHES, [*given, *phrase, words.asked_for(typed)]
    )
    if query is None:
        return None
    return _matches(found, query, whole_phrase or "", near or "")


def again(asked: Sequence[tuple[str, str]], listings: list[int]) -> list[Matches]:
    """The same of some listings only, for each of several searches: (query, phrase)."""
    if not asked:
        return []
    queries, phrases = zip(*asked, strict=True)
    rows = packed(_AGAIN, [list(queries), list(phrases), listings])
    found = {n: columns for n, *columns in rows}
    return [
        _matches(found.get(n, [None, None, None]), query, phrase)
        for n, (query, phrase) in enumerate(asked, 1)
    ]


def _matches(found: Sequence[bytes | None], query: str, phrase: str, near: str = "") -> Matches:
    ids, ranked, ranks = found
    return Matches(whole(ids), whole(ranked), real(ranks, ">f4"), query, phrase, near)


def common_words(listings: int, share: float) -> list[tuple[int, str]]:
    """Words as they are written that so great a share of open listings have, and of how many:
    told from a sample."""
    every = max(1, listings // SAMPLE)
    rows = packed(_COMMON.format(every=every), [share * listings / every])
    return [(int(n) * every, word) for word, n in rows]


def arguments(asked: list[words.Term], languages: list[str]) -> tuple[list[object], list[object]]:
    """What `QUERY` takes: for the words, and for all of them as one phrase."""
    known = sorted({"en", *languages})
    return (
        list(words.arguments(asked, known)),
        list(words.arguments(words.phrase(asked), known)),
    )

"""The one thing only Postgres knows: which listings have the words, and how well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection, transaction

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

# Lexemes as `unnest` tells them: which, and where in the head, a letter each time.
_WHERE = "translate(entry.weights::text, 'D{},', '')"
_LEXEMES = f"""
SELECT lexeme, place, string_agg(int8send(id), '')
  FROM (SELECT entry.lexeme, {_WHERE} AS place, listing_id AS id
          FROM listings_open, unnest(words) AS entry WHERE listing_id = ANY(%s)) had
 GROUP BY lexeme, place
"""
# How a word is said in each language, a lexeme each; who has it, of those not known already.
_SAID = f"""
WITH said AS MATERIALIZED (
     SELECT n, tsvector_to_array(to_tsvector(listings_text_config(language), unaccent(way))) AS each
       FROM unnest(%s::text[]) WITH ORDINALITY AS asked(way, n),
            unnest(%s::text[]) AS spoken(language)),
whole AS MATERIALIZED (
     SELECT max(cardinality(each)) AS most, min(cardinality(each)) AS least FROM said),
one AS MATERIALIZED (
     SELECT each[1] AS lexeme, min(n) = 1 AS itself, each[1] = ANY(%s::text[]) AS known
       FROM said WHERE (SELECT most = 1 AND least = 1 FROM whole) GROUP BY 1),
found AS MATERIALIZED (
     SELECT one.lexeme, listing_id AS id,
            coalesce((SELECT {_WHERE} FROM unnest(head) AS entry
                       WHERE entry.lexeme = one.lexeme), '') AS place
       FROM one JOIN listings_open
         ON words @@ ($$'$$ || replace(replace(one.lexeme, $$\\$$, $$\\\\$$), $$'$$, $$''$$)
                      || $$'$$)::tsquery
      WHERE NOT one.known)
SELECT most, least, lexeme, itself, place, string_agg(int8send(id), ''),
       CASE WHEN NOT bool_or(known) OVER () AND (SELECT count(*) FROM found) < {words.FEW}
            THEN coalesce(({words.NEAREST}), '') END
  FROM whole LEFT JOIN one ON true LEFT JOIN found USING (lexeme)
 GROUP BY most, least, lexeme, itself, known, place
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


class Spoken(NamedTuple):
    """A lexeme of a word, whether it is of the word `itself` and not only of what says the same,
    and those who have it at one `place` of their head, or at none; nobody, if it is known."""

    lexeme: str
    itself: bool
    place: str
    ids: Numbers


def spoken(
    ways: Sequence[str], languages: list[str], known: list[str], typed: str
) -> tuple[list[Spoken], str | None] | None:
    """The lexemes of a word, and what else it may mean (`words.nearest`), or None if nobody looked.

    No lexemes: there is nothing to look for in it. None: it is more than one lexeme somewhere.
    """
    given = [[*ways], sorted({"en", *languages}), known, words.asked_for(typed)]
    rows = packed(_SAID, given)
    most, least, *_ = rows[0]
    if least and most > 1:
        return None
    found = [
        Spoken(lexeme, itself, place or "", whole(ids))
        for _, _, lexeme, itself, place, ids, _ in rows
        if lexeme is not None and least
    ]
    return found, rows[0][-1]


def lexemes(listings: Sequence[int]) -> list[tuple[str, str, bytes]]:
    """Every lexeme that some of `listings` have, where in their head, and who: packed ids."""
    with transaction.atomic(), connection.cursor() as cursor:
        # There are thousands of them, and each is gathered in memory.
        cursor.execute("SET LOCAL work_mem = '64MB'")
        found = lexemes_of(listings)
        cursor.execute("SET LOCAL work_mem TO DEFAULT")
    return found


def lexemes_of(listings: Sequence[int]) -> list[tuple[str, str, bytes]]:
    """The same of few."""
    return packed(_LEXEMES, [list(listings)])


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

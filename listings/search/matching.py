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
# Of some listings: how well they answer.
_THESE = f"""
WITH asked AS MATERIALIZED (SELECT {QUERY} AS query, {QUERY} AS phrase)
SELECT (SELECT query::text FROM asked), (SELECT phrase::text FROM asked), {_PACKED}
  FROM (SELECT listing_id AS id,
               {_RANK.format(query=_ASKED, phrase="(SELECT phrase FROM asked)")} AS rank
          FROM listings_open WHERE listing_id = ANY(%s::bigint[])"""
_HAVE_ALL, _MAY_HAVE_ALL = f"{_THESE}) hit", f"{_THESE} AND words @@ {_ASKED}) hit"
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
# How each term is said in each language; who has the lexemes of it that are not known already; what
# else may be meant, where next to nobody has one of the terms.
_HAS = r"""words @@ ($$'$$ || replace(replace(rare.lexeme, $$\$$, $$\\$$), $$'$$, $$''$$)
                      || $$'$$)::tsquery"""
_SAID = f"""
WITH asked AS MATERIALIZED (
     SELECT term, n, listings_text_config(language) AS config, listings_spelled(way) AS way
       FROM unnest(%s::text[], %s::int[]) WITH ORDINALITY AS asked(way, term, n),
            unnest(%s::text[]) AS spoken(language)),
said AS MATERIALIZED (
     SELECT DISTINCT term, n, tsvector_to_array(to_tsvector(config, way)) AS lexemes,
            numnode(phraseto_tsquery(config, way)) = 1 AS one FROM asked),
sought AS MATERIALIZED (
     SELECT DISTINCT term, lexeme, lexeme = ANY(%s::text[]) AS known
       FROM said, unnest(lexemes) AS lexeme),
found AS MATERIALIZED (
     SELECT lexeme, listing_id AS id,
            coalesce((SELECT {_WHERE} FROM unnest(head) AS entry
                       WHERE entry.lexeme = rare.lexeme), '') AS place
       FROM (SELECT DISTINCT lexeme FROM sought WHERE NOT known) rare
       JOIN listings_open ON {_HAS})
SELECT term, n, one, lexemes, NULL, NULL::bytea FROM said
 UNION ALL
SELECT NULL, NULL, NULL, ARRAY[lexeme], place, string_agg(int8send(id), '')
  FROM found GROUP BY lexeme, place
 UNION ALL
SELECT NULL, NULL, NULL, NULL, ({words.NEAREST}), NULL
 WHERE NOT (SELECT bool_and(one) FROM said) OR EXISTS (
       SELECT FROM sought LEFT JOIN found USING (lexeme) GROUP BY term
       HAVING NOT bool_or(known) AND count(DISTINCT id) < {words.FEW})
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


class Way(NamedTuple):
    """The lexemes of the way `n` to say the term `term`, both counted from 1, in some language:
    none where all of it is too common there. `one`: it is one word there, and no phrase."""

    term: int
    n: int
    one: bool
    lexemes: tuple[str, ...]


class Told(NamedTuple):
    """The ways; of lexemes that were not known who has them at one place of their head, or at none;
    what else may be meant (`words.nearest`)."""

    ways: list[Way]
    found: list[tuple[str, str, Numbers]]
    near: str


def spoken(asked: list[words.Term], languages: list[str], known: list[str], typed: str) -> Told:
    """What Postgres makes of the terms."""
    ways = [(way, n) for n, term in enumerate(asked, 1) for way in term.ways]
    given = [[way for way, _ in ways], [n for _, n in ways]]
    told, near = Told([], [], ""), ""
    rows = packed(_SAID, [*given, _known(languages), known, words.asked_for(typed)])
    for term, n, one, lexemes, text, ids in rows:
        if term is not None:
            told.ways.append(Way(term, n, one, tuple(lexemes)))
        elif lexemes is not None:
            told.found.append((lexemes[0], text, whole(ids)))
        else:
            near = text or ""
    return told._replace(near=near)


def of_these(
    asked: list[words.Term], languages: list[str], listings: list[int], *, check: bool
) -> Matches:
    """How well `listings` answer, which have all the words; with `check`, those that have."""
    given, phrase = arguments(asked, languages)
    statement = _MAY_HAVE_ALL if check else _HAVE_ALL
    [(query, whole_phrase, *found)] = packed(statement, [*given, *phrase, listings])
    return _matches(found, query, whole_phrase or "")


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
    known = _known(languages)
    return (
        list(words.arguments(asked, known)),
        list(words.arguments(words.phrase(asked), known)),
    )


def _known(languages: list[str]) -> list[str]:
    return sorted({"en", *languages})

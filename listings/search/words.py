"""What was typed, as terms; what else says the same; what a mistyped word may have meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from accounts.cities import cities_named

# More would not be a search.
MOST_TERMS = 16
# The words of a way to say something, at most; and the ways.
LONGEST_WAY = 4
MOST_WAYS = 8
# A search that finds fewer may have been mistyped.
FEW = 3
# A word that differs from a known one is most likely mistyped when it is so long: by one letter,
# by two. Shorter ones may be words of their own: a café is no care.
LONG = {1: 5, 2: 8}

_WORD = re.compile(r"[^\W\d_]{3,60}")
_ONE = re.compile(r"[^\W_]+")
_TERM = re.compile(r'(-?)"([^"]*)"?|(\S+)')

# Groups of words that say the same, besides the synonyms of the skills' vocabulary.
SAME = (
    ("js", "javascript"),
    ("ts", "typescript"),
    ("ml", "machine learning"),
    ("ai", "artificial intelligence"),
    ("ux", "user experience", "user research"),
    ("ui", "user interface"),
    ("seo", "search engine optimisation", "search engine optimization"),
    ("hr", "human resources"),
    ("pr", "public relations"),
    ("qa", "quality assurance"),
    ("bi", "business intelligence"),
    ("cv", "resume"),
    ("video", "film"),
    ("photo", "photography"),
    ("spreadsheet", "excel"),
    ("translate", "translation", "localisation", "localization"),
    ("website", "web site", "homepage"),
    ("app", "application"),
    ("questionnaire", "survey"),
    ("proofread", "proofreading", "copy editing"),
    ("organise", "organize"),
    ("analyse", "analyze", "analysis"),
    ("programme", "program"),
    ("bookkeeping", "accounting"),
    ("law", "legal"),
    ("wfh", "work from home", "remote"),
)


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to look for, in any of its `ways`; with `refused` what has it is left out."""

    ways: tuple[str, ...]
    refused: bool = False


def same_as(groups: Iterable[tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """By each word or phrase, all ways to say it, itself first."""
    known: dict[str, tuple[str, ...]] = {}
    for group in groups:
        for word in group:
            others = [each for each in group if each != word]
            known[word] = tuple(dict.fromkeys([*known.get(word, (word,)), *others]))[:MOST_WAYS]
    return known


def terms(typed: str, same: Mapping[str, tuple[str, ...]]) -> list[Term]:
    """`"clean a survey" -shop js or python`: phrases, what to leave out, either of two."""
    found: list[Term] = []
    either = False
    pieces = [_piece(*match.groups()) for match in _TERM.finditer(typed)]
    pieces = [each for each in pieces if each[1].strip()]
    at = 0
    while at < len(pieces) and len(found) < MOST_TERMS:
        refused, words, quoted = pieces[at]
        if not quoted and words.lower() == "or" and found and at + 1 < len(pieces):
            either, at = True, at + 1
            continue
        term, used = (Term((words,), refused), 1) if quoted else _longest(pieces[at:], same)
        if either and not term.refused and not found[-1].refused:
            found[-1] = Term(found[-1].ways + term.ways)
        else:
            found.append(term)
        either, at = False, at + used
    return found


def _piece(minus: str | None, phrase: str | None, word: str | None) -> tuple[bool, str, bool]:
    """Whether it is refused, what it says, whether it was in quotation marks."""
    if phrase is not None:
        return bool(minus), phrase.replace("\n", " "), True
    assert word is not None
    refused = len(word) > 1 and word[0] == "-"
    return refused, word[1:] if refused else word, False


def _longest(
    pieces: list[tuple[bool, str, bool]], same: Mapping[str, tuple[str, ...]]
) -> tuple[Term, int]:
    """A term of the most words that are known to say something together, else of one."""
    refused = pieces[0][0]
    for used in range(min(LONGEST_WAY, len(pieces)), 0, -1):
        run = pieces[:used]
        if used > 1 and any(quoted or no for no, _, quoted in run):
            continue
        words = " ".join(word.lower() for _, word, _ in run)
        if words in same:
            return Term(same[words], refused), used
    return Term((pieces[0][1],), refused), 1


def split(term: Term) -> list[str]:
    """The words of all ways to say it, as lexemes begin."""
    return [word for way in term.ways for word in _ONE.findall(plain(way))]


def one_word(asked: list[Term]) -> tuple[str, ...]:
    """The ways to say it, if one word was asked for that is said in one word only; else none."""
    if len(asked) != 1 or asked[0].refused:
        return ()
    ways = asked[0].ways
    return ways if all(map(_ONE.fullmatch, map(plain, ways))) else ()


def said_in(typed: str) -> list[str]:
    """Each word and each phrase that is wanted, as it was typed."""
    found = [match.group() for match in _TERM.finditer(typed)]
    wanted = [each for each in found if each[0] != "-" and each.lower() != "or"]
    wanted = [each for each in wanted if any(map(str.isalnum, each))]
    return list(dict.fromkeys(wanted))[:MOST_TERMS]


def arguments(asked: list[Term], languages: list[str]) -> tuple[Any, ...]:
    """What the database's `listings_query` takes."""
    ways = ["\n".join(term.ways) for term in asked]
    return ways, [term.refused for term in asked], languages


def phrase(asked: list[Term]) -> list[Term]:
    """All that is wanted as one phrase: a title that says it so comes first."""
    wanted = [term.ways[0] for term in asked if not term.refused]
    return [Term((" ".join(wanted),))]


# --- Mistyped words --------------------------------------------------------

# Words that nobody uses, each with those that look most like it and how often they are used.
NEAREST = """
SELECT string_agg(concat_ws(' ', asked.word, near.text, near.n), E'\\n')
  FROM unnest(%s::text[]) AS asked(word)
 CROSS JOIN LATERAL (
       SELECT text, n FROM listings_word ORDER BY text <-> asked.word LIMIT 30) near
 WHERE NOT EXISTS (SELECT 1 FROM listings_word WHERE text = asked.word)
"""


def asked_for(typed: str) -> list[str]:
    """What may be mistyped in it."""
    # A letter may stand for a whole sentence, such as ﷺ: that is no word any more.
    words = map(plain, _WORD.findall(typed))
    return sorted({word for word in words if _WORD.fullmatch(word)})[:MOST_TERMS]


def nearest(typed: str) -> str:
    """Lines: a word of `typed` that nobody uses, one that looks like it, how often that is used."""
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, [asked_for(typed)])
        [lines] = cursor.fetchone()
    return lines or ""


class Meant(NamedTuple):
    """`text` is empty when nothing else was; `sure` when what was typed is hardly a word."""

    text: str = ""
    sure: bool = False


def meant(typed: str, near: str) -> Meant:
    """`typed` with words that nobody uses changed to the nearest that open listings do.

    `near` as `nearest` says it. A town of the world may be meant as it stands, though no listing
    is there: it is no other word that differs in two letters.
    """
    better: dict[str, tuple[int, int, str]] = {}
    for word, text, n in map(str.split, near.splitlines()):
        changes = distance(word, text)
        town = changes > 1 and cities_named(word)
        if changes <= (1 if len(word) < 5 else 2) and not town:
            better[word] = min(better.get(word, (9, 0, "")), (changes, -int(n), text))
    if not better:
        return Meant()

    def right(match: re.Match[str]) -> str:
        word = match.group()
        return better[plain(word)][2] if plain(word) in better else word

    sure = all(
        len(word) >= LONG[changes] and not cities_named(word)
        for word, (changes, _, _) in better.items()
    )
    return Meant(_WORD.sub(right, typed), sure)


def plain(word: str) -> str:
    """In lower case and without accents, as the database keeps words."""
    apart = unicodedata.normalize("NFKD", word.lower())
    return "".join(each for each in apart if not unicodedata.combining(each))


def distance(a: str, b: str) -> int:
    """Letters added, left out, changed, or swapped with the next, to make `b` of `a`."""
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            best = min(last[j] + 1, row[-1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        before, last = last, row
    return last[-1]

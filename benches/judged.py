"""How near a search comes to what a person judged (`tests/relevance/queries.toml`): nDCG@10.

Each listing on the first page gains 2^grade − 1, less the further down it stands; the sum is
compared with that of the best order there could be. 1 is perfect, 0 finds nothing of use.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from listings.models import Listing

SET = Path(settings.BASE_DIR) / "tests" / "relevance" / "queries.toml"
SHOWN = 10

type Rule = Callable[["Judged"], bool]


@dataclass(frozen=True, slots=True)
class Judged:
    """A listing as rules see it: texts are plain words between blanks."""

    slug: str
    title: str
    by: str
    text: str
    cities: str
    skills: frozenset[str]
    marks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Query:
    """`grades`, the best first, each with its rules."""

    typed: str
    grades: list[tuple[int, list[Rule]]]

    def grade(self, listing: Judged) -> int:
        for grade, rules in self.grades:
            if any(rule(listing) for rule in rules):
                return grade
        return 0


@dataclass(frozen=True, slots=True)
class Score:
    """`got` are the grades of what was shown, in its order."""

    typed: str
    ndcg: float
    got: list[int]


# --- The measure -----------------------------------------------------------


def ndcg(got: Sequence[int], there_are: Iterable[int]) -> float | None:
    """Of the grades shown, in order; None when there is nothing that one could show."""
    best = gain(sorted(there_are, reverse=True)[:SHOWN])
    return gain(got[:SHOWN]) / best if best else None


def gain(grades: Sequence[int]) -> float:
    return sum((float(2**grade) - 1) / log2(place + 1) for place, grade in enumerate(grades, 1))


# --- The set ---------------------------------------------------------------


def queries() -> list[Query]:
    given = tomllib.loads(SET.read_text())["query"]
    return [
        Query(
            each["q"],
            [(n, [rule(words) for words in each[str(n)]]) for n in (3, 2, 1) if str(n) in each],
        )
        for each in given
    ]


def rule(words: str) -> Rule:
    """See the head of the set. Raises ValueError for what is no rule."""
    parts = [one_rule(part.strip()) for part in words.split("&")]
    return parts[0] if len(parts) == 1 else lambda listing: all(part(listing) for part in parts)


def one_rule(words: str) -> Rule:
    kind, colon, rest = words.partition(": ")
    if not colon:
        needle = pattern(words)
        return lambda listing: needle in listing.title
    needle = pattern(rest)
    match kind:
        case "by":
            return lambda listing: needle in listing.by
        case "text":
            return lambda listing: needle in listing.text
        case "city":
            return lambda listing: needle in listing.cities
        case "skill":
            return lambda listing: rest in listing.skills
        case "field" | "format" | "country":
            return lambda listing: rest in listing.marks
    raise ValueError(words)


def pattern(words: str) -> str:
    """As `plain` writes it, open at its end after `*`."""
    return plain(words).rstrip() if words.endswith("*") else plain(words)


def plain(text: str) -> str:
    """Words without accents and case, one blank before and after each."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(each for each in letters if not unicodedata.combining(each))
    return f" {' '.join(re.findall(r'[^\W_]+', bare))} "


# --- What there is, and what is shown --------------------------------------


def judged(rows: QuerySet[Listing]) -> dict[str, Judged]:
    """By slug."""
    related = rows.select_related("organisation", "format").prefetch_related("skills", "places")
    return {row.slug: judge(row) for row in related.iterator(2000)}


def judge(row: Listing) -> Judged:
    places = row.places.all()
    return Judged(
        slug=row.slug,
        title=plain(row.title),
        by=plain(row.organisation.name),
        text=plain(" ".join([row.description, *row.deliverables])),
        cities=plain(" ".join(place.city for place in places)),
        skills=frozenset(skill.name for skill in row.skills.all()),
        marks=frozenset([row.field, row.format.slug, *(place.country for place in places)]),
    )


def shown(client: Client, typed: str) -> list[str]:
    """Slugs of the first page, in its order."""
    page = client.get(reverse("listings:browse"), {"q": typed}).content.decode()
    base = re.escape(reverse("listings:detail", args=["SLUG"])).replace("SLUG", "([-a-z0-9_]+)")
    return list(dict.fromkeys(re.findall(f'href="{base}"', page)))


def scores(client: Client) -> list[Score]:
    """Of every query that anything answers, asked of the site's own page."""
    there = judged(Listing.objects.visible_to(None).open().paid())
    made = []
    for query in queries():
        grades = {slug: query.grade(listing) for slug, listing in there.items()}
        got = [grades[slug] for slug in shown(client, query.typed) if slug in grades][:SHOWN]
        if (value := ndcg(got, grades.values())) is not None:
            made.append(Score(query.typed, value, got))
    return made

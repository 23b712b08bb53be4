"""What visitors ask for: a seeded mixture of searches, drawn from the listings that are open.

Four classes, a quarter each, as `search.md` has them: no filter; broad (a common word, remote);
medium (a word of some per cent, field and arrangement, a skill); narrow (a rare word, two skills in
a country, everything at once). All orders, pages 1 to 5.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from urllib.parse import urlencode

from django.db import connection, transaction

from listings.models import Listing

CLASSES = ("browse", "broad", "medium", "narrow")
SAMPLE = 4000
# Shares of listings that a word is in.
COMMON, SOME, RARE = (0.05, 0.6), (0.004, 0.03), (0.0, 0.002)
PLAIN = re.compile(r"[a-z]{4,}")
# Postgres looks for none of these.
STOPS = frozenset(
    re.findall(
        r"\w+",
        """about after again against because been before being between both cannot could does doing
        down during each from further have having here into itself just more most myself nobody once
        only other over same should some such than that their them then there these they this those
        through under until very were what when where which while will with would your yours""",
    )
)

type Pairs = list[tuple[str, str | int]]


@dataclass
class Vocabulary:
    """What there is to ask for; words by how common they are."""

    common: list[str]
    some: list[str]
    rare: list[str]
    skills: list[str]
    fields: list[str]
    countries: list[str]


def paths(n: int, seed: int, base: str) -> list[tuple[str, str]]:
    """`n` searches, each with its class, in an order that mixes the classes."""
    rng = Random(seed)
    with transaction.atomic(), connection.cursor() as cursor:
        # Of a million listings, read from a disk that is cold.
        cursor.execute("SET LOCAL statement_timeout = 0")
        known = vocabulary(rng)
    made = [
        (name, f"{base}?{urlencode(pairs)}" if (pairs := query(rng, name, known)) else base)
        for name in CLASSES
        for _ in range(n // len(CLASSES))
    ]
    rng.shuffle(made)
    return made


def vocabulary(rng: Random) -> Vocabulary:
    ids = list(Listing.objects.open().paid().order_by("pk").values_list("pk", flat=True))
    sample = rng.sample(ids, min(SAMPLE, len(ids)))
    rows = Listing.objects.filter(pk__in=sample).order_by("pk")
    found = Counter(
        word
        for title, text in rows.values_list("title", "description")
        for word in sorted(set(PLAIN.findall(f"{title} {text}".lower())) - STOPS)
    )
    places = rows.exclude(places=None).values_list("places__country", flat=True)
    common, some, rare = (
        [word for word, n in sorted(found.items()) if low < n / len(sample) <= high]
        for low, high in (COMMON, SOME, RARE)
    )
    return Vocabulary(
        common,
        some,
        rare,
        skills=_most(rows.exclude(skills=None).values_list("skills__slug", flat=True), 60),
        fields=_most(rows.values_list("field", flat=True), 12),
        countries=_most(places, 12),
    )


def _most(values: Iterable[str], n: int) -> list[str]:
    return [value for value, _ in Counter(values).most_common(n)]


def query(rng: Random, name: str, known: Vocabulary) -> Pairs:
    pairs = {"browse": _nothing, "broad": _broad, "medium": _medium, "narrow": _narrow}[name](
        rng, known
    )
    if (sort := rng.choice(["", "", "newest", "deadline", "pay"])) != "":
        pairs.append(("sort", sort))
    if (page := rng.choice([1, 1, 1, 1, 2, 2, 3, 4, 5])) > 1:
        pairs.append(("page", page))
    return pairs


def _nothing(rng: Random, known: Vocabulary) -> Pairs:
    return []


def _broad(rng: Random, known: Vocabulary) -> Pairs:
    word: Pairs = [("q", rng.choice(known.common))]
    remote: Pairs = [("arrangement", "remote")]
    return rng.choice([word, remote, word + remote])


def _medium(rng: Random, known: Vocabulary) -> Pairs:
    kinds: list[Pairs] = [
        [("q", rng.choice(known.some))],
        [
            ("field", rng.choice(known.fields)),
            ("arrangement", rng.choice(["remote", "hybrid", "in_person"])),
        ],
        [("skill", rng.choice(known.skills)), ("length", "31")],
    ]
    hours: Pairs = [("hours", rng.choice([10, 20]))] if rng.random() < 0.4 else []
    return rng.choice(kinds) + hours


def _narrow(rng: Random, known: Vocabulary) -> Pairs:
    country = ("country", rng.choice(known.countries))
    kinds: list[Pairs] = [
        [("q", rng.choice(known.rare or known.some))],
        [*(("skill", skill) for skill in rng.sample(known.skills, 2)), country],
        [
            ("q", rng.choice(known.some)),
            ("field", rng.choice(known.fields)),
            country,
            ("currency", "USD"),
            ("pay", 400),
        ],
    ]
    return rng.choice(kinds)

"""Random searches, asked of the bitmaps and of SQL: every count, total and page has to agree."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any

from django.utils import timezone

from benches import mix
from listings.models import Listing
from listings.search import PUBLIC, Filters, Near, Scope, bitmaps, engine, sql
from listings.search.wanted import SORTS, STEPS, Moment

NEAR = [Near(51.5, -0.12, 100), Near(40.7, -74.0, 50), Near(48.85, 2.35, 500)]


def measure(n: int, seed: int) -> dict[str, Any]:
    """How many of `n` searches differ; `examples` of those."""
    rng = Random(seed)
    known = mix.vocabulary(rng)
    state, differ = engine.current(), []
    for _ in range(n):
        filters, scope = some_filters(rng, known), rng.choice([PUBLIC, PUBLIC, Scope(1), Scope(2)])
        moment = Moment(timezone.now())
        here = bitmaps.search(state, filters, scope, moment, None)
        there = sql.search(state.names, filters, scope, moment, None)
        if here != there:
            differ.append(f"{filters}")
    return {"mismatches": len(differ), "examples": differ[:3]}


def some_filters(rng: Random, known: mix.Vocabulary) -> Filters:
    """Up to four filters of any kind, in any order, on any page."""
    kinds: dict[str, Callable[[], Any]] = {
        "q": lambda: rng.choice(known.common + known.some + known.rare),
        "field": lambda: tuple(rng.sample(known.fields, 2)),
        "skill": lambda: tuple(rng.sample(known.skills, rng.randint(1, 3))),
        "format": lambda: ("nano-internship", "short-burst"),
        "arrangement": lambda: (rng.choice(Listing.Arrangement.values),),
        "country": lambda: tuple(rng.sample(known.countries, 2)),
        "near": lambda: rng.choice(NEAR),
        "pay": lambda: Decimal(rng.randint(20, 900)),
        "per_hour": lambda: Decimal(rng.randint(5, 40)),
        "currency": lambda: (rng.choice(["USD", "EUR", "INR"]),),
        "language": lambda: (rng.choice(["en", "es", "fr"]),),
        "organisation": lambda: ("startup", "nonprofit"),
        **{name: partial(_step, rng, steps) for name, steps in STEPS.items()},
    }
    chosen: dict[str, Any] = {
        name: kinds[name]() for name in rng.sample(sorted(kinds), rng.randint(0, 4))
    }
    home = rng.choice(["", "US", "IN"])
    region = rng.choice(["", "domestic", "abroad"]) if home else ""
    return Filters(
        **chosen, home=home, region=region, sort=rng.choice(["", *SORTS]), page=rng.randint(1, 4)
    )


def _step(rng: Random, steps: tuple[int, ...]) -> str:
    return str(rng.choice(steps))

"""The vocabularies, and choosing from them by Zipf's law."""

import tomllib
from bisect import bisect
from collections.abc import Iterable, Sequence
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

FOLDER = Path(__file__).with_name("vocabulary")


class Ranked[T]:
    """Some things, of which the first comes up most often, the second half as often, and so on."""

    def __init__(self, things: Iterable[T], weights: Sequence[float] | None = None) -> None:
        self.things = list(things)
        self.sums = list(
            accumulate(weights or [1 / rank for rank in range(1, len(self.things) + 1)])
        )

    def pick(self, rng: Random) -> T:
        return self.things[bisect(self.sums, rng.random() * self.sums[-1])]

    def some(self, rng: Random, n: int) -> list[T]:
        """At most `n` different ones, in the order in which they came up."""
        return list(dict.fromkeys(self.pick(rng) for _ in range(n)))


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text())


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


def listed(text: str) -> list[str]:
    """Those with commas between them."""
    return [each.strip() for each in text.replace("\n", " ").split(",") if each.strip()]

"""The weights in use."""

from collections.abc import Mapping

from listings.matching.fitting import WEIGHTS


def in_use() -> Mapping[str, float]:
    return WEIGHTS

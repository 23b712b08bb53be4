"""Every mail with what is invented for it: each room fills in its own (ROOM/samples.py)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from marketplace.rooms import modules

type Maker = Callable[[], dict[str, Any]]


@cache
def samples() -> dict[str, Maker]:
    """By template; its other cases behind a "#"."""
    return {key: make for room in modules("samples") for key, make in room.SAMPLES.items()}


def cases_of(template: str) -> dict[str, Maker]:
    """Of one template, the first is its own."""
    parted = ((key.partition("#"), make) for key, make in samples().items())
    return {case: make for (name, _, case), make in parted if name == template}

"""How sought employers are, as the task of every night counts it."""

from __future__ import annotations

import time

from applications import sought


def measure() -> dict[str, float]:
    begun = time.monotonic()
    return {"organisations": sought.count(), "seconds": time.monotonic() - begun}

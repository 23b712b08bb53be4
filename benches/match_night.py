"""The nightly run, as the worker's task does it, in a process of its own."""

from __future__ import annotations

import resource
import time
from typing import Any

from django.utils import timezone

from applications import for_you
from listings.matching import nightly
from listings.models import Matches, MatchRun


def measure() -> dict[str, Any]:
    """`seconds` of the clock, from the first reading to the last commit; `mb` at the most."""
    begun, cpu = time.monotonic(), time.process_time()
    while run := nightly.tonight(timezone.now()):
        # As the task does, which has so many seconds each time.
        nightly.go_on(run, for_you.after, 75)
    seconds, cpu = time.monotonic() - begun, time.process_time() - cpu
    return {
        "seconds": seconds,
        "cpu": cpu,
        "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "students": MatchRun.objects.get().students,
        "stored": Matches.objects.count(),
    }

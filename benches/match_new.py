"""One listing is published: whom does it fit? In a worker that knows the students."""

from __future__ import annotations

import resource
import time
from statistics import mean, median, quantiles
from typing import Any

from django.utils import timezone

from applications import for_you
from listings.matching import changes, stored
from listings.matching.weights import in_use
from listings.matching.whom import postings, whom
from listings.models import MatchRun, OpenListing
from listings.search.wanted import Moment

WARM = 20


def measure(n: int) -> dict[str, Any]:
    """Milliseconds of the clock, of `n` listings one by one."""
    begun = time.monotonic()
    crowd = changes.crowd_now(MatchRun.objects.get(), for_you.after)
    known, weights, moment = time.monotonic() - begun, in_use(), Moment(timezone.now())
    newest = OpenListing.objects.filter(direction="paid").order_by("-published_at")
    asked, written, found = [], [], []
    for posting in postings(list(newest.values_list("pk", flat=True)[: n + WARM])):
        # As if nobody had been matched with it yet: it was there in the night.
        begun = time.perf_counter()
        fitting = whom(crowd, posting, moment, weights)
        asked.append((time.perf_counter() - begun) * 1000)
        students = crowd.students[fitting.rows].tolist()
        begun = time.perf_counter()
        stored.add(posting.listing, students, fitting.scores.tolist())
        written.append((time.perf_counter() - begun) * 1000)
        found.append(len(students))
    return {
        "ms": median(asked[WARM:]),
        "p95_ms": quantiles(asked[WARM:], n=20)[-1],
        "write_ms": median(written[WARM:]),
        "students": mean(found[WARM:]),
        "known_s": known,
        "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }

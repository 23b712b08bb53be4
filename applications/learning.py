"""What students chose of what “For you” showed them: examples to learn weights from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import numpy as np
from django.db import connection
from django.db.models import Exists, OuterRef

from accounts.models import Student
from applications.models import Application
from listings.matching import Fit
from listings.matching.fitting import MEASURES
from listings.matching.learning import Examples, Learned, learn
from listings.matching.weights import in_use, keep
from listings.models import Dismissal, SavedListing, Shown

NOTE = """
INSERT INTO listings_shown AS before
       (student_id, listing_id, measures, place, at, last_on, days)
VALUES (%s, %s, %s, %s, %s, %s, 1)
ON CONFLICT (student_id, listing_id) DO UPDATE
   SET days = before.days + 1, last_on = excluded.last_on
 WHERE before.last_on IS DISTINCT FROM excluded.last_on
"""
# What was shown a moment ago may be chosen yet; what is older says little of students today.
TIME_TO_CHOOSE = timedelta(days=2)
LOOKED_BACK = timedelta(days=120)
# The latest; more would teach nothing that these do not.
MOST = 300_000


def note_shown(student: Student, fits: Iterable[Fit], now: datetime) -> None:
    """How each measured, and where it stood, the first time; later on which days it was shown."""
    rows = [
        (student.pk, fit.listing, [fit.measures[name] for name in MEASURES], place)
        for place, fit in enumerate(fits, 1)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(NOTE, [(*row, now, now.astimezone(UTC).date()) for row in rows])


def learn_weights(now: datetime) -> Learned | None:
    """Learn from the last months; what has proved better is in use from now on."""
    examples = _examples(now)
    learned = learn(examples, in_use()) if len(examples.people) else None
    if learned is not None:
        keep(learned)
    Shown.objects.filter(at__lt=now - LOOKED_BACK).delete()
    return learned


def _examples(now: datetime) -> Examples:
    """Saved or applied for is chosen; dismissed, or left, is not."""
    saved = SavedListing.objects.filter(
        user=OuterRef("student__user"), listing=OuterRef("listing"), saved_at__gte=OuterRef("at")
    )
    applied = Application.objects.filter(
        student=OuterRef("student"), listing=OuterRef("listing")
    ).exclude(status=Application.Status.DRAFT)
    dismissed = Dismissal.objects.filter(
        user=OuterRef("student__user"), listing=OuterRef("listing")
    )
    shown = Shown.objects.filter(at__lt=now - TIME_TO_CHOOSE, at__gte=now - LOOKED_BACK)
    # Of measures that have changed since, nothing can be learned.
    rows = shown.filter(measures__len=len(MEASURES)).annotate(
        chosen=(Exists(saved.order_by()) & ~Exists(dismissed.order_by())) | Exists(applied)
    )
    people, measures, places, chosen = [], [], [], []
    for student, measured, place, took in (
        rows.values_list("student", "measures", "place", "chosen").order_by("-at")[:MOST].iterator()
    ):
        people.append(student)
        measures.append(measured)
        places.append(place)
        chosen.append(took)
    return Examples(
        people=np.array(people, np.int64),
        measures=np.array(measures, np.float64),
        place=np.array(places, np.int64),
        chosen=np.array(chosen, np.bool_),
    )

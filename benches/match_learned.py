"""Some students were shown what they came across: weights are learned from what they chose."""

from __future__ import annotations

from ast import literal_eval
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Student
from applications import for_you, learning
from listings.generating.copying import copy_into, next_id, quickly
from listings.matching.fitting import MEASURES, among
from listings.matching.weights import in_use
from listings.models import SavedListing, Shown
from listings.search import engine
from listings.search.wanted import Moment

DAYS = 3


def measure(file: str) -> dict[str, Any]:
    """None of these students is judged. What they chose is saved, as on the page."""
    taught = {each["student"]: each for each in literal_eval(Path(file).read_text())}
    now = timezone.now()
    state, moment, weights = engine.current(), Moment(now), in_use()
    shown, saved = [], []
    students = Student.objects.filter(pk__in=taught).select_related("university")
    for person in for_you.known(list(students)):
        seen, applies = taught[person.student]["seen"], set(taught[person.student]["applies"])
        for fit in among(state, person.wishes, moment, seen, weights):
            measured = [fit.measures[name] for name in MEASURES]
            shown.append((person.student, fit.listing, measured))
            if fit.listing in applies:
                saved.append((person.user, fit.listing))
    _write(shown, saved)
    learned = learning.learn_weights(now)
    return {"examples": len(shown), "used": bool(learned and learned.better), "weights": in_use()}


@transaction.atomic
def _write(shown: list[Any], saved: list[Any]) -> None:
    now, first = timezone.now(), next_id(Shown)
    rows = ((first + n, *row) for n, row in enumerate(shown))
    at = now - timedelta(days=DAYS)
    with quickly([Shown, SavedListing]):
        copy_into(Shown, ["id", "student_id", "listing_id", "measures"], rows, at=at, place=1)
        first = next_id(SavedListing)
        chosen = ((first + n, *pair) for n, pair in enumerate(saved))
        copy_into(SavedListing, ["id", "user_id", "listing_id"], chosen, saved_at=now)

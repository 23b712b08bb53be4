"""The weights in use: learned ones that have proved better, else those that we began with."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from listings.matching.fitting import WEIGHTS
from listings.matching.learning import Learned, within_bounds
from listings.models import MatchWeights


def in_use() -> Mapping[str, float]:
    row = MatchWeights.objects.filter(in_use=True).first()
    return row.weights if row and within_bounds(row.weights) else WEIGHTS


@transaction.atomic
def keep(learned: Learned) -> MatchWeights:
    """Write down what was learned; in use from now on if it is better than what is."""
    if learned.better:
        MatchWeights.objects.filter(in_use=True).update(in_use=False)
    return MatchWeights.objects.create(
        weights=dict(learned.weights),
        examples=learned.examples,
        people=learned.people,
        score=learned.score,
        score_before=learned.before,
        in_use=learned.better,
    )

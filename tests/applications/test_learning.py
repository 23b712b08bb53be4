"""Weights are learned from what was chosen of what was shown, and used once proved better."""

from datetime import timedelta

import numpy as np
import pytest
from django.urls import reverse
from django.utils import timezone

from applications.learning import learn_weights
from listings import dismissing, saving
from listings.matching import weights
from listings.matching.fitting import MEASURES, WEIGHTS
from listings.matching.learning import Examples, learn
from listings.models import MatchWeights, Shown
from tests import make

PAGE = reverse("applications:for_you")


def choices(true: dict[str, float], people: int, seed: int = 1) -> Examples:
    """Of people who choose by the weights `true`, who were shown twelve listings each."""
    dice = np.random.default_rng(seed)
    measures = dice.random((people * 12, len(MEASURES)))
    odds = measures @ np.array([true.get(name, 0.0) for name in MEASURES])
    chance = 1 / (1 + np.exp(odds.mean() + 0.5 - odds))
    return Examples(
        people=np.repeat(np.arange(people), 12),
        measures=measures,
        place=np.tile(np.arange(1, 13), people),
        chosen=dice.random(people * 12) < chance,
    )


def test_people_who_go_by_pay_teach_that_pay_counts():
    learned = learn(choices({"skills": 1, "pay": 4}, people=600), WEIGHTS)

    assert learned.better
    assert learned.weights["pay"] == max(learned.weights.values())
    assert learned.score > learned.before + 0.02
    assert weights.within_bounds(learned.weights)


def test_chance_teaches_nothing_that_is_used():
    assert not learn(choices({}, people=400), WEIGHTS).better
    assert not learn(choices(dict(WEIGHTS), people=400), WEIGHTS).better


def test_too_few_teach_nothing():
    assert learn(choices({"pay": 4}, people=60), WEIGHTS) is None


@pytest.mark.django_db
def test_what_is_better_is_used_and_what_is_out_of_bounds_is_not():
    assert weights.in_use() == WEIGHTS
    learned = learn(choices({"skills": 1, "pay": 4}, people=600), WEIGHTS)
    for _ in range(2):
        weights.keep(learned)

    assert weights.in_use() == learned.weights
    row = MatchWeights.objects.get(in_use=True)
    row.weights["pay"] = 50
    row.save()
    assert weights.in_use() == WEIGHTS


def test_the_page_remembers_what_it_showed_and_what_became_of_it(db, sign_in, monkeypatch):
    student = make.student(hours_per_week=10)
    rows = [make.listing(title=f"N {n}", approved_by=student.university) for n in range(4)]
    client = sign_in(student.user)
    for _ in range(2):
        client.get(PAGE)
    saving.save(rows[0], student.user)
    # Saved first, and then thought better of.
    saving.save(rows[2], student.user)
    dismissing.dismiss(rows[2], student.user, "time")
    make.application(listing=rows[1], student=student)
    Shown.objects.update(at=timezone.now() - timedelta(days=3))
    seen = []
    monkeypatch.setattr("applications.learning.learn", lambda given, _: seen.append(given))

    learn_weights(timezone.now() - timedelta(days=2))
    learn_weights(timezone.now())

    [given] = seen
    assert list(given.people) == [student.pk] * 4
    assert sorted(given.place) == [1, 2, 3, 4]
    assert sum(given.chosen) == 2

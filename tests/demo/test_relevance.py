"""Searches put first what a person would want to see first (`tests/relevance/queries.toml`)."""

from statistics import mean

import pytest
from django.test import Client

from benches import judged
from listings.models import Listing
from listings.search.projection import learn_words

LEAST = 0.85


def test_of_the_demo_the_right_projects_come_first(loaded):
    learn_words()  # as a task does once a day
    scores = judged.scores(Client())
    least = sorted(scores, key=lambda score: score.ndcg)[:5]
    assert len(scores) >= 45
    assert mean(score.ndcg for score in scores) >= LEAST, least


def test_there_are_sixty_queries_none_twice():
    typed = [query.typed for query in judged.queries()]
    assert len(typed) == len(set(typed)) == 60


def test_the_best_order_is_worth_one_and_the_worst_less():
    assert judged.ndcg([3, 2, 1], [1, 3, 2]) == pytest.approx(1)
    assert judged.ndcg([1, 2, 3], [1, 3, 2]) == pytest.approx(0.6806, abs=1e-3)
    assert judged.ndcg([0, 0], [3]) == 0


def test_only_the_first_ten_count():
    assert judged.ndcg([0] * 10 + [3], [3]) == 0


def test_where_nothing_could_be_shown_there_is_no_measure():
    assert judged.ndcg([0, 0], [0, 0]) is None


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        ("reef report", True),
        ("report reef", False),
        ("ree", False),
        ("ree*", True),
        ("skill: R", True),
        ("skill: r", False),
        ("by: bahura", True),
        ("reef & by: bahura", True),
        ("reef & by: khatalane", False),
        ("text: csv per year", True),
        ("field: coding", True),
        ("country: PH", False),
    ],
)
def test_a_rule_is_about_whole_words(loaded, rule, holds):
    rows = Listing.objects.filter(title="Scripts that draw our reef report")
    [listing] = judged.judged(rows).values()
    assert judged.rule(rule)(listing) is holds


def test_accents_and_case_do_not_matter():
    assert judged.plain("Santarém: ÜBER-setzung") == " santarem uber setzung "


def test_what_is_no_rule_is_refused():
    with pytest.raises(ValueError, match="skil"):
        judged.rule("skil: Python")

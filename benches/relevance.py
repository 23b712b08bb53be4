"""How well searches find what a person would want to see first."""

from statistics import mean

from benches.browse import FULL, QUICK
from benches.data import prepare
from benches.figures import Figure
from benches.part import measure

WORST = 10


def run(quick: bool) -> list[Figure]:
    data = (QUICK if quick else FULL).life
    prepare(data)
    scores = measure("asking", data)
    print("\nThe least of them, with the grades of what is shown:")
    for each in sorted(scores, key=lambda score: score["ndcg"])[:WORST]:
        print(f"  {each['ndcg']:.2f}  {each['typed']:24} {each['got']}")
    return [
        Figure(
            "ndcg_at_10",
            mean(score["ndcg"] for score in scores),
            "of 1; the mean of all queries",
            0.85,
            more_is_better=True,
        ),
        Figure("queries_asked", len(scores), "judged queries that something answers"),
        Figure("worst_ndcg", min(score["ndcg"] for score in scores), "of one query"),
    ]

"""The judged queries, asked of one data set."""

from dataclasses import asdict
from typing import Any

from django.test import Client

from benches import judged


def measure() -> list[dict[str, Any]]:
    return [asdict(score) for score in judged.scores(Client())]

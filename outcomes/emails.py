"""What is written of surveys."""

from __future__ import annotations

from notifications import outbox
from outcomes import links
from outcomes.models import Asked


def first_destination(asked: Asked) -> None:
    """Asked, or reminded: `asked.reminded` says how often."""
    survey = asked.survey
    outbox.post(
        f"first-destination:{asked.pk}:{asked.reminded}",
        asked.student.user,
        "outcomes/first_destination",
        again=asked.reminded > 0,
        university=survey.university,
        closes_on=survey.closes_on,
        url=links.url_of(asked),
    )

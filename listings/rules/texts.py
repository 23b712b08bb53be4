"""What is written, and what must not be."""

from collections.abc import Iterator
from typing import Any

from listings.models import Format, Section
from listings.rules.places import MOST_PLACES
from listings.rules.problem import Problem
from listings.wording import ways_around

TEXTS = ["title", "description", "deliverables", "acceptance", "requirements", "questions"]
TEXTS += ["city", *(f"city_{n}" for n in range(2, MOST_PLACES + 1)), "good_to_know"]
# Of the sections that only some formats use.
SECTION_TEXTS: dict[str, tuple[str, ...]] = {
    Section.ITINERARY: ("itinerary",),
    Section.TRAINING: ("certifications", "quantities"),
    Section.STAY: ("housing", "meals"),
    Section.INCLUDED: ("included", "not_included"),
    Section.EXTRAS: ("extras",),
    Section.SAFETY: ("safety", "medical"),
    Section.PAPERS: ("insurance", "visa"),
    Section.CHANGES: ("cancellation", "postponement"),
}


def no_way_around(given: dict[str, Any]) -> Iterator[Problem]:
    for name, texts in texts_of(given):
        for problem in ways_around(texts):
            yield name, problem


def texts_of(given: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Everything that would be published as it was typed, by its field."""
    format: Format | None = given.get("format")
    names = [*TEXTS]
    for section in format.uses if format else []:
        names += SECTION_TEXTS.get(section, ())
    for name in names:
        value = given.get(name) or ""
        texts = value if isinstance(value, list) else [value]
        yield name, [each if isinstance(each, str) else each[-1] for each in texts]

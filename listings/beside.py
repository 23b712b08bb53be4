"""What could stand beside the listings that are compared: kept, looked at lately, alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from accounts.models import Student
from listings import recent
from listings.cards import cards
from listings.compare import MOST, address
from listings.models import Listing, SavedListing
from listings.similar import similar

MOST_OFFERED = 6


def others(
    request: HttpRequest, student: Student | None, shown: Sequence[Listing]
) -> list[dict[str, Any]]:
    """Each with the address that adds it; none when there is no room."""
    if len(shown) >= MOST:
        return []
    there = [each.pk for each in shown]
    rows = _known(request, student, there) if student else []
    if shown:
        university = student.university_id if student else None
        rows += similar(shown[0], university, without=[*there, *(each.pk for each in rows)])
    rows = rows[:MOST_OFFERED]
    slugs = [each.slug for each in shown]
    return [
        {"card": card, "with": address([*slugs, row.slug])}
        for row, card in zip(rows, cards(rows, request.user), strict=True)
    ]


def _known(request: HttpRequest, student: Student, there: list[int]) -> list[Listing]:
    """What they have saved or looked at lately, and may still apply to."""
    kept = SavedListing.objects.filter(user=student.user_id).values_list("listing", flat=True)
    wanted = dict.fromkeys([*kept[:20], *request.session.get(recent.KEY, [])])
    seen = Listing.objects.visible_to(request.user).open().for_cards().exclude(pk__in=there)
    found = {each.pk: each for each in seen.filter(pk__in=wanted)}
    return [found[pk] for pk in wanted if pk in found]

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
    wanted: list[int] = []
    if student:
        kept = SavedListing.objects.filter(user=student.user_id).values_list("listing", flat=True)
        wanted = [*kept[:20], *request.session.get(recent.KEY, [])]
    if shown:
        university = student.university_id if student else None
        wanted += [each.pk for each in similar(shown[0], university)]
    there = {each.pk for each in shown}
    order = [pk for pk in dict.fromkeys(wanted) if pk not in there]
    found = Listing.objects.visible_to(request.user).open().for_cards().in_bulk(order)
    rows = [found[pk] for pk in order if pk in found][:MOST_OFFERED]
    slugs = [each.slug for each in shown]
    return [
        {"card": card, "with": address([*slugs, row.slug])}
        for row, card in zip(rows, cards(rows, request.user), strict=True)
    ]

"""Listings like another: a way on from one that is read, closed, or was not to be."""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone

from listings.models import Listing, OpenListing

MOST = 3
# Of the same field, the newest: among them those with the most skills in common come first.
LOOKED_AT = 200


def similar(
    listing: Listing, university: int | None, *, without: Collection[int] = ()
) -> list[Listing]:
    """Up to three open, paid listings that students of `university`, or the public, may see."""
    rows = OpenListing.objects.filter(
        field=listing.field, direction=Listing.Direction.PAID, apply_by__gt=timezone.now()
    ).exclude(pk__in={listing.pk, *without})
    if university is not None:
        rows = rows.filter(universities__contains=[university])
    skills = {skill.pk for skill in listing.skills.all()}
    newest = rows.order_by("-published_at").values_list("pk", "skills", "arrangement")[:LOOKED_AT]
    # Sorting keeps the newest first among equals.
    best = sorted(
        newest,
        key=lambda row: (-len(skills & set(row[1])), row[2] != listing.arrangement),
    )
    found = Listing.objects.open().for_cards().in_bulk([pk for pk, _, _ in best[:MOST]])
    return [found[pk] for pk, _, _ in best[:MOST] if pk in found]

"""What a student has looked at lately: in their session, gone when they sign out."""

from django.http import HttpRequest
from django.utils import timezone

from listings.models import Listing, ListingQuerySet, Shown

KEY = "recent_listings"
MOST = 8


def remember(request: HttpRequest, listing: Listing) -> None:
    before = request.session.get(KEY, [])
    now = [listing.pk, *(pk for pk in before if pk != listing.pk)][:MOST]
    if now != before:
        request.session[KEY] = now
    if listing.pk not in before:
        opened = Shown.objects.filter(student__user=request.user.pk, listing=listing)
        opened.filter(opened_at=None).update(opened_at=timezone.now())


def looked_at(request: HttpRequest, rows: ListingQuerySet) -> list[Listing]:
    """Those of `rows`, the last one first."""
    order = request.session.get(KEY, [])
    found = {each.pk: each for each in rows.filter(pk__in=order)}
    return [found[pk] for pk in order if pk in found]

"""What a student keeps: listings to find again, searches to run again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from listings import news, searches
from listings.models import Listing, SavedListing, SavedSearch

MOST_SEARCHES = 10


class TooMany(Exception):
    """There are as many saved searches as one may have."""


def save(listing: Listing, user: User) -> None:
    """Keep it. A second time changes nothing."""
    SavedListing.objects.get_or_create(listing=listing, user=user)


def unsave(listing: Listing, user: User) -> None:
    SavedListing.objects.filter(listing=listing, user=user).delete()


def unsave_gone(user: User) -> int:
    """Let go of what their university does not show any more; how many those were."""
    shown = Listing.objects.visible_to(user)
    gone = SavedListing.objects.filter(user=user).exclude(listing__in=shown)
    return gone.delete()[0]


@transaction.atomic
def save_search(user: User, query: str, name: str) -> tuple[SavedSearch, bool]:
    """Keep a search; the one there is when it was kept before. True when it is new.

    Raises TooMany: ten are kept already.
    """
    # Held, so that two requests at once do not make an eleventh.
    User.objects.select_for_update().get(pk=user.pk)
    kept = SavedSearch.objects.filter(user=user)
    if there := kept.filter(query=query).first():
        return there, False
    if kept.count() >= MOST_SEARCHES:
        raise TooMany
    # To save one is to ask to be told: how often can be changed, and never is a choice too.
    search = SavedSearch(user=user, query=query, name=name, told_until=timezone.now())
    search.cadence = SavedSearch.Cadence.DAILY
    search.seen = searches.approved_lately(search, search.told_until)
    search.save()
    return search, True


@transaction.atomic
def tell(
    search: SavedSearch, found: list[Listing], until: datetime, seen: Mapping[str, str]
) -> None:
    """Mail what is new of what was `found`, if anything is; it is not new again. Whoever comes
    second does nothing.

    `seen`: the late approvals that this looked at, as `searches.approved_lately` gives them.
    """
    untold = SavedSearch.objects.filter(pk=search.pk, told_until=search.told_until)
    if untold.update(told_until=until, seen=seen) and found:
        news.tell(search, found, until)


def change_search(search: SavedSearch, name: str, cadence: str) -> None:
    """Rename it, or have it mailed otherwise: from now on, not what came before."""
    if search.cadence == SavedSearch.Cadence.OFF:
        search.told_until = timezone.now()
        search.seen = searches.approved_lately(search, search.told_until)
    search.name, search.cadence = name, cadence
    search.save(update_fields=["name", "cadence", "told_until", "seen"])

"""Deadlines of listings as iCalendar."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Count
from django.utils.translation import gettext as _
from icalendar import Event

from listings.cards import money_in_a_line, where
from listings.models import Listing, ListingRevision
from notifications import calendars


def tag_of(listing: Listing) -> str:
    """A name for it that stays, wherever its page moves (RFC 4151)."""
    return f"tag:{calendars.host()},2026:listing/{listing.pk}"


def calendar_of(name: str, listings: Iterable[Listing]) -> bytes:
    return calendars.calendar_of(name, events_of(listings))


def events_of(listings: Iterable[Listing]) -> list[Event]:
    rows = [row for row in listings if row.apply_by]
    changes = changes_of(rows)
    return [event_of(row, changes.get(row.pk, 0)) for row in rows]


def changes_of(rows: list[Listing]) -> dict[int, int]:
    """How often each was changed since it was published: a moved deadline is one of them."""
    revisions = ListingRevision.objects.filter(listing__in=[row.pk for row in rows])
    return dict(revisions.values_list("listing").annotate(n=Count("pk")))


def event_of(listing: Listing, sequence: int) -> Event:
    """The last hour one can apply in."""
    assert listing.apply_by is not None
    address = settings.SITE_URL + listing.get_absolute_url()
    said = [listing.organisation.name, where(listing), money_in_a_line(listing), address]
    return calendars.event(
        f"listing-{listing.pk}",
        sequence,
        listing.updated_at,
        listing.apply_by,
        _("Last hour to apply: %(title)s") % {"title": listing.title},
        "\n".join(said),
        address,
    )

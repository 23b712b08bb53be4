"""Deadlines as iCalendar (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vDuration

from listings.cards import money_in_a_line, where
from listings.models import Listing, ListingRevision

# How long before the deadline its event begins, so that a calendar draws it and can remind.
LENGTH = timedelta(hours=1)
ASK_AGAIN = timedelta(hours=6)


def tag_of(listing: Listing) -> str:
    """A name for it that stays, wherever its page moves (RFC 4151)."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},2026:listing/{listing.pk}"


def calendar_of(name: str, listings: Iterable[Listing]) -> bytes:
    """CRLF, folded at 75 octets: what a calendar reads."""
    rows = [row for row in listings if row.apply_by]
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.SITE_NAME}//{urlsplit(settings.SITE_URL).hostname}//EN")
    calendar.add("version", "2.0")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", vDuration(ASK_AGAIN), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(ASK_AGAIN))
    changes = changes_of(rows)
    for row in rows:
        calendar.add_component(event_of(row, changes.get(row.pk, 0)))
    text: bytes = calendar.to_ical()
    return text


def changes_of(rows: list[Listing]) -> dict[int, int]:
    """How often each was changed since it was published: a moved deadline is one of them."""
    revisions = ListingRevision.objects.filter(listing__in=[row.pk for row in rows])
    return dict(revisions.values_list("listing").annotate(n=Count("pk")))


def event_of(listing: Listing, sequence: int) -> Event:
    """The last hour one can apply in. UTC: every calendar shows it on its owner's clock."""
    assert listing.apply_by is not None
    address = settings.SITE_URL + listing.get_absolute_url()
    pay = money_in_a_line(listing)
    event = Event()
    event.add("uid", f"listing-{listing.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("sequence", sequence)
    event.add("dtstamp", listing.updated_at)
    event.add("last-modified", listing.updated_at)
    event.add("dtstart", listing.apply_by - LENGTH)
    event.add("dtend", listing.apply_by)
    event.add("summary", _("Last hour to apply: %(title)s") % {"title": listing.title})
    event.add(
        "description",
        f"{listing.organisation.name}\n{where(listing)}\n{pay}\n{address}",
    )
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    return event

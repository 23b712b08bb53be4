"""Any search as a feed, and its deadlines as a calendar.

Both show what the public sees: readers of feeds and calendars do not sign in.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape, linebreaks
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from listings.calendars import calendar_of, tag_of
from listings.facets import chip_label, query
from listings.filters import filters_from
from listings.models import Listing
from listings.search import Filters, known_names, search
from listings.views.public import summary

# Of a feed its newest, of a calendar its next.
NEWEST = 48
NEXT = 240
KEPT = 15 * 60  # seconds, by whoever stands between
# What XML cannot hold, though people paste it from elsewhere.
NOT_IN_XML = dict.fromkeys({*range(32), 0xFFFE, 0xFFFF} - set(map(ord, "\t\n\r")), " ")


def listings_found(filters: Filters, most: int) -> list[Listing]:
    """The first `most`; one that has closed since the search looked is left out."""
    found = search(replace(filters, page=1, per_page=most, exact=True))
    there = Listing.objects.open().for_cards().in_bulk(found.ids)
    return [there[pk] for pk in found.ids if pk in there]


def name_of(filters: Filters) -> str:
    """Projects: “survey”, Remote, Data"""
    names = known_names()
    words = [f"“{filters.q}”"] if filters.q else []
    for name, value in filters.chosen.items():
        for each in value if isinstance(value, tuple) else [value]:
            words += [chip_label(filters, names, name, each)] if name != "q" else []
    return f"{_('Projects')}: {', '.join(words)}" if words else _("All open projects")


class ProjectsFeed(Feed[Listing, Filters]):
    feed_type = Atom1Feed
    author_name = settings.SITE_NAME

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Filters:
        return replace(filters_from(request.GET, None, known_names), sort="newest")

    def title(self, obj: Filters) -> str:
        return f"{name_of(obj)} · {settings.SITE_NAME}".translate(NOT_IN_XML)

    def link(self, obj: Filters) -> str:
        return _address("listings:browse", obj)

    def feed_url(self, obj: Filters) -> str:
        return _address("listings:feed", obj)

    def feed_guid(self, obj: Filters) -> str:
        return settings.SITE_URL + self.feed_url(obj)

    def items(self, obj: Filters) -> list[Listing]:
        return listings_found(obj, NEWEST)

    def item_title(self, item: Listing) -> str:
        return item.title.translate(NOT_IN_XML)

    def item_description(self, item: Listing) -> str:
        text = f"<p>{escape(summary(item))}</p>{linebreaks(item.description, autoescape=True)}"
        return text.translate(NOT_IN_XML)

    def item_guid(self, obj: Listing) -> str:
        return tag_of(obj)

    def item_author_name(self, item: Listing) -> str:
        return item.organisation.name.translate(NOT_IN_XML)

    def item_categories(self, item: Listing) -> list[str]:
        return [str(item.get_field_display()), item.format.name]

    def item_pubdate(self, item: Listing) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Listing) -> datetime:
        return item.updated_at


def _address(name: str, filters: Filters) -> str:
    asked = query(filters, without=["sort"])
    return reverse(name) + (f"?{asked}" if asked else "")


feed = require_safe(login_not_required(cache_control(public=True, max_age=KEPT)(ProjectsFeed())))


@require_safe
@login_not_required
@cache_control(public=True, max_age=KEPT)
def deadlines(request: HttpRequest) -> HttpResponse:
    filters = replace(filters_from(request.GET, None, known_names), sort="deadline")
    rows = listings_found(filters, NEXT)
    text = calendar_of(name_of(filters), rows)
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="deadlines.ics"'
    return answer

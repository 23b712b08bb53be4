"""The shortlist of a place that is free again, wherever its employer looks for somebody."""

from typing import Any

from django import template

from applications import runners_up
from listings.models import Listing

register = template.Library()


@register.inclusion_tag("applications/_shortlist.html", takes_context=True)
def shortlist_of(context: dict[str, Any], listing: Listing, *, now: bool = True) -> dict[str, Any]:
    """Who is on it `now`, if that is wanted, and who was when the last place was filled."""
    return {
        "listing": listing,
        "on_it": runners_up.shortlist(listing) if now else [],
        "former": runners_up.former_shortlist(listing),
        "board": not now,
        "csrf_token": context.get("csrf_token"),
    }

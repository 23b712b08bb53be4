"""What pages of other rooms show of listings, asked from the template."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import template

from accounts.models import Organisation
from listings.cards import cards
from listings.models import Listing

register = template.Library()

# An organisation's page is not a search: beyond these there is one.
MOST = 12


@register.filter
def beside(cells: Iterable[object], heads: Iterable[object]) -> Iterator[tuple[object, object]]:
    """Each cell of a row with the head of its column."""
    return zip(cells, heads, strict=True)


@register.inclusion_tag("listings/_of_organisation.html", takes_context=True)
def open_listings(context: dict[str, Any], organisation: Organisation) -> dict[str, Any]:
    """What the viewer could apply to at `organisation` today, the next deadline first."""
    user = context["request"].user
    rows = Listing.objects.visible_to(user).open().filter(organisation=organisation)
    next_ones = rows.for_cards().order_by("apply_by", "pk")[:MOST]
    return {"organisation": organisation, "cards": cards(next_ones, user), "total": rows.count()}

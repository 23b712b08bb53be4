"""A listing's applications in columns by state: what an employer works through."""

from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, employers_only
from accounts.context import framed
from accounts.models import Organisation
from applications import board, board_drawn
from applications.board_asked import asked_in
from applications.board_rows import looked_up
from applications.board_sql import listing_with_counts
from listings.models import Listing


def listing_of(request: SignedInRequest, slug: str) -> Listing:
    """404 as well where we have refused the organisation: who applied is not its to read."""
    mine = Listing.objects.of(request.user).select_related("organisation")
    mine = mine.exclude(organisation__status=Organisation.Status.REFUSED)
    return get_object_or_404(mine.prefetch_related("skills"), slug=slug)


@require_safe
@employers_only
def inbox(request: SignedInRequest, slug: str) -> HttpResponse:
    listing = listing_with_counts(slug, request.user)
    if listing is None:
        raise Http404
    asked = looked_up(listing, asked_in(request.GET))
    counted = board.counts(listing, asked, request.user)
    if not asked.tab:
        asked = replace(asked, tab=board.first_with_any(counted))
    page, cards, others = board.cards_of(listing, asked, counted)
    shown = board_drawn.Board(listing, asked, counted, page, cards, others)
    given = {"blind": listing.blind, "any": counted.sent > 0}
    return framed(request, "applications/inbox.html", given, board_drawn.parts(request, shown))

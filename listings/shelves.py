"""Which of an employer's listings one page shows: an import may have made thousands of drafts."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from listings import turns
from listings.models import Listing

# Drafts beside the other listings; with more there is a page of drafts.
FEW = 20
PER_PAGE = 50


def shelf(user: User, show: str, number: str | None) -> dict[str, Any]:
    """For `mine.html`. `show` is "drafts", "archived" or anything else for what is going on."""
    mine = Listing.objects.of(user)
    kept = mine.filter(archived_at=None)
    drafts = kept.filter(status=Listing.Status.DRAFT)
    many = drafts.count()
    away = show == "archived"
    if away or show == "drafts":
        rows = mine.exclude(archived_at=None) if away else drafts
        page = Paginator(_whole(rows), PER_PAGE).get_page(number)
        listings = list(page)
    else:
        page = None
        listings = [*_whole(drafts)[:FEW], *_whole(kept.exclude(status=Listing.Status.DRAFT))]
        listings.sort(key=lambda listing: listing.updated_at, reverse=True)
    return {
        "listings": listings,
        "groups": groups(listings),
        "tabs": _tabs(show, many, mine.exclude(archived_at=None).exists()),
        "away": away,
        "page": page,
        "show": show,
    }


def _whole(rows: Any) -> Any:
    rows = rows.for_cards().prefetch_related("moderations__university")
    return rows.order_by("-updated_at", "-pk")


def _tabs(show: str, drafts: int, put_away: bool) -> list[dict[str, Any]]:
    """Without more to choose from there is nothing to choose."""
    here = reverse("listings:mine")
    tabs: list[dict[str, Any]] = [
        {"label": _("Listings"), "url": here, "current": show not in ("drafts", "archived")}
    ]
    if drafts > FEW or show == "drafts":
        url = f"{here}?show=drafts"
        tabs.append(
            {"label": _("Drafts"), "url": url, "current": show == "drafts", "count": drafts}
        )
    if put_away or show == "archived":
        url = f"{here}?show=archived"
        tabs.append({"label": _("Put away"), "url": url, "current": show == "archived"})
    return tabs if len(tabs) > 1 else []


def groups(listings: Iterable[Listing]) -> list[turns.Row]:
    """The employer's listings by whose turn it is; groups without rows are left out."""
    headings = [_("Your turn"), _("With the universities"), _("Open")]
    headings += [_("Filled: work in progress"), _("Over"), _("Templates")]
    found: dict[str, list[turns.Row]] = {heading: [] for heading in headings}
    for listing in listings:
        found[group_of(listing)].append(turns.row(listing))
    return [{"heading": heading, "rows": rows} for heading, rows in found.items() if rows]


def group_of(listing: Listing) -> str:
    if listing.status == Listing.Status.TEMPLATE:
        return _("Templates")
    if listing.status in Listing.EDITABLE:
        return _("Your turn")
    if listing.status == Listing.Status.SUBMITTED:
        return _("With the universities")
    if listing.status == Listing.Status.OPEN:
        return _("Open") if listing.takes_applications else _("Your turn")
    if listing.status == Listing.Status.FILLED:
        return _("Filled: work in progress")
    return _("Over")

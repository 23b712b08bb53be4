"""What we write to whom about a listing."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Role, University, UniversityStaff
from listings import mailed
from listings.cards import cards, weekly, where
from listings.facts import answer_by
from listings.models import Listing, Moderation, SavedSearch
from listings.people import of_employer
from notifications import outbox

# More would be a list to scroll: the rest is a link away.
MOST_NEWS = 10


def submitted(moderation: Moderation) -> None:
    """To everybody who decides for the university, each time it is sent."""
    listing = moderation.listing
    sent = f"{listing.submitted_at:%Y%m%d%H%M%S%f}"
    for staff in deciding_at(moderation.university):
        outbox.post(
            f"listing-submitted:{moderation.pk}:{sent}:{staff.user_id}",
            staff.user,
            "listings/submitted",
            moderation=moderation,
            listing=listing,
            about={"moderation": moderation.pk},
            person=staff.user,
            token=mailed.token(moderation, staff.user),
            time=weekly(listing),
            where=where(listing),
        )


def deciding_at(university: University) -> QuerySet[UniversityStaff]:
    """Its moderators who can sign in."""
    staff = UniversityStaff.objects.of(university).who(Role.MODERATOR)
    return staff.select_related("user").order_by("pk")


def decisions_waiting(moderation: Moderation, before: timedelta) -> None:
    """To everybody who decides for the university: what waits for them, the longest first."""
    university = moderation.university
    assert moderation.due_at is not None
    waiting = Moderation.objects.waiting().filter(university=university)
    first = list(waiting.select_related("listing__organisation")[:MOST_NEWS])
    n = waiting.count()
    at = moderation.due_at - before
    for staff in deciding_at(university):
        outbox.post(
            f"decisions-waiting:{university.pk}:{at:%Y%m%d}:{staff.user_id}",
            staff.user,
            "listings/decisions_waiting",
            leads_to=reverse("listings:queue"),
            university=university,
            person=staff.user,
            waiting=first,
            n=n,
            more=n - len(first),
        )


SEARCH_NEWS = "listings/search_news"


def search_news(search: SavedSearch, news: list[Listing], until: datetime) -> None:
    """What a saved search has found since the last such mail."""
    outbox.post(
        f"search-news:{search.pk}:{until:%Y%m%d%H%M%S%f}",
        search.user,
        SEARCH_NEWS,
        leads_to=f"{reverse('listings:browse')}?{search.query}",
        about={"search": search.pk, "listings": [each.pk for each in news]},
        **news_of(search, news),
    )


def news_of(search: SavedSearch, news: list[Listing]) -> dict[str, Any]:
    with timezone.override(search.user.time_zone):
        found = cards(news[:MOST_NEWS], search.user)
    return {
        "search": search,
        "person": search.user,
        "cards": found,
        "n": len(news),
        "more": len(news) - len(found),
    }


def approved(moderation: Moderation) -> None:
    _to_employer("approved", moderation, answer_by=answer_by(moderation.listing))


def changes(moderation: Moderation) -> None:
    _to_employer("changes", moderation, next=_next(moderation.listing))


def rejected(moderation: Moderation) -> None:
    _to_employer("rejected", moderation)


def recalled(moderation: Moderation) -> None:
    """Its reason is also read by the students who applied."""
    _to_employer("recalled", moderation)


def _next(listing: Listing) -> str:
    """What the employer can do about it, as things stand."""
    if listing.status == Listing.Status.CHANGES:
        return _("Change your listing and send it again. Until then nobody sees it.")
    if listing.status == Listing.Status.SUBMITTED:
        return _("Other universities are still reading it. To change it now, take it back first.")
    return _(
        "Another university has published it. If you change it, each reads it again; until then "
        "these students do not see it."
    )


def _to_employer(what: str, moderation: Moderation, **more: Any) -> None:
    listing = moderation.listing
    for end, to in of_employer(listing):
        outbox.post(
            f"listing-{what}:{moderation.pk}:{moderation.decided_at:%Y%m%d%H%M%S%f}{end}",
            to,
            f"listings/{what}",
            moderation=moderation,
            listing=listing,
            person=to,
            reason=moderation.reason,
            **more,
        )

"""What an employer hears when nobody can apply any more: who waits for them, and until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Min

from applications import moments
from applications.models import Application
from listings.models import Listing
from listings.people import of_employer
from notifications import outbox, waits
from notifications.models import Email


def somebody_waits(listing: Listing, before: timedelta) -> bool:
    return Application.objects.undecided().filter(listing=listing).exists()


def passed(listing: Listing, before: timedelta) -> None:
    """To the employer's side. Open for longer, and over again, is another event."""
    rows = Application.objects.undecided().filter(listing=listing)
    first = rows.order_by().aggregate(by=Min("decide_by"))["by"]
    assert listing.apply_by is not None
    for end, to in of_employer(listing):
        outbox.post(
            f"deadline-passed:{listing.pk}:{listing.apply_by:%Y%m%d%H%M%S%f}{end}",
            to,
            "applications/deadline_passed",
            date=moments.board(listing.pk, listing.slug, listing.title, first),
            listing=listing,
            n=rows.count(),
            due=first,
        )


def still(emails: Sequence[Email]) -> set[int]:
    """Of listings that are over as they were, those on which somebody still waits."""
    over = waits.still(emails)
    of = {email.pk: int(email.about["of"]) for email in emails if "of" in email.about}
    rows = Application.objects.undecided().filter(listing__in=set(of.values())).order_by()
    waiting = set(rows.values_list("listing", flat=True))
    return {pk for pk in over if pk not in of or of[pk] in waiting}

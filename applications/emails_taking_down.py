"""What the employer and who works hear when our staff take a listing off the site.

Who applied hears of it when their application is closed: `emails.not_selected`.
"""

from __future__ import annotations

from datetime import datetime

from applications.models import Placement
from applications.teams import users_of
from listings.models import Listing, Moderation
from listings.people import of_employer
from notifications import outbox


def at_work(placement: Placement) -> None:
    """To who works on it, all of a team: what is agreed goes on."""
    application = placement.offer.application
    for end, to in users_of(application):
        outbox.post(
            f"taken-down-at-work:{placement.pk}{end}",
            to,
            "applications/taken_down",
            application=application,
            listing=application.listing,
        )


def at_work_here(
    placement: Placement, moderation: Moderation, words: str, until: datetime | None
) -> None:
    """As `at_work`, where a university takes it back. `until`: pay is held back so long, UTC."""
    application = placement.offer.application
    for end, to in users_of(application):
        outbox.post(
            f"taken-back-at-work:{placement.pk}:{moderation.pk}{end}",
            to,
            "applications/taken_back",
            application=application,
            listing=application.listing,
            university=moderation.university.name,
            words=words,
            until=until,
        )


def employer(listing: Listing, words: str) -> None:
    for end, to in of_employer(listing):
        outbox.post(
            f"taken-down-employer:{listing.pk}{end}",
            to,
            "applications/taken_down_employer",
            listing=listing,
            words=words,
        )

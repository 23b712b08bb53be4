"""What we write to whom about a listing."""

from listings.models import Moderation, ModerationEvent
from notifications import outbox


def submitted(moderation: Moderation) -> None:
    """To everybody who decides for the university."""
    listing = moderation.listing
    sent = f"{listing.submitted_at:%Y%m%d%H%M%S%f}"
    for staff in moderation.university.staff.select_related("user"):
        outbox.post(
            f"listing-submitted:{moderation.pk}:{sent}:{staff.user_id}",
            staff.user.email,
            "listings/submitted",
            moderation=moderation,
            listing=listing,
            person=staff.user,
        )


def approved(moderation: Moderation) -> None:
    _to_employer("approved", moderation, moderation.reason)


def changes(moderation: Moderation, event: ModerationEvent) -> None:
    _to_employer("changes", moderation, event.reason)


def rejected(moderation: Moderation, event: ModerationEvent) -> None:
    _to_employer("rejected", moderation, event.reason)


def _to_employer(what: str, moderation: Moderation, reason: str) -> None:
    listing = moderation.listing
    outbox.post(
        f"listing-{what}:{moderation.pk}:{moderation.decided_at:%Y%m%d%H%M%S%f}",
        listing.created_by.email,
        f"listings/{what}",
        moderation=moderation,
        listing=listing,
        person=listing.created_by,
        reason=reason,
    )

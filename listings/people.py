"""Whom to write to about a listing on its employer's side."""

from __future__ import annotations

from accounts.models import Membership, User
from listings.models import Listing


def of_employer(listing: Listing) -> list[tuple[str, User]]:
    """Whoever posted it; once they have left the organisation, everybody who is still there.

    Each with an end for the key of their mail. Nobody where nobody is left: what applicants say
    of themselves is not for who has gone.
    """
    by = listing.created_by
    members = Membership.objects.filter(
        organisation=listing.organisation_id, user__is_active=True
    ).select_related("user")
    if by.is_active and members.filter(user=by).exists():
        return [("", by)]
    return [(f":{each.user_id}", each.user) for each in members.order_by("pk")]

"""Whom to write to about a listing on its employer's side."""

from __future__ import annotations

from accounts.models import Membership, User
from listings.models import Listing


def of_employer(listing: Listing) -> list[tuple[str, User]]:
    """Whoever posted it; once they have left the organisation, everybody who is still there.

    Each with an end for the key of their mail. Nobody where nobody is left: what applicants say
    of themselves is not for who has gone.
    """
    return still_there(listing.created_by, listing.organisation_id)


def still_there(by: User, organisation: int) -> list[tuple[str, User]]:
    """As `of_employer`, of anything else that `by` did for the organisation."""
    members = Membership.objects.filter(organisation=organisation)
    own = members.filter(user=by).first() if by.is_active else None
    if own:
        own.user = by  # and `by.membership` is known with it: their mail asks for their role
        return [("", by)]
    others = members.filter(user__is_active=True).select_related("user").order_by("pk")
    return [(f":{each.user_id}", each.user) for each in others]

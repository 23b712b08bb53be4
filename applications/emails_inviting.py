"""What is written of invitations and of interest."""

from __future__ import annotations

from applications.models import Interest, StudentInvitation
from listings.people import of_employer
from notifications import outbox


def invited(invitation: StudentInvitation) -> None:
    listing = invitation.listing
    outbox.post(
        f"invited:{invitation.pk}",
        invitation.student.user,
        "applications/invited",
        invitation=invitation,
        listing=listing,
        organisation=listing.organisation,
    )


def interested(interest: Interest) -> None:
    """To its employer, who may invite them. Names are hidden where the listing hides them."""
    listing, student = interest.listing, interest.student
    for end, to in of_employer(listing):
        outbox.post(
            f"interested:{listing.pk}:{student.pk}{end}",
            to,
            "applications/interested",
            who="" if listing.blind else str(student),
            student=student,
            listing=listing,
        )

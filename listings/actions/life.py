"""What becomes of a listing once it is published."""

from django.db import transaction
from django.utils import timezone

from listings.models import Listing, Moderation
from marketplace.states import WrongState, move


@transaction.atomic
def close(listing: Listing) -> None:
    """Take no more applications, for good. Those that were sent are still answered.

    Raises:
        WrongState: it is not published, or it is closed already.
    """
    _close(listing)


def _close(listing: Listing) -> None:
    move(listing, Listing.Status.CLOSED, closed_at=timezone.now())
    for moderation in listing.moderations.unanswered():
        move(moderation, Moderation.Status.DROPPED, due_at=None)


def fill(listing: Listing) -> None:
    """Its last place is taken. Raises WrongState: it is not open."""
    move(listing, Listing.Status.FILLED)


@transaction.atomic
def reopen(listing: Listing) -> None:
    """A place has come free: open again while students may still apply, else closed.

    Raises:
        WrongState: it was not filled.
    """
    if listing.status != Listing.Status.FILLED:
        raise WrongState(f"Listing {listing.pk} is not filled")
    if listing.apply_by and listing.apply_by > timezone.now():
        move(listing, Listing.Status.OPEN)
    else:
        _close(listing)

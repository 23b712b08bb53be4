"""What a student does not want to be matched with."""

from accounts.models import User
from listings.models import Dismissal, Listing


def dismiss(listing: Listing, user: User, reason: str) -> None:
    """“Not for me”. A second time changes the reason."""
    Dismissal.objects.update_or_create(listing=listing, user=user, defaults={"reason": reason})


def take_back(listing: Listing, user: User) -> None:
    Dismissal.objects.filter(listing=listing, user=user).delete()


def take_all_back(user: User) -> int:
    """How many those were."""
    return Dismissal.objects.filter(user=user).delete()[0]

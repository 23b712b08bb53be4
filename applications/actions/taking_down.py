"""Our staff take a listing off the site with reasons, which its employer reads."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from applications import emails_taking_down as emails
from applications.actions.recalling import recall
from applications.models import Placement
from listings.models import Listing, TakeDown


@transaction.atomic
def take_down(listing: Listing, by: User, words: str) -> TakeDown:
    """Recall it, keep who did so and why, and tell its employer and who works on it.

    Raises:
        WrongState: it was never published, or is taken down already.
    """
    recall(listing)
    row = TakeDown.objects.create(listing=listing, by=by, words=words)
    working = Placement.objects.going_on().filter(listing=listing).for_pages()
    for placement in working.order_by("pk"):
        emails.at_work(placement)
    emails.employer(listing, words)
    return row

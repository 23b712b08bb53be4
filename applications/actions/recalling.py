"""A listing that our staff take down: who applied is told, and nobody is hired for it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from applications.actions.offering import back_to_shortlist
from applications.actions.working import end_unfunded
from applications.models import Application, Offer, Placement
from listings import actions as listing_actions
from listings.models import Listing
from marketplace.states import move


@transaction.atomic
def recall(listing: Listing) -> None:
    """Open offers are taken back, placements that nobody has paid for end, and the clock closes
    every application and tells them, one by one.

    Each hears once, why. Work that is paid in goes on, and so does what a bank is paying for: its
    money is held, and either side may call it off.

    Raises:
        WrongState: it was never published, or is taken down already.
    """
    held = Listing.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "organisation"
    )
    listing_actions.recall(held.get(pk=listing.pk))
    offers = Offer.objects.filter(application__listing=listing, status=Offer.Status.MADE)
    for offer in offers.for_pages():
        move(offer, Offer.Status.WITHDRAWN, answered_at=timezone.now())
        back_to_shortlist(offer.application)
    unpaid = Placement.objects.filter(listing=listing, status=Placement.Status.ACCEPTED)
    for placement in unpaid.for_pages():
        if not placement.milestones.filter(with_bank=True).exists():
            end_unfunded(placement)
    Application.objects.filter(listing=listing).undecided().update(
        decide_by=timezone.now(), closed_for=Application.ClosedFor.RECALLED, runner_up_at=None
    )

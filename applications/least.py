"""What an offer pays at least, in the listing's currency, minor units."""

from __future__ import annotations

from django.db.models import Q, Sum

from applications.models import Milestone, Offer, Placement
from listings.models import Listing


def least_pay(listing: Listing) -> int:
    """What the listing promised. For work that a student left half done: what is left of it, once
    for each of them.
    """
    promised = listing.pay_minor or 0
    settled = Sum("milestones__amount_minor", filter=Q(milestones__status__in=Milestone.SETTLED))
    left_half_done = Placement.objects.filter(
        listing=listing,
        status=Placement.Status.CANCELLED,
        offer__status=Offer.Status.CANCELLED,
    )
    done = left_half_done.annotate(done=settled).filter(done__gt=0).values_list("done", flat=True)
    rests = sorted(max(promised - each, 1) for each in done)
    if not rests:
        return promised
    taken = (Offer.Status.MADE, Offer.Status.ACCEPTED)
    smaller = Offer.objects.filter(
        application__listing=listing, status__in=taken, pay_minor__lt=promised
    )
    replaced = smaller.count()
    return rests[replaced] if replaced < len(rests) else promised

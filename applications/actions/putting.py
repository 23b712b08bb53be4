"""An employer puts a listing away once nobody waits for anything of it."""

from django.db import transaction

from applications.models import Application, Placement
from listings import actions as listing_actions
from listings.models import Listing
from marketplace.states import WrongState


class StillGoingOn(WrongState):
    """Applications without an end, placements that are not over: how many of each."""

    def __init__(self, applications: int, placements: int) -> None:
        super().__init__(f"{applications} applications, {placements} placements")
        self.applications, self.placements = applications, placements


@transaction.atomic
def put_away(listing: Listing) -> None:
    """Off the employer's list; nothing is deleted.

    Raises:
        StillGoingOn: an applicant waits for an answer, or work goes on.
        WrongState: students or a university are reading it.
    """
    Listing.objects.select_for_update(no_key=True).get(pk=listing.pk)
    applications = Application.objects.filter(listing=listing).open().count()
    placements = Placement.objects.filter(listing=listing).going_on().count()
    if applications or placements:
        raise StillGoingOn(applications, placements)
    listing_actions.archive(listing)

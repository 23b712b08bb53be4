"""What those who have applied hear of the listing."""

from django.db import transaction
from django.utils import timezone

from applications import emails
from applications.models import Application, TeamMember
from listings.models import ListingRevision


@transaction.atomic
def tell_of_change(revision: ListingRevision) -> None:
    """Mail what was changed to everybody who had applied by then and still waits. Once.

    Teams that are not sent yet have until its deadline as it is now.
    """
    untold = ListingRevision.objects.filter(pk=revision.pk, told_at=None)
    if not untold.update(told_at=timezone.now()):
        return
    TeamMember.objects.give_until(revision.listing)
    waiting = Application.objects.open().filter(
        listing=revision.listing_id, submitted_at__lt=revision.at
    )
    for application in waiting.for_pages():
        emails.listing_changed(application, revision)

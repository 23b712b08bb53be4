"""A way on for somebody who was not chosen."""

from applications.models import Application
from listings.models import Listing

MOST = 3


def similar_to(application: Application) -> list[Listing]:
    """Open, paid listings of the same field that this student may see and did not apply to."""
    applied = Application.objects.filter(student=application.student_id).values("listing")
    return list(
        Listing.objects.open()
        .visible_to(application.student.user)
        .paid()
        .filter(field=application.listing.field)
        .exclude(pk__in=applied)
        .for_cards()
        .order_by("apply_by")[:MOST]
    )

"""A way on for somebody who was not chosen."""

from applications.models import Application
from listings.models import Listing
from listings.similar import similar


def similar_to(application: Application) -> list[Listing]:
    """Open listings like the one applied for, which this student may see and did not apply to."""
    student = application.student
    applied = Application.objects.filter(student=student).values_list("listing", flat=True)
    return similar(application.listing, student.university_id, without=list(applied))

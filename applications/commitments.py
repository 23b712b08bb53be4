"""How much of a student's week is promised already."""

from __future__ import annotations

from datetime import date, timedelta
from math import ceil

from django.conf import settings
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Student, User
from applications.models import Offer, Placement
from listings.models import Listing


def hours_a_week(listing: Listing) -> int:
    """What the work takes in a week; all of it where it is shorter than one."""
    if listing.hours_per_week:
        return listing.hours_per_week
    weeks = ceil((listing.length_days or 7) / 7)
    return ceil((listing.total_hours or 0) / weeks)


def hours_meanwhile(student: Student, listing: Listing) -> int:
    """Hours a week of placements that go on while this work would, from its earliest start."""
    first = max(listing.starts_from or timezone.localdate(), timezone.localdate())
    return hours_between(
        student.user, first, first + timedelta(days=(listing.length_days or 1) - 1)
    )


def hours_between(user: User, first: date, last: date) -> int:
    placements = Placement.objects.of_student(user).going_on()
    meanwhile = placements.filter(offer__starts_on__lte=last, offer__ends_on__gte=first)
    return meanwhile.aggregate(total=Sum("offer__hours_per_week"))["total"] or 0


def too_much(user: User, offer: Offer) -> str:
    """Words for a student whose week an offer would fill beyond what one may do.

    Said, not refused, once an employer has chosen them: other work may end earlier or be handed
    in already, and who knows that is the student.
    """
    if user.kind != User.Kind.STUDENT:
        return ""
    busy = hours_between(user, offer.starts_on, offer.ends_on)
    most, together = settings.MAX_HOURS_PER_WEEK, busy + offer.hours_per_week
    if not busy or together <= most:
        return ""
    return _(
        "You work %(busy)d hours a week for other projects at that time. With the %(asked)d of "
        "this one it is %(together)d, more than the %(most)d for which one may apply. If "
        "you accept, you promise to do both."
    ) % {"busy": busy, "asked": offer.hours_per_week, "together": together, "most": most}

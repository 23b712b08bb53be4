"""How much of a student's week is promised already."""

from __future__ import annotations

from datetime import date, timedelta
from math import ceil

from django.db.models import Sum
from django.utils import timezone

from accounts.models import Student
from applications.models import Placement
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
    return hours_between(student, first, first + timedelta(days=(listing.length_days or 1) - 1))


def hours_between(student: Student, first: date, last: date) -> int:
    placements = Placement.objects.of_student(student.user).going_on()
    meanwhile = placements.filter(offer__starts_on__lte=last, offer__ends_on__gte=first)
    return meanwhile.aggregate(total=Sum("offer__hours_per_week"))["total"] or 0

"""An employer invites a student who wishes to be found."""

from typing import Any

from accounts.models import Student
from applications.models import StudentInvitation
from tests import make


def findable(**given: Any) -> Student:
    """A whole profile, open to invitations."""
    return make.student(**{"open_to_invitations": True, "hours_per_week": 10, **given})


def student_invitation(**given: Any) -> StudentInvitation:
    student = given.pop("student", None) or findable()
    listing = given.pop("listing", None) or make.listing(approved_by=student.university)
    by = given.pop("by", None) or listing.created_by
    return StudentInvitation.objects.create(listing=listing, student=student, by=by, **given)

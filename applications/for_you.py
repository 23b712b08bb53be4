"""Open listings that fit a student, best first: from their profile, and from what they chose."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from accounts.models import Student
from applications.models import Application
from listings.matching import Wishes, wishes_of
from listings.matching.wishes import Taste
from listings.models import Dismissal, Listing, SavedListing


def wishes_for(student: Student) -> Wishes:
    """The profile's, without what was applied for or dismissed."""
    applied = Application.objects.filter(student=student).values_list("listing", flat=True)
    dismissed = Dismissal.objects.filter(user=student.user_id).values_list("listing", flat=True)
    passed = frozenset(applied.union(dismissed, all=True))
    return replace(wishes_of(student), passed=passed, taste=taste_of(student))


def taste_of(student: Student) -> Taste:
    """Shares of the fields and formats of what they saved and applied for; one each, not two."""
    saved = SavedListing.objects.filter(user=student.user_id).values("listing")
    applied = Application.objects.filter(student=student).values("listing")
    chosen = Listing.objects.filter(pk__in=saved.union(applied))
    kinds = list(chosen.values_list("field", "format"))
    fields, formats = Counter(field for field, _ in kinds), Counter(format for _, format in kinds)
    return Taste(
        fields={field: n / len(kinds) for field, n in fields.items()},
        formats={format: n / len(kinds) for format, n in formats.items()},
    )

"""Open listings that fit a student, best first: from their profile, and from what they chose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from accounts.models import Student
from applications.models import Application
from listings.matching import Person, people
from listings.matching.fitting import NEW_DAYS
from listings.matching.wishes import Chosen, Left
from listings.models import Dismissal, Listing, SavedListing, Shown
from listings.search import engine
from listings.search.names import in_usd

# Of a dismissal what says something of other listings.
TELLING = (Dismissal.Reason.FIELD, Dismissal.Reason.PAY)
# Of a listing.
PAY = ("pay_minor", "currency", "total_hours")


def person_of(student: Student) -> Person:
    """With what they wish for by their profile, without what they applied for or dismissed; and
    what they have been shown so often that it is news no more."""
    [person] = known([student])
    shown = Shown.objects.filter(student=student, opened_at=None, days__gt=NEW_DAYS)
    often = dict(shown.values_list("listing", "days"))
    wishes = replace(person.wishes, passed=passed_over(student), known=often)
    return replace(person, wishes=wishes)


def passed_over(student: Student) -> frozenset[int]:
    """What they applied for, or said is not for them; primary keys of listings."""
    return passed_by([student])[student.pk]


def passed_by(students: Collection[Student]) -> dict[int, frozenset[int]]:
    """The same of several, by student."""
    of_user = {each.user_id: each.pk for each in students}
    found: dict[int, set[int]] = {pk: set() for pk in of_user.values()}
    applied = Application.objects.filter(student__in=found).order_by()
    for student, listing in applied.values_list("student", "listing"):
        found[student].add(listing)
    dismissed = Dismissal.objects.filter(user__in=of_user).order_by()
    for user, listing in dismissed.values_list("user", "listing"):
        found[of_user[user]].add(listing)
    return {pk: frozenset(listings) for pk, listings in found.items()}


def known(students: Sequence[Student]) -> list[Person]:
    """What matching knows of `students`, who come with their universities: four statements."""
    return people(students, chosen_by(students), left_by(students))


def after(student: int, most: int) -> list[Person]:
    """The next `most` whose primary keys are greater, ascending; of those who may sign in."""
    rows = Student.objects.filter(pk__gt=student, user__is_active=True).order_by("pk")
    few = ("user", "hours_per_week", "available_from", "university__country")
    return known(list(rows.select_related("university").only(*few)[:most]))


def chosen_by(students: Sequence[Student]) -> dict[int, list[Chosen]]:
    """What each saved or applied for, each listing once."""
    of_user = {each.user_id: each.pk for each in students}
    saved = SavedListing.objects.filter(user__in=of_user).order_by()
    applied = Application.objects.filter(student__in=of_user.values()).order_by()
    both = saved.values_list("user", "listing").union(
        applied.values_list("student__user", "listing")
    )
    by_listing = defaultdict[int, list[int]](list)
    for user, listing in both.order_by():
        by_listing[listing].append(of_user[user])
    chosen = defaultdict[int, list[Chosen]](list)
    if by_listing:
        rows = Listing.objects.filter(pk__in=by_listing)
        for pk, field, format, *pay in rows.values_list("pk", "field", "format", *PAY):
            fact = field, format, _by_the_hour(*pay)
            for student in by_listing[pk]:
                chosen[student].append(fact)
    return chosen


def left_by(students: Sequence[Student]) -> dict[int, list[Left]]:
    """What each said is not for them, for its line of work or its pay."""
    of_user = {each.user_id: each.pk for each in students}
    rows = Dismissal.objects.filter(user__in=of_user, reason__in=TELLING).order_by()
    left = defaultdict[int, list[Left]](list)
    of_listing = ("listing__field", *(f"listing__{each}" for each in PAY))
    for user, reason, field, *pay in rows.values_list("user", "reason", *of_listing):
        left[of_user[user]].append(Left(reason, field, _by_the_hour(*pay)))
    return left


def _by_the_hour(pay_minor: int | None, currency: str, hours: int | None) -> int:
    """US cents."""
    return in_usd(pay_minor or 0, currency, engine.current().names) // max(hours or 1, 1)

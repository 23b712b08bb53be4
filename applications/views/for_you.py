"""“For you”: what fits a student's profile, why, and “Not for me”."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, students_only
from accounts.limits import limit
from accounts.models import Student
from applications import inviting
from applications.for_you import person_of
from applications.learning import note_shown
from listings import dismissing
from listings.five import ranked
from listings.models import Dismissal, Listing

MOST = 24


@require_safe
@students_only
def for_you(request: SignedInRequest) -> HttpResponse:
    student = get_object_or_404(
        Student.objects.select_related("university").prefetch_related("skills"), user=request.user
    )
    student.user = request.user  # read already
    person = person_of(student)
    matches = ranked(person, request.user, MOST)
    note_shown(student, [match.fit for match in matches], timezone.now())
    shown = {
        "student": student,
        "skills": [skill.name for skill in student.skills.all()],
        "matches": matches,
        "reasons": Dismissal.Reason.choices,
        "not_fields": _names_of(person.wishes.taste.not_fields),
        "too_low": person.wishes.taste.too_low,
        "invited": inviting.waiting(student).count(),
        "dismissed": Dismissal.objects.filter(user=request.user).count(),
    }
    return render(request, "applications/for_you.html", shown)


def _names_of(fields: Iterable[str]) -> list[str]:
    return sorted(str(Listing.Field(each).label) for each in fields)


@require_POST
@students_only
@limit("save", "600/d")
def not_for_me(request: SignedInRequest, slug: str) -> HttpResponse:
    """Leave a listing out of what fits, or with `back` show it again."""
    listing = get_object_or_404(Listing.objects.visible_to(request.user), slug=slug)
    title = {"title": listing.title}
    if "back" in request.POST:
        dismissing.take_back(listing, request.user)
        messages.success(request, _("“%(title)s” can be among them again.") % title)
    else:
        reason = request.POST.get("reason", "")
        known = reason if reason in Dismissal.Reason.values else Dismissal.Reason.OTHER
        dismissing.dismiss(listing, request.user, known)
        messages.success(request, _("“%(title)s” is left out from now on.") % title)
    return redirect("applications:for_you")


@require_POST
@students_only
@limit("save", "600/d")
def all_again(request: SignedInRequest) -> HttpResponse:
    """Let everything that was “not for me” be among them again."""
    n = dismissing.take_all_back(request.user)
    told = ngettext("%(n)d project can be shown again.", "%(n)d projects can be shown again.", n)
    messages.success(request, told % {"n": n})
    return redirect("applications:for_you")

"""The hours a student logs for a placement: theirs to write, the employer's to read."""

from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import SignedInRequest, students_only
from accounts.limits import limit
from accounts.models import User
from applications import actions, durations, room
from applications.forms.together import HoursForm
from applications.models import Hours, Placement
from marketplace.states import WrongState

PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@limit("hours", "200/d")
def hours(request: SignedInRequest, pk: UUID) -> HttpResponse:
    rows = Placement.objects.visible_to(request.user).for_pages()
    placement = get_object_or_404(rows, pk=pk)
    may_log = _may_log(request, placement)
    if request.method == "POST" and not may_log:
        return _not_now(request, placement)
    posted = request.POST if request.method == "POST" else None
    form = HoursForm(posted, placement=placement, initial={"day": timezone.localdate()})
    if form.is_valid() and (answer := _log(request, placement, form)):
        return answer
    logged = Hours.objects.filter(placement=placement).select_related("student__user")
    page = Paginator(logged, PAGE).get_page(request.GET.get("page"))
    context = {
        "placement": placement,
        "listing": placement.listing,
        "student_side": request.user.kind == User.Kind.STUDENT,
        "form": form if may_log else None,
        "page": page,
        "weeks": _weeks(page),
        "hours": room.hours_of(placement),
        "caps": durations.caps(placement.listing.format),
    }
    return render(request, "applications/hours.html", context)


def _may_log(request: SignedInRequest, placement: Placement) -> bool:
    active = placement.status == Placement.Status.ACTIVE
    return request.user.kind == User.Kind.STUDENT and active


def _log(request: SignedInRequest, placement: Placement, form: HoursForm) -> HttpResponse | None:
    """None if the format's limit is passed: the form then says so."""
    given = form.cleaned_data
    try:
        me = request.user.student
        actions.log_hours(placement, me, given["day"], given["hours"], given["note"], given["key"])
    except actions.TooManyHours as problem:
        form.add_error("hours", durations.too_many(problem))
        return None
    except WrongState:
        return _not_now(request, placement)
    messages.success(request, _("%(time)s logged.") % {"time": durations.in_words(given["hours"])})
    return redirect("applications:hours", placement.pk)


def _not_now(request: SignedInRequest, placement: Placement) -> HttpResponse:
    messages.error(request, _("Hours cannot be logged here now. Nothing was changed."))
    return redirect("applications:hours", placement.pk)


def _weeks(rows: Any) -> list[dict[str, Any]]:
    """The entries by week, the newest first, with what is shown of each week added up."""
    weeks = []
    for monday, group in groupby(rows, key=durations.monday_of):
        entries = list(group)
        minutes = sum(entry.minutes for entry in entries)
        weeks.append({"monday": monday, "entries": entries, "minutes": minutes})
    return weeks


@require_POST
@students_only
@limit("hours", "200/d")
def remove_hours(request: SignedInRequest, pk: UUID) -> HttpResponse:
    rows = Hours.objects.of_student(request.user).select_related("placement")
    row = get_object_or_404(rows, pk=pk)
    try:
        actions.remove_hours(row)
    except WrongState:
        return _not_now(request, row.placement)
    messages.success(request, _("Removed."))
    return redirect("applications:hours", row.placement_id)

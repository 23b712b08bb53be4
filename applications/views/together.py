"""What both sides settle while the work goes on: a later day, and how it is going at half-time."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import SignedInRequest
from accounts.limits import limit
from accounts.models import User
from applications import actions, away, turns
from applications.forms.together import CheckInForm, MoreTimeForm
from applications.models import CheckIn, Extension, Milestone, Placement
from applications.teams import students_of
from marketplace.states import WrongState

type Answer = Callable[[Extension, User], None]


@require_http_methods(["GET", "HEAD", "POST"])
@limit("write", "200/d")
def more_time(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Either side asks the other for a later day; one that meets exams is shown again first."""
    rows = Milestone.objects.visible_to(request.user).for_pages()
    milestone = get_object_or_404(rows.prefetch_related("extensions"), pk=pk)
    assert milestone.placement is not None
    if not milestone.may_be_extended or milestone.asked_extension:
        return _asked_twice(request, milestone) or _not_now(request, milestone)
    form = MoreTimeForm(request.POST if request.method == "POST" else None, milestone=milestone)
    clashes: list[str] = []
    if form.is_valid():
        clashes = _clashes(request, milestone, form.cleaned_data["to_day"])
        if not clashes:
            return _ask(request, milestone, form)
    context = {
        "form": form,
        "milestone": milestone,
        "placement": milestone.placement,
        "clashes": clashes,
        "student_side": request.user.kind == User.Kind.STUDENT,
        "answer_within": turns.length(milestone.placement.listing.format.extension_hours),
    }
    return render(request, "applications/more_time.html", context)


def _clashes(request: SignedInRequest, milestone: Milestone, day: date) -> list[str]:
    """What is to be read once more before it is asked: nothing, if it was read already."""
    if request.POST.get("seen") == day.isoformat():
        return []
    assert milestone.placement is not None
    students = students_of(milestone.placement)
    return away.clashes(students, request.user, [(milestone.title, day, milestone.zone)])


def _ask(request: SignedInRequest, milestone: Milestone, form: MoreTimeForm) -> HttpResponse:
    try:
        actions.ask_for_more_time(milestone, request.user, **form.cleaned_data)
    except WrongState:
        return _asked_twice(request, milestone) or _not_now(request, milestone)
    messages.success(request, _("Asked. The other side has it by e-mail."))
    return redirect("applications:placement", milestone.placement_id)


def _asked_twice(request: SignedInRequest, milestone: Milestone) -> HttpResponse | None:
    """Who presses the button twice is told once."""
    asked = milestone.extensions.filter(status=Extension.Status.ASKED, asked_by=request.user)
    days = [day.isoformat() for day in asked.values_list("to_day", flat=True)]
    if request.POST.get("to_day") not in days:
        return None
    return redirect("applications:placement", milestone.placement_id)


def _not_now(request: SignedInRequest, milestone: Milestone) -> HttpResponse:
    if milestone.extensions.filter(status=Extension.Status.ASKED).exists():
        words = _("A later day has been asked for already, and waits for an answer.")
    else:
        words = _("Its day cannot be moved now.")
    messages.error(request, words + " " + _("Nothing was changed."))
    return redirect("applications:placement", milestone.placement_id)


@require_POST
@limit("write", "200/d")
def agree_extension(request: SignedInRequest, pk: UUID) -> HttpResponse:
    return _answer(request, pk, actions.agree_to_more_time, _("Agreed. The new day counts."))


@require_POST
@limit("write", "200/d")
def refuse_extension(request: SignedInRequest, pk: UUID) -> HttpResponse:
    said = _("The day stays as it was, and we have told them.")
    return _answer(request, pk, actions.refuse_more_time, said)


@require_POST
@limit("write", "200/d")
def take_back_extension(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Only for the side that asked."""
    said = _("Taken back. The day stays as it was.")
    return _answer(request, pk, actions.take_back_extension, said, own=True)


def _answer(
    request: SignedInRequest, pk: UUID, act: Answer, said: str, own: bool = False
) -> HttpResponse:
    extension = get_object_or_404(Extension.objects.visible_to(request.user).for_pages(), pk=pk)
    placement = extension.milestone.placement_id
    asked = extension.by_student == (request.user.kind == User.Kind.STUDENT)
    if asked != own:
        messages.error(request, _("The other side answers that. Nothing was changed."))
        return redirect("applications:placement", placement)
    try:
        act(extension, request.user)
    except WrongState:
        messages.error(request, _("That is answered or over already. Nothing was changed."))
    else:
        messages.success(request, said)
    return redirect("applications:placement", placement)


@require_http_methods(["GET", "HEAD", "POST"])
@limit("write", "200/d")
def check_in(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Two questions at half-time; the other side reads the answers."""
    rows = Placement.objects.visible_to(request.user).for_pages()
    placement = get_object_or_404(rows, pk=pk)
    row = placement.check_ins.filter(side=request.user.kind).first()
    if row is None or row.status != CheckIn.Status.ASKED:
        return _nothing_asked(request, placement)
    form = CheckInForm(request.POST if request.method == "POST" else None, side=row.side)
    if form.is_valid():
        row.placement = placement
        try:
            actions.say_how_it_goes(row, request.user, **form.cleaned_data)
        except WrongState:
            return _nothing_asked(request, placement)
        messages.success(request, _("Thank you. The other side reads it now."))
        return redirect(placement)
    context = {"form": form, "placement": placement, "check_in": row}
    return render(request, "applications/check_in.html", context)


def _nothing_asked(request: SignedInRequest, placement: Placement) -> HttpResponse:
    messages.info(request, _("There is nothing to answer here now. Nothing was changed."))
    return redirect(placement)

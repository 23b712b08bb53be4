"""The placement: the one room that both sides share."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, employers_only
from accounts.limits import limit
from applications import actions, away, room
from applications.forms.working import CancelForm, ChangesForm
from applications.models import Milestone, Placement
from applications.teams import students_of
from marketplace.states import WrongState


@require_safe
def placement(request: SignedInRequest, pk: UUID) -> HttpResponse:
    placement = room.find(request.user, pk)
    context = room.of_placement(placement, request.user)
    return render(request, "applications/placement.html", context)


@require_POST
@limit("write", "200/d")
def cancel(request: SignedInRequest, pk: UUID) -> HttpResponse:
    rows = Placement.objects.visible_to(request.user).for_pages()
    placement = get_object_or_404(rows, pk=pk)
    form = CancelForm(request.POST, kind=request.user.kind)
    if not form.is_valid():
        return _ask_why(request, placement, form)
    try:
        actions.cancel(placement, request.user, **form.cleaned_data)
    except actions.PaymentUnderWay:
        messages.error(request, _under_way())
        return redirect(placement)
    except WrongState:
        messages.error(request, _("It can no longer be cancelled here. Nothing was changed."))
        return redirect(placement)
    messages.success(request, _("The placement is cancelled, and the other side told."))
    return redirect(placement)


def _ask_why(request: SignedInRequest, placement: Placement, form: CancelForm) -> HttpResponse:
    """The room again, with what is the matter, unless it is too late for that."""
    fresh = room.find(request.user, placement.pk)
    context = {**room.of_placement(fresh, request.user), "cancel_form": form}
    if context["may_cancel"]:
        return render(request, "applications/placement.html", context)
    waiting = placement.status == Placement.Status.ACCEPTED
    late = _("It can no longer be cancelled here. Nothing was changed.")
    messages.error(request, _under_way() if waiting else late)
    return redirect(placement)


def _under_way() -> str:
    return _(
        "A payment is on its way from the bank, so nothing was cancelled. We write to you "
        "when it has arrived, or if it is refused."
    )


@require_http_methods(["GET", "HEAD", "POST"])
@employers_only
@limit("write", "200/d")
def ask_for_changes(request: SignedInRequest, pk: UUID) -> HttpResponse:
    rows = Milestone.objects.for_employer(request.user).for_pages()
    milestone = get_object_or_404(rows, pk=pk)
    if not milestone.may_ask_for_changes:
        return moved_on(request, milestone, _("You cannot ask for changes to it now."))
    form = ChangesForm(
        request.POST if request.method == "POST" else None,
        milestone=milestone,
    )
    clashes = _clashes(request, milestone, form, "by_date")
    if form.is_valid() and not clashes:
        try:
            actions.ask_for_changes(milestone, **form.cleaned_data)
        except WrongState:
            return moved_on(request, milestone, _("You cannot ask for changes to it now."))
        messages.success(request, _("Sent. The student has it by e-mail."))
        return redirect("applications:placement", milestone.placement_id)
    context: dict[str, Any] = {
        "form": form,
        "clashes": clashes,
        "milestone": milestone,
        "round": milestone.changes_asked + 1,
        "last_round": milestone.changes_asked + 1 == Milestone.MAX_CHANGES,
    }
    return render(request, "applications/ask_for_changes.html", context)


def _clashes(
    request: SignedInRequest, milestone: Milestone, form: ChangesForm, name: str
) -> list[str]:
    """What is to be read once more before it is sent: nothing, if it was read already."""
    if not form.is_valid():
        return []
    day = form.cleaned_data[name]
    if request.POST.get("seen") == day.isoformat():
        return []
    students = students_of(_placement(milestone))
    return away.clashes(students, request.user, [(milestone.title, day, milestone.zone)])


def _placement(milestone: Milestone) -> Placement:
    assert milestone.placement is not None
    return milestone.placement


def moved_on(request: SignedInRequest, milestone: Milestone, why: str) -> HttpResponse:
    messages.error(request, why + " " + _("Nothing was changed."))
    return redirect("applications:placement", milestone.placement_id)

"""The placement: the one room that both sides share."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, employers_only, students_only
from accounts.limits import limit
from accounts.models import User
from applications import actions, steps, turns
from applications.forms.working import ChangesForm, DeliverForm
from applications.models import Delivery, Milestone, Placement
from marketplace.states import WrongState


@require_safe
def placement(request: SignedInRequest, pk: UUID) -> HttpResponse:
    rows = Placement.objects.visible_to(request.user).for_pages()
    deliveries = Delivery.objects.prefetch_related("files")
    rows = rows.prefetch_related(Prefetch("milestones__deliveries", deliveries))
    placement = get_object_or_404(rows, pk=pk)
    side = request.user.kind
    turn = turns.of_placement(placement, side)
    context = {
        "placement": placement,
        "offer": placement.offer,
        "listing": placement.listing,
        "milestones": turns.milestones(placement),
        "turn": turn,
        "steps": steps.of_placement(placement, side),
        "student_side": side == User.Kind.STUDENT,
        "may_cancel": _may_cancel(placement),
        "anything_handed_in": any(each.deliveries.all() for each in placement.milestones.all()),
        "support_email": settings.SUPPORT_EMAIL,
        "out_of_rounds": side == User.Kind.EMPLOYER and _out_of_rounds(placement),
    }
    return render(request, "applications/placement.html", context)


def _may_cancel(placement: Placement) -> bool:
    """Nothing is paid in, or on its way from a bank."""
    accepted = placement.status == Placement.Status.ACCEPTED
    return accepted and not any(each.with_bank for each in placement.milestones.all())


def _out_of_rounds(placement: Placement) -> bool:
    """Work is handed in, and only approving it is left."""
    return any(
        each.status == Milestone.Status.DELIVERED and not each.may_ask_for_changes
        for each in placement.milestones.all()
    )


@require_POST
@limit("write", "200/d")
def cancel(request: SignedInRequest, pk: UUID) -> HttpResponse:
    rows = Placement.objects.visible_to(request.user).for_pages()
    placement = get_object_or_404(rows, pk=pk)
    try:
        actions.cancel(placement, request.user)
    except actions.PaymentUnderWay:
        messages.error(
            request,
            _(
                "A payment is on its way from the bank, so nothing was cancelled. We write to you "
                "when it has arrived, or if it is refused."
            ),
        )
        return redirect(placement)
    except WrongState:
        messages.error(request, _("It can no longer be cancelled here. Nothing was changed."))
        return redirect(placement)
    messages.success(request, _("The placement is cancelled, and the other side told."))
    return redirect(placement)


@require_http_methods(["GET", "HEAD", "POST"])
@students_only
@limit("upload", "30/30m")
def deliver(request: SignedInRequest, pk: UUID) -> HttpResponse:
    rows = Milestone.objects.of_student(request.user).for_pages()
    milestone = get_object_or_404(rows, pk=pk)
    if not milestone.may_be_delivered:
        return _moved_on(request, milestone, _("There is nothing to hand in for it now."))
    posted = request.method == "POST"
    form = DeliverForm(request.POST, request.FILES) if posted else DeliverForm()
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.deliver(milestone, given["note"], given["links"], given["attached"])
        except WrongState:
            return _moved_on(request, milestone, _("It was handed in already."))
        messages.success(request, _("Your work is handed in, and we have told the employer."))
        return redirect("applications:placement", milestone.placement_id)
    context = {
        "form": form,
        "milestone": milestone,
        "last": milestone.deliveries.first(),
        "review": turns.length(_placement(milestone).listing.format.review_hours),
        "files_lost": bool(request.FILES),
    }
    return render(request, "applications/deliver.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@employers_only
@limit("write", "200/d")
def ask_for_changes(request: SignedInRequest, pk: UUID) -> HttpResponse:
    rows = Milestone.objects.for_employer(request.user).for_pages()
    milestone = get_object_or_404(rows, pk=pk)
    if not milestone.may_ask_for_changes:
        return _moved_on(request, milestone, _("You cannot ask for changes to it now."))
    form = ChangesForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.ask_for_changes(milestone, **form.cleaned_data)
        except WrongState:
            return _moved_on(request, milestone, _("You cannot ask for changes to it now."))
        messages.success(request, _("Sent. The student has it by e-mail."))
        return redirect("applications:placement", milestone.placement_id)
    context: dict[str, Any] = {
        "form": form,
        "milestone": milestone,
        "round": milestone.changes_asked + 1,
        "last_round": milestone.changes_asked + 1 == Milestone.MAX_CHANGES,
    }
    return render(request, "applications/ask_for_changes.html", context)


def _placement(milestone: Milestone) -> Placement:
    assert milestone.placement is not None
    return milestone.placement


def _moved_on(request: SignedInRequest, milestone: Milestone, why: str) -> HttpResponse:
    messages.error(request, why + " " + _("Nothing was changed."))
    return redirect("applications:placement", milestone.placement_id)

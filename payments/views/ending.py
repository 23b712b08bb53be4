"""Calling off a placement that is paid in: what it means to the cent, then doing it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, has_second_factor, to_second_factor
from accounts.limits import limit
from accounts.models import User
from applications.actions import Changed, HandedIn, PaymentUnderWay, may_end
from applications.actions.locks import speaks_for
from applications.durations import in_words
from applications.models import Milestone, Placement
from applications.room import hours_of
from marketplace.clocks import working_days_after
from marketplace.states import WrongState
from payments import actions, overview
from payments.emails import REFUND_DAYS
from payments.forms import CallOffForm

Changes = Milestone.Status.CHANGES


@require_http_methods(["GET", "HEAD", "POST"])
@limit("write", "200/d")
def call_off(request: SignedInRequest, pk: UUID) -> HttpResponseBase:
    rows = Placement.objects.visible_to(request.user).for_pages()
    placement = get_object_or_404(rows, pk=pk)
    if request.user.kind == User.Kind.EMPLOYER and not has_second_factor(request.user):
        return to_second_factor(request)
    if why_not := _why_not(placement, request.user):
        messages.error(request, f"{why_not} {_('Nothing was changed.')}")
        return redirect(placement)
    outcome = actions.outcome(placement, by_student=request.user.kind == User.Kind.STUDENT)
    hours = hours_of(placement)
    form = CallOffForm(
        request.POST if request.method == "POST" else None,
        kind=request.user.kind,
        may_keep=outcome.may_keep,
        logged=in_words(hours["all"]) if hours["all"] else "",
    )
    if form.is_valid():
        if answer := _do(request, placement, form.cleaned_data):
            return answer
        placement = get_object_or_404(rows, pk=pk)
        outcome = actions.outcome(placement, by_student=request.user.kind == User.Kind.STUDENT)
    context = _context(request, placement, outcome, form) | {"hours": hours}
    return render(request, "payments/call_off.html", context)


def _why_not(placement: Placement, by: User) -> str:
    if placement.status == Placement.Status.ACCEPTED:
        return _("Nothing is paid in yet: cancel it on this page.")
    if placement.status != Placement.Status.ACTIVE:
        return _("This placement is over.")
    milestones = list(placement.milestones.all())
    if any(each.with_bank for each in milestones):
        return _("A payment is on its way from the bank. Wait until it has arrived.")
    if not speaks_for(placement, by):
        return _("Whoever applied for your team calls the work off.")
    if by.kind == User.Kind.EMPLOYER and any(each.status == Changes for each in milestones):
        return _("You have had work for it. If the changes are late, open a dispute about them.")
    if not all(may_end(each, by) for each in milestones):
        return _("Work is handed in or in dispute: that has to be answered first.")
    if all(each.status in overview.RELEASED for each in milestones):
        return _("Everything is approved: there is nothing to call off.")
    return ""


def _do(
    request: SignedInRequest, placement: Placement, given: dict[str, Any]
) -> HttpResponse | None:
    """None: it is another amount by now, or goes elsewhere; the page has to be read again."""
    try:
        done = actions.call_off(
            placement,
            request.user,
            given["reason"],
            given["note"],
            told=given["told"],
            keep_it=_wanted_to_keep(request),
        )
    except Changed:
        messages.error(
            request, _("The money has changed meanwhile, so nothing was done. Read it once more.")
        )
        return None
    except (HandedIn, PaymentUnderWay):
        messages.error(request, _("Something has happened meanwhile. Nothing was changed."))
        return redirect(placement)
    except actions.TakenBack:
        messages.error(
            request,
            _("The payer’s bank has taken a payment back. Nothing can go back until it decides."),
        )
        return redirect(placement)
    except WrongState:
        messages.error(request, _("This placement is over. Nothing was changed."))
        return redirect(placement)
    if not done.back:
        messages.success(request, _("The placement is called off, and the other side told."))
    else:
        messages.success(
            request, _("The placement is called off, and the other side told. The money follows.")
        )
    return redirect(placement)


def _wanted_to_keep(request: SignedInRequest) -> bool:
    """As it was chosen, also where the form of now has no such choice any more."""
    return request.user.kind == User.Kind.EMPLOYER and request.POST.get("money") == "keep"


def _context(
    request: SignedInRequest, placement: Placement, outcome: actions.Outcome, form: CallOffForm
) -> dict[str, Any]:
    student_side = request.user.kind == User.Kind.STUDENT
    money = overview.of_placement(placement)
    return {
        "placement": placement,
        "listing": placement.listing,
        "student": placement.student,
        "form": form,
        "outcome": outcome,
        "student_side": student_side,
        "rows": overview.ending_rows(money, outcome.back, outcome.stays, for_student=student_side),
        "back": money.show(outcome.back_minor),
        "methods": sorted({each.method for each in money.fundings.values() if each.method}),
        "arrives_by": working_days_after(timezone.now(), REFUND_DAYS, request.user.time_zone),
        "nothing_approved": not outcome.stays,
    }

"""Opening a dispute, answering it, reading it: both sides' pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest
from accounts.downloads import hand_out
from accounts.limits import limit
from accounts.models import User
from applications import actions, turns_disputes
from applications.actions.disputing import TO_ANSWER, TO_DECIDE
from applications.actions.locks import speaks_for
from applications.forms.disputing import EvidenceForm, OpenForm
from applications.models import Dispute, KeptFile, Milestone, Placement, StatementFile
from marketplace.states import WrongState
from marketplace.templatetags.ui import in_words

SIDES = {User.Kind.STUDENT, User.Kind.EMPLOYER}


@require_http_methods(["GET", "HEAD", "POST"])
@limit("upload", "30/30m")
def open_dispute(request: SignedInRequest, pk: UUID) -> HttpResponse:
    _sides_only(request)
    mine = Placement.objects.visible_to(request.user)
    milestone = get_object_or_404(Milestone.objects.for_pages(), pk=pk, placement__in=mine)
    if opened := _opened(request, milestone):
        return opened
    if not milestone.may_be_disputed(request.user.kind):
        return _over(request, milestone, _why_not(milestone, request.user.kind))
    if not speaks_for(milestone.placement, request.user):
        return _over(request, milestone, _("Whoever applied for your team opens disputes."))
    posted, about = request.method == "POST", _about(milestone)
    form = OpenForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        kind=request.user.kind,
        milestone=milestone,
        kept=_ticked(request, about),
    )
    if form.is_valid():
        try:
            dispute = actions.open_dispute(
                milestone, request.user, form.cleaned_data["reason"], form.wish(), form.evidence()
            )
        except WrongState:
            return _opened(request, milestone) or _over(
                request, milestone, _("It was answered meanwhile.")
            )
        messages.success(request, _("The dispute is open, and the other side told."))
        return redirect(dispute)
    context = {
        "files_lost": _lost(request, form, about),
        "form": form,
        "milestone": milestone,
        "student_side": request.user.kind == User.Kind.STUDENT,
        "late": milestone.is_late,
        "to_answer": TO_ANSWER,
        "to_decide": TO_DECIDE,
    }
    return render(request, "applications/open_dispute.html", context)


def _opened(request: SignedInRequest, milestone: Milestone) -> HttpResponse | None:
    """To the one that the reader has opened: the button may be pressed twice, even at once."""
    dispute = milestone.disputes.going_on().filter(opened_by=request.user).first()
    if dispute is None:
        return None
    if request.method == "POST":
        messages.success(request, _("The dispute is open, and the other side told."))
    return redirect(dispute)


def _about(milestone: Milestone) -> UUID:
    """What shows it before there is a dispute; what is to be handed in is kept apart."""
    return uuid5(milestone.pk, "dispute")


def _ticked(request: SignedInRequest, about: UUID) -> list[KeptFile]:
    """Given with a form that had something wrong, and not taken out of it."""
    return actions.kept_named(request.user, about, set(request.POST.getlist("kept")))


def _lost(request: SignedInRequest, form: EvidenceForm, about: UUID) -> bool:
    """Keep what is right of a form that is not; whether every file has to be chosen again."""
    form.keep(actions.keep_files(request.user, about, form.good, form.chosen))
    return bool(request.FILES) and not form.good


def _why_not(milestone: Milestone, side: str) -> str:
    if milestone.is_over or not milestone.was_disputed(side):
        return _("There is nothing to dispute now.")
    return _("There was a dispute about this already, and there is one about the same work only.")


def _sides_only(request: SignedInRequest) -> None:
    if request.user.kind not in SIDES:
        raise PermissionDenied


def _over(request: SignedInRequest, milestone: Milestone, why: str) -> HttpResponse:
    messages.error(request, f"{why} {_('Nothing was changed.')}")
    return redirect("applications:placement", milestone.placement_id)


@require_safe
def dispute(request: SignedInRequest, pk: UUID) -> HttpResponse:
    return _read(request, _dispute(request, pk), EvidenceForm())


def _dispute(request: SignedInRequest, pk: UUID) -> Dispute:
    _sides_only(request)
    return get_object_or_404(Dispute.objects.visible_to(request.user).for_pages(), pk=pk)


def _read(request: SignedInRequest, dispute: Dispute, form: EvidenceForm) -> HttpResponse:
    statements = dispute.statements.select_related("by").prefetch_related("files")
    side = request.user.kind
    answers = dispute.status == Dispute.Status.OPEN and side == dispute.other_side
    context: dict[str, Any] = {
        "dispute": dispute,
        "milestone": dispute.milestone,
        "listing": dispute.milestone.offer.application.listing,
        "statements": statements,
        "turn": turns_disputes.of_dispute(dispute, request.user),
        "student_side": side == User.Kind.STUDENT,
        "mine": side == dispute.side,
        "own": dispute.opened_by_id == request.user.pk,
        "answers": answers,
        "form": form if dispute.is_going_on else None,
        "files_lost": _lost(request, form, dispute.pk),
    }
    return render(request, "applications/dispute.html", context)


@require_POST
@limit("upload", "30/30m")
def say(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The answer of the other side, and whatever either adds until it is decided."""
    dispute = _dispute(request, pk)
    form = EvidenceForm(request.POST, request.FILES, kept=_ticked(request, dispute.pk))
    if dispute.is_going_on and not form.is_valid():
        return _read(request, dispute, form)
    try:
        if not dispute.is_going_on:
            raise WrongState
        actions.say(dispute, request.user, form.evidence())
    except actions.SaidEnough:
        messages.error(request, _("You have said as much as one side may. Nothing was changed."))
    except WrongState:
        messages.error(request, _("The dispute is over. Nothing was changed."))
    else:
        messages.success(request, _("It stands below, and both sides can read it."))
    return redirect(dispute)


@require_POST
@limit("write", "200/d")
def take_back_dispute(request: SignedInRequest, pk: UUID) -> HttpResponse:
    dispute = _dispute(request, pk)
    try:
        actions.take_back_dispute(dispute, request.user)
    except WrongState:
        messages.error(request, _("It cannot be taken back any more. Nothing was changed."))
        return redirect(dispute)
    messages.success(request, _taken_back(dispute.milestone))
    return redirect("applications:placement", dispute.milestone.placement_id)


def _taken_back(milestone: Milestone) -> str:
    if milestone.status == Milestone.Status.CHANGES and milestone.work_by:
        said = _("The dispute is taken back. The changes are due by %(by)s.")
        return said % {"by": in_words(milestone.work_by)}
    return _("The dispute is taken back. The clock goes on where it stood.")


@require_safe
def statement_file(request: SignedInRequest, pk: UUID) -> FileResponse:
    rows = StatementFile.objects.visible_to(request.user)
    whole = rows.select_related("statement__dispute__milestone__offer")
    found = get_object_or_404(whole, pk=pk)
    about = found.statement.dispute.milestone.offer.application_id
    return hand_out(request, found, about)

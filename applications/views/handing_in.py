"""Handing in work: written and kept as a draft, read once more, then sent; and added to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, students_only
from accounts.limits import limit, too_often
from applications import actions, turns
from applications.forms.working import AddForm, DeliverForm
from applications.models import Delivery, HandIn, KeptFile, Milestone
from applications.views.working import moved_on
from listings import drafts
from marketplace.states import WrongState


def _milestone(request: SignedInRequest, pk: UUID) -> Milestone:
    return get_object_or_404(Milestone.objects.of_student(request.user).for_pages(), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@students_only
@limit("type", "5000/d")
def deliver(request: SignedInRequest, pk: UUID) -> HttpResponseBase:
    """The form. Nothing is handed in by it: its button leads to the page that shows it all."""
    milestone = _milestone(request, pk)
    if request.FILES and (refused := too_often(request, "upload", "30/30m")):
        return refused
    if milestone.may_be_added_to and (request.method != "POST" or "add" in request.POST):
        return _add(request, milestone)
    if not milestone.may_be_delivered:
        return _nothing_to_hand_in(request, milestone)
    kept = actions.kept_of(request.user, milestone.pk)
    if request.method == "POST":
        return _keep(request, milestone, DeliverForm(request.POST, request.FILES, kept=kept))
    draft = actions.hand_in_of(milestone, request.user)
    initial = {"note": draft.note, "links": draft.links} if draft else {}
    return _form(request, milestone, DeliverForm(initial=initial, kept=kept), draft)


def _nothing_to_hand_in(request: SignedInRequest, milestone: Milestone) -> HttpResponse:
    words = _("There is nothing to hand in for it now.")
    if request.POST.get("action") == "autosave":
        return JsonResponse({"said": words}, status=422)
    return moved_on(request, milestone, words)


def _form(
    request: SignedInRequest,
    milestone: Milestone,
    form: DeliverForm,
    draft: HandIn | None,
    **more: Any,
) -> HttpResponse:
    assert milestone.placement is not None
    context = {
        "form": form,
        "milestone": milestone,
        "draft": draft,
        "writer": drafts.page_of(request.POST),
        "last": milestone.deliveries.first(),
        "review": turns.length(milestone.placement.listing.format.review_hours),
        **more,
    }
    return render(request, "applications/deliver.html", context)


def _keep(request: SignedInRequest, milestone: Milestone, form: DeliverForm) -> HttpResponse:
    """What was typed is kept as it is, and every file that is right."""
    writer, autosave = drafts.page_of(request.POST), request.POST.get("action") == "autosave"
    whole, good = form.is_valid(), form.good
    fields = {**form.typed(), "saved_on": writer.token, "saved_nth": writer.nth}
    try:
        with transaction.atomic():
            seen = request.POST.get("version")
            draft = actions.save_hand_in(milestone, request.user, seen, **fields)
            if not autosave:
                actions.forget_files([each for each in form.kept if each not in form.chosen])
                form.kept = list(form.chosen)
    except actions.ChangedMeanwhile:
        if autosave:
            return JsonResponse({"said": _("Not saved: changed in another tab.")}, status=409)
        form.keep(actions.keep_files(request.user, milestone.pk, good))
        form.only_the_files()
        form.add_error(None, _changed_elsewhere())
        return _form(request, milestone, form, actions.hand_in_of(milestone, request.user))
    if autosave:
        return _said(draft, request.path)
    if whole and "save" not in request.POST:
        actions.keep_files(request.user, milestone.pk, good)
        return redirect("applications:check_delivery", milestone.pk)
    if "save" in request.POST:
        form.only_the_files()
    form.keep(actions.keep_files(request.user, milestone.pk, good))
    if form.errors:
        return _form(request, milestone, form, draft, files_lost=bool(request.FILES) and not good)
    messages.success(request, _("Your draft is saved. Nobody sees it until you hand it in."))
    return redirect("applications:deliver", milestone.pk)


def _changed_elsewhere() -> str:
    return _(
        "This was changed in another tab. What you typed here is not saved yet. Save again to keep "
        "it and lose the other, or open the page anew to see the other."
    )


def _said(draft: HandIn, url: str) -> JsonResponse:
    """A line for the page, as `js/autosave.js` takes it."""
    said = _("Draft saved at %(time)s.") % {"time": date_format(timezone.localtime(), "H:i")}
    return JsonResponse({"said": said, "url": url, "version": draft.version})


@require_http_methods(["GET", "HEAD", "POST"])
@students_only
@limit("write", "200/d")
def check_delivery(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """All that the employer will get. From here it is handed in, and cannot be taken back."""
    milestone = _milestone(request, pk)
    draft = actions.hand_in_of(milestone, request.user)
    if not milestone.may_be_delivered:
        if draft is None and _is_mine(request, milestone):
            return redirect("applications:placement", milestone.placement_id)
        return moved_on(request, milestone, _("There is nothing to hand in for it now."))
    kept = actions.kept_of(request.user, milestone.pk)
    form = _of_draft(draft, kept)
    if draft is None or not form.is_valid():
        messages.warning(request, _("Something is not filled in yet."))
        return redirect("applications:deliver", milestone.pk)
    if request.method == "POST":
        return _hand_in(request, milestone, form.cleaned_data["links"])
    assert milestone.placement is not None
    context = {
        "milestone": milestone,
        "draft": draft,
        "links": form.cleaned_data["links"],
        "files": kept,
        "version": milestone.deliveries.count() + 1,
        "review": turns.length(milestone.placement.listing.format.review_hours),
        "is_last_round": milestone.changes_asked == Milestone.MAX_CHANGES,
    }
    return render(request, "applications/check_delivery.html", context)


def _of_draft(draft: HandIn | None, kept: list[KeptFile]) -> DeliverForm:
    """The draft, checked as the form checks what is typed."""
    typed = {"note": [draft.note], "links": [draft.links]} if draft else {}
    data = MultiValueDict({**typed, "kept": [str(each.pk) for each in kept]})
    return DeliverForm(data, kept=kept)


def _is_mine(request: SignedInRequest, milestone: Milestone) -> bool:
    """Who presses twice is told once."""
    waiting = milestone.deliveries.filter(status=Delivery.Status.WAITING)
    return waiting.filter(by=request.user).exists()


def _hand_in(request: SignedInRequest, milestone: Milestone, links: list[str]) -> HttpResponse:
    try:
        actions.hand_in(milestone, request.user, request.POST.get("version", ""), links)
    except actions.NotAsRead:
        if _is_mine(request, milestone):
            return redirect("applications:placement", milestone.placement_id)
        messages.warning(request, _("It was changed meanwhile. Read it once more."))
        return redirect("applications:check_delivery", milestone.pk)
    except WrongState:
        return moved_on(request, milestone, _("It was handed in already."))
    messages.success(request, _("Your work is handed in, and we have told the employer."))
    return redirect("applications:placement", milestone.placement_id)


def _add(request: SignedInRequest, milestone: Milestone) -> HttpResponse:
    """A file that was forgotten, while nobody has answered."""
    posted = request.method == "POST"
    kept = actions.kept_of(request.user, milestone.pk)
    form = AddForm(request.POST, request.FILES, kept=kept) if posted else AddForm(kept=kept)
    if form.is_valid():
        try:
            actions.add_to_delivery(milestone, form.cleaned_data["links"], form.given)
        except actions.TooMuchAdded:
            form.add_error("attached", _("One version holds at most 10 files and 20 links."))
        except WrongState:
            return moved_on(request, milestone, _("It was answered meanwhile."))
        else:
            messages.success(request, _("Added, and we have told the employer."))
            return redirect("applications:placement", milestone.placement_id)
    if form.good:
        form.keep(actions.keep_files(request.user, milestone.pk, form.good, form.chosen))
    lost = bool(request.FILES) and not form.good
    context = {"form": form, "milestone": milestone, "files_lost": lost}
    return render(request, "applications/add_to_delivery.html", context)

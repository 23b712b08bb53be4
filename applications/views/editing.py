"""Changing an application that was sent."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, students_only
from accounts.limits import limit
from applications import actions, eligibility
from applications.forms.applying import ApplyForm, starting_values
from applications.models import Application
from applications.views.applying import keep_draft
from applications.views.writing import keep, refused
from listings import drafts
from marketplace.states import WrongState


@require_http_methods(["GET", "HEAD", "POST"])
@students_only
@limit("type", "5000/d")
def edit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    mine = Application.objects.of_student(request.user).for_pages().select_related("resume")
    application = get_object_or_404(mine, pk=pk)
    student, listing = application.student, application.listing
    if application.status == Application.Status.DRAFT:
        if request.method == "POST":
            messages.info(request, _("It is not with the employer: write here, and send it."))
        return redirect("applications:apply", listing.slug)
    if application.may_be_sent:
        return _not_sent(request, application)
    context: dict[str, Any] = {"listing": listing, "application": application, "editing": True}
    context["writer"] = drafts.page_of(None)
    if request.method == "POST":
        return _keep(request, application, context)
    if not application.may_be_edited:
        messages.info(request, _("It can no longer be changed."))
        return redirect(application)
    initial = starting_values(student, application)
    form = ApplyForm(student=student, listing=listing, initial=initial)
    return render(request, "applications/apply.html", {**context, "form": form})


def _not_sent(request: SignedInRequest, application: Application) -> HttpResponse:
    """Taken back meanwhile: what was typed is kept as any draft is."""
    student, listing = application.student, application.listing
    if request.method != "POST":
        return redirect("applications:apply", listing.slug)
    if request.POST.get("action") != "autosave":
        messages.info(request, _("It is not with the employer: look it over, and send it."))
    context = {
        "listing": listing,
        "application": application,
        "checks": eligibility.checks(student, listing),
        "writer": drafts.page_of(None),
    }
    return keep_draft(request, student, context)


def _keep(
    request: SignedInRequest, application: Application, context: dict[str, Any]
) -> HttpResponse:
    student, listing = application.student, application.listing
    form = ApplyForm(request.POST, request.FILES, student=student, listing=listing)
    seen = request.POST.get("version")

    def save(whole: bool, fields: dict[str, Any]) -> Application:
        if whole:
            changed = actions.edit(application, seen, **fields)
            said = _("Changed. The employer reads it as it is now.")
            messages.success(request, said if changed else _("Nothing was different."))
        else:
            unfinished = {name: value for name, value in fields.items() if name != "resume"}
            actions.keep_edits(application, seen, **unfinished)
        return application

    def onward(application: Application) -> HttpResponse:
        if not form.is_draft:
            return redirect(application)
        messages.success(request, _("Kept. The employer still reads what you sent."))
        return redirect("applications:edit", application.pk)

    try:
        return keep(request, form, save, context, onward)
    except WrongState:
        words = _("It can no longer be changed. The employer reads what you sent before.")
        typed = {"application": application, "typed": form.said(form.typed())}
        page = render(request, "applications/unsaved.html", typed, status=403)
        return refused(form, words, page)

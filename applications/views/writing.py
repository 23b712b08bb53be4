"""What is typed into an application's form: kept whatever it is, used when all of it is right."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest
from accounts.models import Resume
from applications import actions
from applications.forms.applying import ApplyForm
from applications.models import Application
from listings import drafts

# Writes columns, which it is given with whether they are whole, on the application it returns.
type Save = Callable[[bool, dict[str, Any]], Application]


def keep(
    request: SignedInRequest,
    form: ApplyForm,
    save: Save,
    context: dict[str, Any],
    onward: Callable[[Application], HttpResponse],
) -> HttpResponse:
    """Save what stands in the form, then `onward`, or the form again with what is wrong.

    Raises:
        WrongState: it cannot be written in any more.
    """
    whole = form.is_valid()
    upload = form.cleaned_data.get("upload")
    resume = actions.keep_resume(form.student, upload) if upload else form.chosen
    going_on = whole and not form.is_draft
    fields: dict[str, Any] = (
        {**form.columns(), "typed": {}} if going_on else {"typed": form.typed()}
    )
    if resume:
        fields["resume"] = resume
    writer = context["writer"] = drafts.page_of(request.POST)
    fields |= {"saved_on": writer.token, "saved_nth": writer.nth}
    try:
        context["application"] = save(going_on, fields)
    except actions.ChangedMeanwhile as other:
        context["application"] = other.application
        form.changed_meanwhile = True
    if form.is_autosave:
        return _said(form, context["application"], request.path)
    if form.is_draft and not form.changed_meanwhile:
        form.only_the_file()
    if not form.changed_meanwhile and (going_on or (form.is_draft and not form.errors)):
        return onward(context["application"])
    return _show_again(request, form, resume if upload else None, context)


def _said(form: ApplyForm, application: Application, url: str) -> JsonResponse:
    """A line for the page, as `js/autosave.js` takes it."""
    if form.changed_meanwhile:
        return JsonResponse({"said": _("Not saved: changed in another tab.")}, status=409)
    at = date_format(timezone.localtime(), "H:i")
    said = _("Draft saved at %(time)s.") % {"time": at}
    return JsonResponse({"said": said, "url": url, "version": application.version})


def _show_again(
    request: SignedInRequest, form: ApplyForm, kept: Resume | None, context: dict[str, Any]
) -> HttpResponse:
    """The form with its errors. A file that was right is stored and stays chosen."""
    if kept:
        data = request.POST.copy()
        data["resume"] = str(kept.pk)
        again = ApplyForm(data, student=form.student, listing=form.listing)
        again.changed_meanwhile = form.changed_meanwhile
        form = again
    if form.changed_meanwhile:
        form.only_the_file()
        form.add_error(
            None,
            _(
                "This was changed in another tab. What you typed here is not saved yet. Save "
                "again to keep it and lose the other, or open the page anew to see the other."
            ),
        )
    return render(request, "applications/apply.html", {**context, "form": form, "kept": kept})


def refused(form: ApplyForm, words: str, elsewhere: HttpResponse) -> HttpResponse:
    """For a form that can no longer be written in: `words` beside it, or `elsewhere`."""
    return JsonResponse({"said": words}, status=422) if form.is_autosave else elsewhere

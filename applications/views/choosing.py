"""The employer's answer to one application, up to the offer."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import SignedInRequest, employers_only
from accounts.limits import limit
from applications import actions
from applications.forms.choosing import DeclineForm, kind_words
from applications.models import Application
from applications.views.going_back import back_from
from marketplace.states import WrongState


def _mine(request: SignedInRequest, pk: UUID) -> Application:
    rows = Application.objects.for_employer(request.user).for_pages()
    return get_object_or_404(rows, pk=pk)


@require_POST
@employers_only
@limit("write", "200/d")
def shortlist(request: SignedInRequest, pk: UUID) -> HttpResponse:
    application = _mine(request, pk)
    try:
        actions.shortlist(application)
    except WrongState:
        return _gone(request, application)
    who = {"student": application.who}
    messages.success(request, _("%(student)s is on your shortlist.") % who)
    return back_from(request, application)


@require_POST
@employers_only
@limit("write", "200/d")
def unshortlist(request: SignedInRequest, pk: UUID) -> HttpResponse:
    application = _mine(request, pk)
    try:
        actions.unshortlist(application)
    except WrongState:
        return _gone(request, application)
    who = {"student": application.who}
    messages.success(request, _("%(student)s is off your shortlist.") % who)
    return back_from(request, application)


def _gone(request: SignedInRequest, application: Application) -> HttpResponse:
    messages.error(request, _("That application has moved on. Nothing was changed."))
    return redirect("applications:detail", application.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@employers_only
@limit("write", "200/d")
def decline(request: SignedInRequest, pk: UUID) -> HttpResponse:
    application = _mine(request, pk)
    if not application.is_undecided:
        return _gone(request, application)
    posted = request.POST if request.method == "POST" else None
    begun = {"note": kind_words(application)}
    form = DeclineForm(posted, initial=begun, listing=application.listing)
    if form.is_valid():
        try:
            actions.decline(application, **form.cleaned_data)
        except WrongState:
            return _gone(request, application)
        who = {"student": application.who}
        messages.success(request, _("Declined. %(student)s gets your answer by e-mail.") % who)
        return redirect("applications:inbox", application.listing.slug)
    context = {"application": application, "form": form}
    return render(request, "applications/decline.html", context)

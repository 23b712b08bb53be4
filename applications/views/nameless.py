"""The student's résumé without a name, where a listing hides names at first."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, students_only
from accounts.limits import limit
from applications import actions
from applications.forms.nameless import NamelessForm
from applications.models import Application, NamelessResume
from marketplace.states import WrongState


@require_http_methods(["GET", "HEAD", "POST"])
@students_only
@limit("application", "60/30m")
def nameless(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Give one, another one, or take it away again."""
    mine = Application.objects.of_student(request.user).for_pages().filter(listing__blind=True)
    application = get_object_or_404(mine, pk=pk)
    back = _back(application)
    posted = request.method == "POST"
    form = NamelessForm(request.POST, request.FILES) if posted else NamelessForm()
    removing = "remove" in request.POST
    if posted and (removing or form.is_valid()):
        try:
            if removing:
                actions.take_nameless(application)
            else:
                actions.give_nameless(application, form.cleaned_data["upload"])
        except WrongState:
            messages.error(request, _("The employer has answered by now. Nothing was changed."))
        else:
            messages.success(request, _said(removing))
        return redirect(back)
    kept = NamelessResume.objects.filter(application=application).first()
    context = {"application": application, "form": form, "kept": kept, "back": back}
    return render(request, "applications/nameless.html", context)


def _said(removing: bool) -> str:
    if removing:
        return _("It is taken away. The employer sees no résumé until they shortlist you.")
    return _("It is kept. The employer can read it before they know your name.")


def _back(application: Application) -> str:
    ready = application.may_be_sent and application.is_whole
    return reverse("applications:check" if ready else "applications:detail", args=[application.pk])

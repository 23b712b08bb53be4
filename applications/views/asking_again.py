"""The employer asks somebody of the former shortlist again, when a place is free once more."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import SignedInRequest, employers_only
from accounts.limits import limit
from applications import actions
from applications.models import Application
from applications.views.going_back import back_from
from marketplace.states import WrongState


@require_POST
@employers_only
@limit("write", "200/d")
def ask_again(request: SignedInRequest, pk: UUID) -> HttpResponse:
    rows = Application.objects.for_employer(request.user).for_pages()
    application = get_object_or_404(rows, pk=pk)
    who = {"student": application.who}
    try:
        actions.ask_again(application)
    except actions.NoPlace:
        messages.error(request, _("No place is free now. Nothing was changed."))
    except (actions.NotEligible, actions.TeamNotWhole):
        messages.error(
            request,
            _("%(student)s could not take it now, so nothing was changed. Ask somebody else.")
            % who,
        )
    except WrongState:
        messages.error(request, _("%(student)s cannot be asked again. Nothing was changed.") % who)
    else:
        messages.success(
            request,
            _("%(student)s is on your shortlist again, and told that a place is free.") % who,
        )
    return back_from(request, application)

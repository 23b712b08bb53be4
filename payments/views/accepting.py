"""A student accepts an offer: what their university promised is set aside in the same moment."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import SignedInRequest, students_only
from accounts.limits import limit
from applications import actions as application_actions
from applications.forms.offering import AcceptForm
from applications.models import Offer
from applications.views.offers import read, too_late
from marketplace.states import WrongState
from payments import actions


@require_POST
@students_only
@limit("write", "200/d")
def accept(request: SignedInRequest, pk: UUID) -> HttpResponse:
    rows = Offer.objects.of_student(request.user).for_pages().with_agreement()
    offer = get_object_or_404(rows, pk=pk)
    unsaid = offer.application.permit_unsaid_by(request.user)
    form = AcceptForm(request.POST, countries=unsaid)
    if offer.is_open and not form.is_valid():
        return read(request, offer, form=form)
    try:
        placement = actions.accept(offer, request.user, unsaid if form.is_valid() else [])
    except application_actions.NoOpenings:
        messages.error(request, _("Every place has been taken. We are sorry."))
        return redirect("applications:offer", offer.pk)
    except application_actions.Recalled:
        messages.error(
            request, _("We have taken this project down, so the offer ends. You owe nothing.")
        )
        return redirect("applications:offer", offer.pk)
    except WrongState:
        messages.error(request, too_late(offer))
        return redirect("applications:offer", offer.pk)
    if placement is None:
        messages.success(request, _("You have accepted. It counts once all of your team have."))
        return redirect(offer)
    messages.success(request, _("You have accepted. Wait for the payment before you start."))
    return redirect(placement)

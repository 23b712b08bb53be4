"""A university's staff take back what its students see."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest
from accounts.limits import limit
from applications import actions
from applications.forms.recalling import RecallForm
from applications.reported import follows_here
from listings.deciders import deciders_only
from listings.models import Moderation
from marketplace.states import WrongState


@require_http_methods(["GET", "HEAD", "POST"])
@deciders_only
@limit("write", "200/d")
def recall_here(request: SignedInRequest, pk: int) -> HttpResponse:
    """What it does to whom, and why, before it is done."""
    rows = Moderation.objects.of(request.user).sent()
    rows = rows.select_related("listing__organisation", "listing__created_by", "university")
    moderation = get_object_or_404(rows, pk=pk)
    if moderation.status != Moderation.Status.APPROVED:
        messages.info(request, _("Your students do not see it."))
        return redirect("listings:review", pk)
    form = RecallForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.recall_here(moderation, request.user, given["words"], freeze=given["freeze"])
        except WrongState:
            messages.warning(request, _("Somebody was quicker. Nothing was changed."))
        else:
            messages.success(request, _("Taken back. Whoever of your students applied is told."))
        return redirect("listings:review", pk)
    shown = {"moderation": moderation, "form": form, "follows": follows_here(moderation)}
    return render(request, "applications/recall_here.html", shown)

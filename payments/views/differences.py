"""Where Stripe's book and ours differ: our staff take one, look into it and say what it was."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, platform_only
from accounts.limits import limit
from marketplace.money import display
from marketplace.states import WrongState
from payments import actions
from payments.forms import CloseBreakForm
from payments.models import Break, Funding, Journal

# Closed ones that the list still shows.
LATEST = 20


@require_safe
@platform_only
def differences(request: SignedInRequest) -> HttpResponse:
    rows = Break.objects.for_pages()
    going_on = list(rows.open().order_by("opened_at"))
    context = {
        "open": going_on,
        "stopped": sorted({each.stops for each in going_on} - {""}),
        "parked": Funding.objects.parked().for_pages().order_by("paid_at"),
        "closed": rows.filter(status=Break.Status.CLOSED).order_by("-closed_at")[:LATEST],
    }
    return render(request, "payments/differences.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@platform_only
@limit("write", "200/d")
def difference(request: SignedInRequest, pk: int) -> HttpResponse:
    """One of them; closed with words by whoever has taken it."""
    row = get_object_or_404(Break.objects.for_pages(), pk=pk)
    mine = row.status == Break.Status.TAKEN and row.owner == request.user
    form = CloseBreakForm(request.POST if request.method == "POST" else None, row=row)
    if request.method == "POST" and (not mine or form.is_valid()):
        try:
            told = form.cleaned_data if mine else {}
            words, posting = told.get("words", ""), told.get("posting", "")
            actions.close_break(row, request.user, words, posting)
        except WrongState:
            messages.error(request, _("It is not in your hands (any more). Nothing was changed."))
            return redirect(row)
        messages.success(request, _("Closed, with your words."))
        return redirect("payments:differences")
    context = {
        "row": row,
        "form": form,
        "mine": mine,
        "convert": mine and actions.parked(row),
        "journal": Journal.objects.filter(key=f"closed:{row.pk}").first(),
        "amount": display(row.minor, row.currency) if row.currency else "",
    }
    return render(request, "payments/difference.html", context)


@require_POST
@platform_only
@limit("write", "200/d")
def post_rate(request: SignedInRequest, pk: int) -> HttpResponse:
    """What Stripe made of a payment in another currency is written down."""
    row = get_object_or_404(Break, pk=pk)
    try:
        actions.post_rate(row, request.user)
    except WrongState:
        messages.error(request, _("It is not in your hands (any more). Nothing was changed."))
    else:
        messages.success(request, _("Written down. What waited for it is paid from our balance."))
    return redirect(row)


@require_POST
@platform_only
@limit("write", "200/d")
def take(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Break, pk=pk)
    try:
        actions.take_break(row, request.user)
    except WrongState:
        messages.error(request, _("It is closed already. Nothing was changed."))
    else:
        messages.success(request, _("It is yours. Close it when you know what it was."))
    return redirect(row)


@require_POST
@platform_only
@limit("write", "200/d")
def return_parked(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Money that belongs nowhere goes back to who paid it."""
    funding = get_object_or_404(Funding, pk=pk)
    try:
        actions.return_parked(funding, request.user)
    except actions.TakenBack:
        messages.error(request, _("The payer’s bank takes it back. Nothing was changed."))
    except WrongState:
        messages.error(request, _("Nothing of it is parked any more. Nothing was changed."))
    else:
        messages.success(request, _("It goes back to where it came from; who paid is told."))
    return redirect("payments:differences")

"""Money of a budget that goes back to its university: asked for there, sent by two of our staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, funders_only, platform_only, second_factor_required
from accounts.downloads import hand_out
from accounts.limits import limit
from marketplace.money import major
from marketplace.states import WrongState
from payments import actions
from payments.actions import SamePerson
from payments.budget_forms import BackForm
from payments.forms import RefuseTransferForm, SentForm
from payments.models import BudgetReturn, ReturnTransfer
from payments.papers_kept import keep_paper, kept_before
from payments.views.budgets import found

# --- The university


@require_http_methods(["GET", "HEAD", "POST"])
@funders_only
@second_factor_required
@limit("write", "200/d")
def ask_back(request: SignedInRequest, pk: UUID) -> HttpResponse:
    budget = found(request, pk)
    left = actions.left(budget)
    form = BackForm(
        request.POST if request.method == "POST" else None,
        left=left,
        currency=budget.currency,
        initial={"amount": major(left, budget.currency)},
    )
    if form.is_valid():
        try:
            actions.ask_back(budget, request.user, form.cleaned_data["amount"])
        except actions.TooLittle:
            messages.error(request, _("Less is left by now. Nothing was changed."))
            return redirect("payments:ask_back", budget.pk)
        messages.success(request, _("It is out of the budget. Our staff send it within days."))
        return redirect(budget)
    context = {"budget": budget, "left": left, "form": form}
    return render(request, "payments/budgets/ask_back.html", context)


@require_POST
@funders_only
@second_factor_required
@limit("write", "200/d")
def keep_in(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(BudgetReturn.objects.of_staff(request.user).for_pages(), pk=pk)
    try:
        actions.keep_in(row)
    except WrongState:
        messages.error(request, _("It is being sent, or may stay no longer. Nothing was changed."))
    else:
        messages.success(request, _("It is in the budget again."))
    return redirect(row.budget)


# --- Our staff


@require_http_methods(["GET", "HEAD", "POST"])
@platform_only
@limit("upload", "30/30m")
def send_back(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One of them: what is to be sent to whom, and what was recorded of it."""
    row = get_object_or_404(BudgetReturn.objects.for_pages(), pk=pk)
    posted = request.method == "POST"
    form = SentForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        kept=kept_before(request, row.pk),
    )
    if form.is_valid():
        return _recorded(request, row, form)
    context = {**_context(request, row, form=form), "files_lost": keep_paper(request, form, row.pk)}
    return render(request, "payments/budgets/send_back.html", context)


def _recorded(request: SignedInRequest, row: BudgetReturn, form: SentForm) -> HttpResponse:
    told = form.cleaned_data
    try:
        actions.record_return(row, request.user, told["reference"], told["sent_on"], told["paper"])
    except WrongState:
        messages.error(request, _("Somebody has recorded it already, or it is over."))
    else:
        messages.success(request, _("Recorded. It counts as sent once a second person agrees."))
    return redirect(row)


@require_POST
@platform_only
@limit("write", "200/d")
def confirm(request: SignedInRequest, pk: UUID) -> HttpResponse:
    transfer = get_object_or_404(ReturnTransfer.objects.for_pages(), pk=pk)
    try:
        actions.confirm_return(transfer, request.user)
    except SamePerson:
        messages.error(request, _("You have recorded it: another of our staff confirms it."))
    except WrongState:
        messages.error(request, _("Somebody was quicker. Nothing was changed."))
    else:
        messages.success(request, _("Confirmed. The university is told."))
    return redirect(transfer)


@require_POST
@platform_only
@limit("write", "200/d")
def refuse(request: SignedInRequest, pk: UUID) -> HttpResponse:
    transfer = get_object_or_404(ReturnTransfer.objects.for_pages(), pk=pk)
    form = RefuseTransferForm(request.POST)
    if not form.is_valid():
        context = _context(request, transfer.of, refusing=form)
        return render(request, "payments/budgets/send_back.html", context, status=422)
    try:
        actions.refuse_return(transfer, request.user, form.cleaned_data["why"])
    except WrongState:
        messages.error(request, _("Somebody was quicker. Nothing was changed."))
    else:
        messages.success(request, _("Noted. It waits to be sent again."))
    return redirect(transfer)


@require_safe
@platform_only
def paper(request: SignedInRequest, pk: UUID) -> FileResponse:
    found = get_object_or_404(ReturnTransfer, pk=pk)
    return hand_out(request, found, found.of_id)


def _context(
    request: SignedInRequest,
    row: BudgetReturn,
    form: SentForm | None = None,
    refusing: RefuseTransferForm | None = None,
) -> dict[str, Any]:
    transfers = list(ReturnTransfer.objects.filter(of=row).for_pages())
    waiting = [each for each in transfers if each.status == ReturnTransfer.Status.RECORDED]
    recorded = waiting[0] if waiting else None
    to_record = row.status == BudgetReturn.Status.TO_SEND and recorded is None
    return {
        "row": row,
        "budget": row.budget,
        "recorded": recorded,
        "earlier": [each for each in transfers if each != recorded],
        "mine": recorded is not None and recorded.recorded_by == request.user,
        "form": (form or SentForm()) if to_record else None,
        "refusing": refusing or RefuseTransferForm(),
    }

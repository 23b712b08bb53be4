"""Universities' transfers into our bank: recorded by one of our staff, confirmed by another."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, platform_only
from accounts.downloads import hand_out
from accounts.limits import limit
from marketplace.states import WrongState
from payments import actions
from payments.actions import SamePerson
from payments.budget_forms import ReceiptForm
from payments.forms import RefuseTransferForm
from payments.models import BankReceipt, TopUp
from payments.papers_kept import keep_paper, kept_before


@require_http_methods(["GET", "HEAD", "POST"])
@platform_only
@limit("upload", "30/30m")
def receive(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One transfer that a university has announced, and what was recorded of it."""
    row = get_object_or_404(TopUp.objects.for_pages(), pk=pk, rail=TopUp.Rail.BANK)
    posted = request.method == "POST"
    form = ReceiptForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        currency=row.currency,
        kept=kept_before(request, row.pk),
    )
    if form.is_valid():
        return _recorded(request, row, form)
    context = {**_context(request, row, form=form), "files_lost": keep_paper(request, form, row.pk)}
    return render(request, "payments/budgets/receive.html", context)


def _recorded(request: SignedInRequest, row: TopUp, form: ReceiptForm) -> HttpResponse:
    told = form.cleaned_data
    try:
        actions.record_receipt(
            row, request.user, told["reference"], told["came_on"], told["amount"], told["paper"]
        )
    except WrongState:
        messages.error(request, _("Somebody has recorded it already. Nothing was changed."))
    else:
        messages.success(request, _("Recorded. It is in the budget once a second person agrees."))
    return redirect("payments:receive", row.pk)


@require_POST
@platform_only
@limit("write", "200/d")
def confirm(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(BankReceipt.objects.for_pages(), pk=pk)
    try:
        actions.confirm_receipt(row, request.user)
    except SamePerson:
        messages.error(request, _("You have recorded it: another of our staff confirms it."))
    except WrongState:
        messages.error(request, _("Somebody was quicker. Nothing was changed."))
    else:
        messages.success(request, _("Confirmed. It is in the budget, and the university is told."))
    return redirect(row)


@require_POST
@platform_only
@limit("write", "200/d")
def refuse(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(BankReceipt.objects.for_pages(), pk=pk)
    form = RefuseTransferForm(request.POST)
    if not form.is_valid():
        context = _context(request, row.top_up, refusing=form)
        return render(request, "payments/budgets/receive.html", context, status=422)
    try:
        actions.refuse_receipt(row, request.user, form.cleaned_data["why"])
    except WrongState:
        messages.error(request, _("Somebody was quicker. Nothing was changed."))
    else:
        messages.success(request, _("Noted. The transfer is waited for again."))
    return redirect(row)


@require_safe
@platform_only
def paper(request: SignedInRequest, pk: UUID) -> FileResponse:
    found = get_object_or_404(BankReceipt, pk=pk)
    return hand_out(request, found, found.top_up_id)


def _context(
    request: SignedInRequest,
    row: TopUp,
    form: ReceiptForm | None = None,
    refusing: RefuseTransferForm | None = None,
) -> dict[str, Any]:
    receipts = list(BankReceipt.objects.filter(top_up=row).for_pages())
    recorded = next((each for each in receipts if each.status == BankReceipt.Status.RECORDED), None)
    waits = row.status == TopUp.Status.ANNOUNCED and not recorded
    return {
        "top_up": row,
        "budget": row.budget,
        "rows": [each for each in receipts if each != recorded],
        "recorded": recorded,
        "mine": recorded is not None and recorded.recorded_by == request.user,
        "form": (form or ReceiptForm(currency=row.currency)) if waits else None,
        "refusing": refusing or RefuseTransferForm(),
    }

"""Paying into a budget: on Stripe's page, or by bank transfer; and back from there."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, funders_only, second_factor_required, staff_only
from accounts.limits import limit
from marketplace.states import WrongState
from payments import actions, budgets, operations, paper_text, top_ups, turns_budgets
from payments.budget_forms import TopUpForm
from payments.gateway import GatewayBusy
from payments.models import Budget, TopUp
from payments.views.budgets import found
from payments.views.invoices import as_file
from payments.views.paying import NO_ANSWER, SeeOther


@require_http_methods(["GET", "HEAD", "POST"])
@funders_only
@second_factor_required
@limit("pay", "60/h")
def top_up(request: SignedInRequest, pk: UUID) -> HttpResponse:
    budget = found(request, pk)
    form = TopUpForm(request.POST or None, currency=budget.currency)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if told["way"] == TopUp.Rail.BANK:
            return redirect(actions.announce_top_up(budget, request.user, told["amount"]))
        return _to_the_payment_page(request, budget, told["amount"])
    return render(request, "payments/budgets/top_up.html", {"budget": budget, "form": form})


def _to_the_payment_page(request: SignedInRequest, budget: Budget, minor: int) -> HttpResponse:
    try:
        row = operations.open_top_up(actions.start_top_up(budget, request.user, minor))
    except GatewayBusy:
        messages.error(
            request,
            _("The payment page did not open. Nothing was charged. Please try again in a minute."),
        )
        return redirect("payments:top_up", budget.pk)
    if row.status == TopUp.Status.OPEN:
        return SeeOther(row.checkout_url)
    messages.error(request, _("Stripe would not open a payment page. Nothing was charged."))
    return redirect("payments:top_up", budget.pk)


@require_safe
@staff_only
@second_factor_required
def top_up_done(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """How one payment stands: Stripe is asked, never the browser. Also its receipt."""
    rows = TopUp.objects.of_staff(request.user).for_pages()
    row = get_object_or_404(rows, pk=pk)
    try:
        if row.status in TopUp.LIVE:
            top_ups.check(row)
    except NO_ANSWER:
        messages.warning(request, _("Stripe did not answer. We ask again within a minute."))
    row = rows.get(pk=pk)
    context = {
        "top_up": row,
        "budget": row.budget,
        "turn": turns_budgets.of_top_up(row),
        "bank_details": settings.BANK_DETAILS,
        "may_drop": row.status == TopUp.Status.ANNOUNCED
        and budgets.may_spend(request.user)
        and not row.receipts.to_confirm().exists(),
    }
    return render(request, "payments/budgets/top_up_done.html", context)


@require_safe
@staff_only
@second_factor_required
def receipt(request: SignedInRequest, pk: UUID) -> HttpResponse:
    rows = TopUp.objects.of_staff(request.user).for_pages()
    row = get_object_or_404(rows, pk=pk, status=TopUp.Status.SUCCEEDED)
    return as_file(paper_text.top_up(row, settings.SELLER_NAME))


@require_POST
@funders_only
@second_factor_required
@limit("write", "200/d")
def drop_top_up(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(TopUp.objects.of_staff(request.user).for_pages(), pk=pk)
    try:
        actions.drop_top_up(row)
    except WrongState:
        messages.info(request, _("It has come in already, or is over. Nothing was changed."))
        return redirect(row)
    messages.success(request, _("We do not wait for this transfer any more."))
    return redirect(row.budget)

"""Money that goes back after it was paid out: our staff decide, look once more, and follow it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, platform_only
from accounts.limits import limit
from applications.models import Milestone
from marketplace.money import display
from marketplace.states import WrongState
from payments import actions
from payments.forms import CorrectForm, GiveUpForm
from payments.models import Correction, Payout, Reversal

# Finished ones that the list still shows.
LATEST = 20


@require_safe
@platform_only
def corrections(request: SignedInRequest) -> HttpResponse:
    """What students owe back, and what was corrected; a payout is found by its reference."""
    asked = request.GET.get("payout", "").strip()
    if asked:
        payout = Payout.objects.named(asked).first()
        if payout:
            return redirect("payments:correct", payout.milestone_id)
        messages.error(request, _("No payout has this reference. It looks like W-3F2A9C41."))
    rows = Reversal.objects.for_pages()
    context = {
        "owed": rows.owed().order_by("made_at"),
        "over": rows.exclude(status__in=Reversal.OWED).order_by("-finished_at")[:LATEST],
        "asked": asked,
    }
    return render(request, "payments/corrections.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@platform_only
@limit("write", "200/d")
def correct(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """So much of a part that was paid out goes back; looked at before it is done."""
    milestone = get_object_or_404(Milestone.objects.for_pages(), pk=pk, status="paid")
    left = actions.left_of(milestone)
    form = CorrectForm(
        request.POST if request.method == "POST" else None,
        left_minor=left,
        currency=milestone.currency,
    )
    look = None
    if form.is_valid() and "change" not in request.POST:
        look = _rows(milestone, form)
        if "correct" in request.POST:
            return _corrected(request, milestone, form)
    context = {
        "milestone": milestone,
        "placement": milestone.placement,
        "payouts": Payout.objects.filter(milestone=milestone).for_pages(),
        "left": left,
        "form": form,
        "rows": look,
        "earlier": Correction.objects.filter(milestone=milestone).select_related("by"),
    }
    return render(request, "payments/correct.html", context)


def _rows(milestone: Milestone, form: CorrectForm) -> list[dict[str, str]]:
    """For `components/_money.html`: where what goes back comes from, adding up to it."""
    minor = form.cleaned_data["amount"]
    fee, student = actions.shares_of_correction(milestone, minor)
    from_student = form.cleaned_data["bearer"] == Correction.Bearer.STUDENT
    said = [
        (_("From the student’s account") if from_student else _("Our loss"), student),
        (_("Our fee"), fee),
        (_("Back to the employer"), minor),
    ]
    return [
        {"label": label, "amount": display(amount, milestone.currency)} for label, amount in said
    ]


def _corrected(request: SignedInRequest, milestone: Milestone, form: CorrectForm) -> HttpResponse:
    told: dict[str, Any] = form.cleaned_data
    try:
        actions.correct(
            milestone,
            request.user,
            told["amount"],
            Correction.Bearer(told["bearer"]),
            Correction.Basis(told["basis"]),
            told["reasons"],
        )
    except actions.TakenBack:
        messages.error(
            request,
            _("The payer’s bank has taken the payment back. Nothing is paid back besides."),
        )
    except actions.NotByStripe:
        messages.error(
            request, _("This was paid by bank transfer: Stripe cannot take it back. Nothing done.")
        )
    except WrongState:
        messages.error(request, _("It has changed meanwhile. Nothing was done."))
    else:
        messages.success(request, _("Corrected. The employer’s money is on its way, and all told."))
        return redirect("payments:corrections")
    return redirect("payments:correct", milestone.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@platform_only
@limit("write", "200/d")
def reversal(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What a student owes back of one payout; given up with words."""
    row = get_object_or_404(Reversal.objects.for_pages(), pk=pk)
    form = GiveUpForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.give_up_reversal(row, form.cleaned_data["words"])
        except WrongState:
            messages.error(request, _("It does not wait (any more). Nothing was changed."))
        else:
            messages.success(request, _("Given up: it is our loss, with your words."))
        return redirect("payments:reversal", row.pk)
    context = {"row": row, "form": form, "payout": row.payout, "correction": row.correction}
    return render(request, "payments/reversal.html", context)


@require_POST
@platform_only
@limit("write", "200/d")
def reverse_again(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Reversal, pk=pk)
    try:
        actions.reverse_again(row)
    except WrongState:
        messages.error(request, _("It does not wait (any more). Nothing was changed."))
    else:
        messages.success(request, _("Stripe is asked again."))
    return redirect("payments:reversal", row.pk)

"""Payouts that our staff make by bank transfer: pay, record, and have a second person confirm."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, platform_only
from accounts.downloads import hand_out
from accounts.limits import limit
from accounts.models import PayoutRoute
from accounts.places import country_name
from marketplace.states import WrongState
from payments import actions
from payments.actions import SamePerson
from payments.forms import RefuseTransferForm, TransferForm
from payments.models import (
    BankReceipt,
    BankTransfer,
    BudgetReturn,
    Payout,
    ReturnTransfer,
    TopUp,
)
from payments.papers_kept import keep_paper, kept_before

# Confirmed ones that the list still shows.
LATEST = 20


@require_safe
@platform_only
def transfers(request: SignedInRequest) -> HttpResponse:
    """What is to be sent, what a second person has to look at, and what was sent lately."""
    recorded = BankTransfer.objects.to_confirm().for_pages().order_by("confirm_by")
    context = {
        "refused": Payout.objects.refused().for_pages().order_by("created_at"),
        "to_send": Payout.objects.to_send_by_hand().for_pages().order_by("created_at"),
        "to_confirm": recorded,
        "sent": BankTransfer.objects.filter(status=BankTransfer.Status.CONFIRMED)
        .for_pages()
        .order_by("-decided_at")[:LATEST],
        "now": timezone.now(),
        "from_universities": TopUp.objects.announced()
        .for_pages()
        .prefetch_related(
            Prefetch("receipts", BankReceipt.objects.to_confirm(), to_attr="recorded")
        )
        .order_by("created_at"),
        "to_universities": BudgetReturn.objects.to_send()
        .for_pages()
        .prefetch_related(
            Prefetch("transfers", ReturnTransfer.objects.to_confirm(), to_attr="recorded")
        )
        .order_by("asked_at"),
    }
    return render(request, "payments/transfers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@platform_only
@limit("upload", "30/30m")
def transfer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One payout: what is to be sent to whom, and what was recorded of it."""
    payout = get_object_or_404(Payout.objects.for_hand().for_pages(), pk=pk)
    posted = request.method == "POST"
    if not posted:
        return render(request, "payments/transfer.html", _context(request, payout))
    kept = kept_before(request, payout.pk)
    form = TransferForm(request.POST, request.FILES, payout=payout, kept=kept)
    if form.is_valid():
        return _recorded(request, payout, form)
    context = {
        **_context(request, payout, form=form),
        "files_lost": keep_paper(request, form, payout.pk),
    }
    return render(request, "payments/transfer.html", context)


def _recorded(request: SignedInRequest, payout: Payout, form: TransferForm) -> HttpResponse:
    told = form.cleaned_data
    try:
        actions.record_transfer(
            payout, request.user, told["reference"], told["sent_on"], told["paper"]
        )
    except WrongState:
        messages.error(
            request,
            _(
                "It is not yours to record: somebody has recorded it, sends it at this moment, "
                "or Stripe pays it. Nothing was changed."
            ),
        )
    else:
        messages.success(request, _("Recorded. The student is paid once a second person agrees."))
    return redirect("payments:transfer", payout.pk)


@require_POST
@platform_only
@limit("write", "200/d")
def begin_transfer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """ "I send this now": nobody else does meanwhile, and Stripe neither."""
    payout = get_object_or_404(Payout.objects.for_hand().for_pages(), pk=pk)
    try:
        actions.begin_transfer(payout, request.user)
    except WrongState:
        messages.error(request, _("Somebody was quicker, or Stripe pays it. Do not send it."))
    else:
        messages.success(request, _("It is yours for eight hours. Send it, then record it here."))
    return redirect("payments:transfer", payout.pk)


@require_POST
@platform_only
@limit("write", "200/d")
def leave_transfer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    payout = get_object_or_404(Payout.objects.for_hand().for_pages(), pk=pk)
    try:
        actions.leave_transfer(payout, request.user)
    except WrongState:
        messages.error(request, _("It is not in your hands (any more). Nothing was changed."))
    else:
        messages.success(request, _("Noted: you have not sent it."))
    return redirect("payments:transfers")


@require_POST
@platform_only
@limit("write", "200/d")
def take_over(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What Stripe refuses is sent from our bank instead."""
    payout = get_object_or_404(Payout.objects.refused().for_pages(), pk=pk)
    try:
        actions.take_over(payout, request.user)
    except WrongState:
        messages.error(request, _("Stripe is asked for it at this moment. Nothing was changed."))
        return redirect("payments:transfers")
    messages.success(request, _("It is yours for eight hours. Send it, then record it here."))
    return redirect("payments:transfer", payout.pk)


@require_POST
@platform_only
@limit("write", "200/d")
def confirm_transfer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(BankTransfer.objects.for_pages(), pk=pk)
    try:
        actions.confirm_transfer(row, request.user)
    except SamePerson:
        messages.error(request, _("You have recorded it: another of our staff confirms it."))
    except WrongState:
        messages.error(request, _("Somebody was quicker. Nothing was changed."))
    else:
        messages.success(request, _("Confirmed. The student and the employer are told."))
    return redirect(row)


@require_POST
@platform_only
@limit("write", "200/d")
def refuse_transfer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(BankTransfer.objects.for_pages(), pk=pk)
    form = RefuseTransferForm(request.POST)
    if not form.is_valid():
        context = _context(request, row.payout, refusing=form)
        return render(request, "payments/transfer.html", context, status=422)
    try:
        actions.refuse_transfer(row, request.user, form.cleaned_data["why"])
    except WrongState:
        messages.error(request, _("Somebody was quicker. Nothing was changed."))
    else:
        messages.success(request, _("Noted. The payout waits to be sent again."))
    return redirect(row)


@require_safe
@platform_only
def transfer_paper(request: SignedInRequest, pk: UUID) -> FileResponse:
    found = get_object_or_404(BankTransfer, pk=pk)
    return hand_out(request, found, found.payout_id)


def _context(
    request: SignedInRequest,
    payout: Payout,
    form: TransferForm | None = None,
    refusing: RefuseTransferForm | None = None,
) -> dict[str, Any]:
    rows = list(BankTransfer.objects.filter(payout=payout).for_pages())
    recorded = next((row for row in rows if row.status == BankTransfer.Status.RECORDED), None)
    waits = payout.is_with_staff and not recorded
    sending = waits and payout.is_being_sent
    mine = sending and payout.sending_by == request.user
    return {
        "sending": sending,
        "sent_by_me": mine,
        "may_begin": waits and not sending and not form,
        "by_stripe": payout.rail == PayoutRoute.Rail.CONNECT,
        "payout": payout,
        "country": country_name(payout.student.payout_country),
        "milestone": payout.milestone,
        "placement": payout.milestone.placement,
        "rows": rows,
        "recorded": recorded,
        "mine": recorded is not None and recorded.recorded_by == request.user,
        "form": form or (TransferForm(payout=payout) if mine else None),
        "refusing": refusing or RefuseTransferForm(),
    }

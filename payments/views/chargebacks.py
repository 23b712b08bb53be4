"""What payers' banks have taken back: our staff read what we have, and send it to the bank."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, platform_only
from accounts.limits import limit
from marketplace.states import WrongState
from payments import actions, evidence
from payments.forms_evidence import EvidenceForm
from payments.models import Chargeback, TopUpChargeback

# Decided ones that the list still shows.
LATEST = 20


@require_safe
@platform_only
def chargebacks(request: SignedInRequest) -> HttpResponse:
    rows = Chargeback.objects.for_pages()
    going_on = list(rows.open().order_by("answer_by"))
    context = {
        "to_answer": [each for each in going_on if each.sent_at is None],
        "with_bank": [each for each in going_on if each.sent_at],
        "decided": rows.exclude(status=Chargeback.Status.OPEN).order_by("-closed_at")[:LATEST],
        "of_budgets": TopUpChargeback.objects.for_pages()[:LATEST],
        "now": timezone.now(),
    }
    return render(request, "payments/chargebacks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@platform_only
@limit("write", "200/d")
def chargeback(request: SignedInRequest, pk: int) -> HttpResponse:
    """One of them, with what we would say to the bank: read, changed where need be, and sent."""
    row = get_object_or_404(Chargeback.objects.for_pages(), pk=pk)
    form = None
    if row.may_be_answered or request.method == "POST":
        form = EvidenceForm(
            request.POST if request.method == "POST" else None, initial=evidence.gather(row)
        )
    if form and form.is_valid():
        return _sent(request, row, form)
    funding = row.funding
    context = {
        "row": row,
        "form": form if row.may_be_answered else None,
        "said": row.operation.params["said"]["evidence"].values() if row.operation else [],
        "funding": funding,
        "milestone": funding.milestone,
        "placement": funding.milestone.placement,
        "listing": funding.milestone.offer.application.listing,
        "late": row.answer_by and row.answer_by < timezone.now(),
    }
    return render(request, "payments/chargeback.html", context)


def _sent(request: SignedInRequest, row: Chargeback, form: EvidenceForm) -> HttpResponse:
    try:
        actions.send_evidence(row, request.user, form.said())
    except WrongState:
        messages.error(request, _("It is sent or decided already, or the time is up."))
    else:
        messages.success(request, _("On its way to the bank. It is read once, and not by us."))
    return redirect(row)

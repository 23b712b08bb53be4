"""What payers' banks have taken back: our staff read what we have, and send it to the bank."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, platform_only
from accounts.downloads import hand_out, note
from accounts.limits import limit
from marketplace.states import WrongState
from payments import actions, evidence, evidence_files
from payments.evidence_files import Draft
from payments.forms_evidence import EvidenceForm
from payments.models import Chargeback, EvidenceFile, TopUpChargeback

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
    form, offered = None, evidence_files.offered(row)
    if row.may_be_answered or request.method == "POST":
        given = request.POST if request.method == "POST" else None
        form = EvidenceForm(given, initial=evidence.gather(row), offered=offered)
    if form and form.is_valid():
        drafts = [evidence_files.draft(row, each) for each in form.chosen()]
        if form.is_small_enough(drafts):
            return _sent(request, row, form, drafts)
    funding = row.funding
    context = {
        "row": row,
        "form": form if row.may_be_answered else None,
        "offered": offered if row.may_be_answered else [],
        "files": row.operation.evidence_files.all() if row.operation else [],
        "said": row.operation.params["said"]["evidence"].values() if row.operation else [],
        "funding": funding,
        "milestone": funding.milestone,
        "placement": funding.milestone.placement,
        "listing": funding.milestone.offer.application.listing,
        "late": row.answer_by and row.answer_by < timezone.now(),
    }
    return render(request, "payments/chargeback.html", context)


def _sent(
    request: SignedInRequest, row: Chargeback, form: EvidenceForm, drafts: list[Draft]
) -> HttpResponse:
    try:
        actions.send_evidence(row, request.user, form.said(), drafts)
    except WrongState:
        messages.error(request, _("It is sent or decided already, or the time is up."))
    else:
        messages.success(request, _("On its way to the bank. It is read once, and not by us."))
    return redirect(row)


@require_safe
@platform_only
def evidence_file(request: SignedInRequest, pk: int, field: str) -> HttpResponseBase:
    """As it was sent; before that, as it would be sent now."""
    row = get_object_or_404(Chargeback.objects.for_pages(), pk=pk)
    if row.operation:
        sent = EvidenceFile.objects.filter(operation=row.operation)
        return hand_out(request, get_object_or_404(sent, field=field), row.funding_id)
    known = {each.value: each for each in evidence_files.offered(row)}
    if field not in known:
        raise Http404
    made = evidence_files.draft(row, known[field])
    note(request, EvidenceFile._meta.label_lower, row.pk, made.name, row.funding_id)
    response = HttpResponse(made.content, content_type=made.content_type)
    response["Content-Disposition"] = content_disposition_header(True, made.name) or ""
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response

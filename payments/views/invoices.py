"""Papers as PDF, and what an organisation wants on its invoices."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, employers_only, students_only, way_on
from accounts.limits import limit
from accounts.models import Organisation
from payments import overview, paper_text
from payments.actions import papering
from payments.forms import BillingForm
from payments.models import BillingDetails, Funding, Paper, Payout
from payments.pdf import pdf


def as_file(data: dict[str, Any]) -> HttpResponse:
    response = HttpResponse(pdf(data), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{data["number"]}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def paper(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """An invoice or a credit note: for whoever acts for the buyer, and those who run the site."""
    return as_file(
        paper_text.paper(get_object_or_404(Paper.objects.visible_to(request.user), pk=pk))
    )


@require_safe
@employers_only
def receipt(request: SignedInRequest, pk: UUID) -> HttpResponse:
    rows = Funding.objects.for_employer(request.user).for_pages()
    funding = get_object_or_404(rows, pk=pk, status=Funding.Status.SUCCEEDED)
    return as_file(paper_text.receipt(funding, settings.SELLER_NAME))


@require_safe
@students_only
def payslip(request: SignedInRequest, pk: UUID) -> HttpResponse:
    payout = get_object_or_404(Payout.objects.of_student(request.user).for_pages(), pk=pk)
    arrives_by = overview.arrives_by(payout.milestone, payout, request.user.time_zone)
    return as_file(paper_text.payslip(payout, arrives_by))


@require_http_methods(["GET", "HEAD", "POST"])
@employers_only
@limit("write", "200/d")
def billing(request: SignedInRequest) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.of(request.user))
    row = BillingDetails.objects.filter(organisation=organisation).first()
    form = BillingForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        papering.bill_to(organisation, request.user, form.cleaned_data)
        messages.success(request, _("Saved. It is on every invoice from now on."))
        return redirect(way_on(request, "payments:billing"))
    context = {
        "form": form,
        "organisation": organisation,
        "given": row is not None,
        "next": way_on(request, ""),
    }
    return render(request, "payments/billing.html", context)

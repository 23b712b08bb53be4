"""A university's budgets: what is in them, what they pay for, and every movement."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, funders_only, second_factor_required, staff_only
from accounts.limits import limit
from accounts.models import University
from marketplace.money import major
from payments import budgets
from payments.budget_forms import BudgetForm
from payments.models import Budget, BudgetReturn, TopUp, TopUpChargeback
from payments.views.statements import day
from payments.views.tables import Cell, as_csv

AT_ONCE = 50


def university_of(request: SignedInRequest) -> University:
    return request.user.staff_of.university


def found(request: SignedInRequest, pk: UUID) -> Budget:
    """Of the university of who looks, or 404."""
    rows = Budget.objects.of_staff(request.user).select_related("university")
    return get_object_or_404(rows, pk=pk)


@require_safe
@staff_only
@second_factor_required
def overview(request: SignedInRequest) -> HttpResponse:
    university = university_of(request)
    to_fund = list(budgets.to_fund(university)[:AT_ONCE])
    short = budgets.missed(to_fund)
    context = {
        "university": university,
        "budgets": Budget.objects.of_staff(request.user).with_amounts(),
        "grants": budgets.grants_of(university)[:AT_ONCE],
        "to_fund": [{"row": each, "short": each.pk in short} for each in to_fund],
        "may_spend": budgets.may_spend(request.user),
    }
    return render(request, "payments/budgets/overview.html", context)


@require_safe
@staff_only
@second_factor_required
def budget(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = found(request, pk)
    projects = row.sponsorships.for_pages().order_by("-made_at", "milestone__position")
    context = {
        "budget": row,
        "formats": list(row.formats.all()),
        "sums": budgets.sums(row),
        "page": Paginator(projects, AT_ONCE).get_page(request.GET.get("page")),
        "waits": row.top_ups.filter(status__in=[TopUp.Status.PROCESSING, TopUp.Status.ANNOUNCED]),
        "back": row.returns.exclude(status=BudgetReturn.Status.DROPPED)[:AT_ONCE],
        "taken": TopUpChargeback.objects.open().filter(top_up__budget=row).for_pages(),
        "may_spend": budgets.may_spend(request.user),
    }
    return render(request, "payments/budgets/budget.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@funders_only
@second_factor_required
@limit("write", "200/d")
def create(request: SignedInRequest) -> HttpResponse:
    row = Budget(university=university_of(request), made_by=request.user)
    return _edit(request, row, _("The budget is there. Pay something into it."))


@require_http_methods(["GET", "HEAD", "POST"])
@funders_only
@second_factor_required
@limit("write", "200/d")
def edit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    return _edit(request, found(request, pk), _("Saved. What is reserved stays as it is."))


def _edit(request: SignedInRequest, row: Budget, done: str) -> HttpResponse:
    form = BudgetForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        row = form.save()
        messages.success(request, done)
        return redirect(row)
    new = row._state.adding
    return render(request, "payments/budgets/edit.html", {"form": form, "new": new, "budget": row})


@require_safe
@staff_only
@second_factor_required
def movements(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The university's statement: every movement, with what was left after it."""
    row = found(request, pk)
    page = Paginator(budgets.entries(row), AT_ONCE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "budget": row,
        "sums": budgets.sums(row),
        "page": page,
        "rows": budgets.movements(page.object_list),
    }
    return render(request, "payments/budgets/movements.html", context)


@require_safe
@staff_only
@second_factor_required
def movements_csv(request: SignedInRequest, pk: UUID) -> HttpResponseBase:
    row = found(request, pk)
    head = [
        *(_("Day"), _("What"), _("Project"), _("Who"), _("Reference")),
        *(_("Amount"), _("Left after it"), _("Currency")),
    ]
    lines: Any = (
        [
            day(each.at),
            each.what,
            each.about,
            each.who,
            each.reference,
            major(each.minor, row.currency),
            major(each.after, row.currency),
            row.currency,
        ]
        for each in budgets.all_movements(row)
    )
    rows: Any = lines
    cells: list[list[Cell]] = rows
    return as_csv("budget-movements", head, cells)

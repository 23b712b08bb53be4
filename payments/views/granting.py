"""Funding projects from a budget: a listing for all who accept it, or one project."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import SignedInRequest, funders_only, second_factor_required
from accounts.limits import limit
from applications.models import Milestone, Placement
from listings.models import Listing
from marketplace.money import display
from marketplace.states import WrongState
from payments import actions, budgets
from payments.budget_forms import GrantForm
from payments.models import Budget, Grant
from payments.models.budgets import BudgetQuerySet
from payments.views.budgets import university_of


def _budgets(request: SignedInRequest, currency: str, listing: Listing) -> BudgetQuerySet:
    rows = Budget.objects.of_staff(request.user).filter(currency=currency)
    return rows.covering(listing.format).with_amounts()


@require_http_methods(["GET", "HEAD", "POST"])
@funders_only
@second_factor_required
@limit("pay", "60/h")
def grant_listing(request: SignedInRequest, pk: int) -> HttpResponse:
    """For everybody of the university who accepts it; before it is approved, or after."""
    university = university_of(request)
    rows = Listing.objects.select_related("organisation", "format").exclude(submitted_at=None)
    listing = get_object_or_404(rows, pk=pk, moderations__university=university)
    standing = budgets.grant_for(listing, university)
    form = GrantForm(request.POST or None, budgets=_budgets(request, listing.currency, listing))
    if request.method == "POST" and not standing and form.is_valid():
        told = form.cleaned_data
        try:
            actions.grant_listing(told["budget"], listing, request.user, told["minor"])
        except (WrongState, IntegrityError):
            messages.error(request, _("It could not be funded. Somebody may have done it already."))
        else:
            messages.success(
                request, _("Funded. It is reserved when one of your students accepts.")
            )
        return redirect("payments:grant_listing", listing.pk)
    context = {
        "listing": listing,
        "standing": standing,
        "form": form,
        "price": listing.pay_minor,
        "currency": listing.currency,
    }
    return render(request, "payments/budgets/grant_listing.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@funders_only
@second_factor_required
@limit("pay", "60/h")
def grant_placement(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One project that a student has accepted and nobody has paid in yet."""
    rows = Placement.objects.select_related(
        "offer", "listing__organisation", "listing__format", "student__user"
    )
    placement = get_object_or_404(rows, pk=pk, student__university=university_of(request))
    waiting = placement.status == Placement.Status.ACCEPTED
    if not waiting or placement not in budgets.to_fund(university_of(request)):
        messages.info(request, _("There is nothing to fund: it is paid in, funded or over."))
        return redirect("payments:budgets")
    rows_of = _budgets(request, placement.offer.currency, placement.listing)
    form = GrantForm(request.POST or None, budgets=rows_of)
    if request.method == "POST" and form.is_valid():
        return _funded(request, placement, form)
    unpaid = placement.milestones.filter(status=Milestone.Status.AGREED)
    context = {
        "placement": placement,
        "listing": placement.listing,
        "form": form,
        "price": sum(each.amount_minor for each in unpaid),
        "currency": placement.offer.currency,
        "short": bool(budgets.missed([placement])),
    }
    return render(request, "payments/budgets/grant_placement.html", context)


def _funded(request: SignedInRequest, placement: Placement, form: GrantForm) -> HttpResponse:
    told = form.cleaned_data
    try:
        rows = actions.grant_placement(told["budget"], placement, request.user, told["minor"])
    except actions.TooLittle:
        messages.error(
            request, _("Too little is left in this budget. Pay into it, or fund a smaller amount.")
        )
        return redirect("payments:grant_placement", placement.pk)
    except actions.Capped:
        messages.error(
            request,
            _(
                "This student has had the most that one gets of this budget. Raise it there, or "
                "fund the project from another budget."
            ),
        )
        return redirect("payments:grant_placement", placement.pk)
    except actions.TooOld:
        messages.error(
            request,
            _(
                "What is left in this budget may not be held until this work is decided. Pay into "
                "it again, or fund it from another budget."
            ),
        )
        return redirect("payments:grant_placement", placement.pk)
    except WrongState:
        messages.error(request, _("It is paid in or funded by now. Nothing was changed."))
    else:
        minor = sum(each.amount_minor for each in rows)
        amount = display(minor, placement.offer.currency)
        messages.success(request, _("%(amount)s is reserved for it.") % {"amount": amount})
        return redirect(told["budget"])
    return redirect("payments:budgets")


@require_POST
@funders_only
@second_factor_required
@limit("write", "200/d")
def end_grant(request: SignedInRequest, pk: UUID) -> HttpResponse:
    grant = get_object_or_404(Grant.objects.of_staff(request.user), pk=pk, listing__isnull=False)
    try:
        actions.end_grant(grant, request.user)
    except WrongState:
        messages.info(request, _("It has ended already. Nothing was changed."))
    else:
        messages.success(
            request, _("Nobody else is funded for it. What is reserved or paid in stays.")
        )
    return redirect("payments:budgets")

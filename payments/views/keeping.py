"""What is kept for the next student of a listing: the employer decides what becomes of it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, employers_only, second_factor_required
from accounts.limits import limit
from marketplace.clocks import working_days_after
from marketplace.money import display
from marketplace.states import WrongState
from payments import actions, turns
from payments.emails import REFUND_DAYS
from payments.models import Credit


@require_safe
@employers_only
def credit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = _credit(request, pk)
    minor = actions.kept(row)
    context = {
        "credit": row,
        "funding": row.funding,
        "listing": row.listing,
        "amount": display(minor, row.funding.currency),
        "turn": turns.of_kept(row, minor),
        "uses": row.uses.select_related(
            "milestone__placement__student__user", "milestone__placement__offer__application"
        ),
        "refunds": row.funding.refunds.all(),
        "arrives_by": working_days_after(timezone.now(), REFUND_DAYS, request.user.time_zone),
    }
    return render(request, "payments/credit.html", context)


@require_POST
@employers_only
@second_factor_required
@limit("pay", "60/h")
def keep(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = _credit(request, pk)
    try:
        actions.choose_to_keep(row, request.user)
    except WrongState:
        messages.info(request, _("That is decided already. Nothing was changed."))
    else:
        messages.success(request, _("It is kept. Offer the place to somebody when you are ready."))
    return redirect(row)


@require_POST
@employers_only
@second_factor_required
@limit("pay", "60/h")
def give_back(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = _credit(request, pk)
    try:
        amount = display(actions.kept(row), row.funding.currency)
        actions.return_kept(row)
    except actions.TakenBack:
        messages.error(
            request, _("Your bank has asked for it back. Nothing moves until it decides.")
        )
    except actions.InUse:
        messages.error(
            request,
            _(
                "Somebody has a payment page open that counts on this money, so nothing was "
                "changed. Pay there, or try again when it has closed."
            ),
        )
    except WrongState:
        messages.info(request, _("That is used or on its way back already. Nothing was changed."))
    else:
        messages.success(request, _("%(amount)s is on its way back to you.") % {"amount": amount})
    return redirect(row)


def _credit(request: SignedInRequest, pk: UUID) -> Credit:
    """Of the viewer's organisation, or 404."""
    return get_object_or_404(Credit.objects.for_employer(request.user).for_pages(), pk=pk)

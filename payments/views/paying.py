"""The employer's side: pay in, see that it arrived, approve."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, employers_only, second_factor_required
from accounts.limits import limit
from accounts.models import Organisation, User
from applications.models import Milestone, Placement
from applications.teams import students_of
from marketplace.money import display
from marketplace.states import WrongState
from marketplace.templatetags.ui import in_words
from payments import actions, ahead, operations, sponsors, turns
from payments.actions import papering
from payments.gateway import GatewayBusy, GatewayRefused, GatewayUnknown
from payments.models import Funding, Payee, Payout

NO_ANSWER = (GatewayBusy, GatewayRefused, GatewayUnknown)


class SeeOther(HttpResponseRedirect):
    """After a POST, to a page of somebody else's: never a repeated POST."""

    status_code = 303


@require_http_methods(["GET", "HEAD", "POST"])
@employers_only
@second_factor_required
@limit("pay", "60/h")
def fund(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What will be paid, what for, and what then; and on to the hosted payment page."""
    milestone = _milestone(request.user, pk)
    if why := _not_payable(milestone):
        messages.info(request, why)
        return redirect(_placement(milestone))
    if request.method == "POST":
        go = _pay_from_kept if "kept" in request.POST else _to_the_payment_page
        return go(request, milestone)
    live = Funding.objects.live().filter(milestone=milestone).select_related("payer")
    with_bank = live.filter(status=Funding.Status.PROCESSING).first()
    kept, sponsor = actions.usable(milestone), sponsors.of_milestone(milestone)
    beside = kept + sponsors.minor(sponsor)
    context = _about(milestone) | {
        "with_bank": with_bank,
        "turn": turns.with_the_bank(with_bank)
        if with_bank
        else turns.to_pay(milestone, _placement(milestone), beside, sponsor),
        "others": live.exclude(payer=request.user),
        "kept": kept,
        "sponsor": sponsor,
        "missed": None if sponsor else sponsors.missed_for(milestone),
        "to_pay": milestone.amount_minor - beside,
        "invoice_to": _made_out_to(_placement(milestone).listing.organisation),
        "kept_rows": sponsors.price_rows(milestone, sponsor, kept),
    }
    return render(request, "payments/fund.html", context)


def _made_out_to(organisation: Organisation) -> str:
    to = papering.buyer(organisation)
    return ", ".join([to["name"], *to["address"].splitlines()])


def _to_the_payment_page(request: SignedInRequest, milestone: Milestone) -> HttpResponse:
    try:
        funding = actions.start_funding(milestone, request.user)
        was_open = funding.stripe_session_id is not None
        funding = operations.open_page(funding)
        if was_open and funding.status in (Funding.Status.EXPIRED, Funding.Status.FAILED):
            # The page has closed in the meantime: this is a new try.
            funding = operations.open_page(actions.start_funding(milestone, request.user))
    except actions.UnderWay:
        messages.info(request, _("A payment is with the bank already. Nothing was charged again."))
    except WrongState:
        messages.info(request, _("This cannot be paid any more. Nothing was charged."))
    except NO_ANSWER:
        messages.error(
            request,
            _("The payment page did not open. Nothing was charged. Please try again in a minute."),
        )
    else:
        if funding.status == Funding.Status.OPEN:
            return SeeOther(funding.checkout_url)
        if funding.status == Funding.Status.FAILED:
            messages.error(request, _("Stripe would not open a payment page. Nothing was charged."))
        else:
            return redirect("payments:returned", funding.pk)
    return redirect("payments:fund", milestone.pk)


def _pay_from_kept(request: SignedInRequest, milestone: Milestone) -> HttpResponse:
    try:
        actions.pay_from_kept(milestone)
    except actions.UnderWay:
        messages.info(request, _("A payment is with the bank already. Nothing was changed."))
    except WrongState:
        messages.info(request, _("What was kept is not enough any more. Nothing was changed."))
    else:
        words = {"student": _placement(milestone).who_in_short}
        paid = _("Paid with what we kept. %(student)s is told to start.")
        if sponsors.of_milestone(milestone):
            paid = _("Nothing was charged to you. %(student)s is told to start.")
        messages.success(request, paid % words)
        return redirect(_placement(milestone))
    return redirect("payments:fund", milestone.pk)


@require_safe
@employers_only
def returned(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Back from the payment page: Stripe is asked what became of it, never the browser."""
    rows = Funding.objects.for_employer(request.user).for_pages()
    funding = get_object_or_404(rows, pk=pk)
    answered = True
    try:
        if funding.status in Funding.LIVE:
            operations.check_funding(funding)
    except NO_ANSWER:
        answered = False
    funding = rows.get(pk=pk)
    milestone = funding.milestone
    context = _about(milestone) | {
        "funding": funding,
        "refund": funding.refunds.first(),
        "answered": answered,
        "next": _what_next(milestone),
        "ahead": ahead.next_part(_placement(milestone)),
        "turn": turns.came_back(funding, milestone),
    }
    if funding.credit_minor or funding.sponsored_minor:
        sponsor = sponsors.of_milestone(milestone) if funding.sponsored_minor else None
        context["rows"] = sponsors.price_rows(milestone, sponsor, funding.credit_minor)
    return render(request, "payments/returned.html", context)


def _what_next(milestone: Milestone) -> list[str]:
    placement = _placement(milestone)
    student = placement.who_in_short
    days = round(placement.listing.format.review_hours / 24)
    return [
        _("%(student)s is told to start, and hands in by %(due)s.")
        % {"student": student, "due": in_words(milestone.due_at)},
        ngettext(
            "You then have %(days)d day to approve it or to ask for changes, at most twice.",
            "You then have %(days)d days to approve it or to ask for changes, at most twice.",
            days,
        )
        % {"days": days},
        _(
            "%(receives)s goes to %(student)s when you approve; if you do not answer in time, "
            "by itself."
        )
        % {
            "receives": display(milestone.student_minor, milestone.currency),
            "student": student,
        },
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@employers_only
@second_factor_required
@limit("pay", "60/h")
def approve(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Check what is released before it is."""
    milestone = _milestone(request.user, pk)
    if request.method == "POST":
        return _approved(request, milestone)
    if milestone.status != Milestone.Status.DELIVERED:
        messages.info(request, _not_to_approve(milestone))
        return redirect(_placement(milestone))
    delivery = milestone.deliveries.first()
    return render(request, "payments/approve.html", _about(milestone) | {"delivery": delivery})


def _approved(request: SignedInRequest, milestone: Milestone) -> HttpResponse:
    try:
        payout = actions.approve(milestone, request.user, _version(request))
    except actions.NewerVersion:
        messages.error(
            request,
            _("A newer version was handed in, so nothing was approved. Please look at it first."),
        )
        return redirect("payments:approve", milestone.pk)
    except actions.Frozen:
        messages.error(
            request,
            _(
                "Its pay is held back for some days, while our staff look at the listing. Nothing "
                "was released. Approve it then, or let the time run."
            ),
        )
    except actions.TakenBack:
        messages.error(
            request,
            _(
                "Your bank has asked for this payment back, so nothing is released until that is "
                "decided. If you did not mean to, tell your bank, and write to us."
            ),
        )
    except WrongState:
        messages.info(request, _not_to_approve(_milestone(request.user, milestone.pk)))
    else:
        messages.success(request, _where_it_goes(payout))
    return redirect(_placement(milestone))


def _version(request: SignedInRequest) -> int | None:
    """Of the delivery that the page spoke of."""
    said = request.POST.get("version", "")
    return int(said) if re.fullmatch("[0-9]{1,4}", said) else None


def _where_it_goes(payout: Payout) -> str:
    words = {
        "amount": display(payout.amount_minor, payout.currency),
        "student": payout.student.user.first_name,
    }
    others = Payout.objects.filter(milestone=payout.milestone).exclude(pk=payout.pk)
    if others.exists():
        return _("Approved. Each of the team is paid their share.")
    if payout.is_stuck:
        return (
            _(
                "Approved. %(amount)s is %(student)s’s now, and is sent as soon as they have said "
                "where. You have nothing left to do."
            )
            % words
        )
    return _("Approved. %(amount)s is on its way to %(student)s.") % words


# --- What these pages are about ---


def _milestone(user: User, pk: UUID) -> Milestone:
    """Of a project of `user`'s organisation, or 404."""
    rows = Milestone.objects.select_related(
        "offer",
        "placement__offer__application",
        "placement__listing__organisation",
        "placement__listing__format",
        "placement__student__user",
    )
    return get_object_or_404(rows, pk=pk, placement__in=Placement.objects.for_employer(user))


def _placement(milestone: Milestone) -> Placement:
    assert milestone.placement is not None  # _milestone finds no other
    return milestone.placement


def _about(milestone: Milestone) -> dict[str, Any]:
    placement = _placement(milestone)
    people = students_of(placement)
    ready = [each for each in Payee.objects.filter(student__in=people) if each.is_ready]
    return {
        "milestone": milestone,
        "placement": placement,
        "listing": placement.listing,
        "student": placement.student,
        "rows": _price_rows(milestone, placement.who_in_short),
        "review_days": round(placement.listing.format.review_hours / 24),
        "payee_ready": len(ready) == len(people),
    }


def _price_rows(milestone: Milestone, student: str) -> list[dict[str, str]]:
    def show(minor: int) -> str:
        return display(minor, milestone.currency)

    return [
        {
            "label": _("%(student)s receives") % {"student": student},
            "amount": show(milestone.student_minor),
        },
        {"label": _("Our fee"), "amount": show(milestone.fee_minor)},
        {"label": _("The price"), "amount": show(milestone.amount_minor)}
        if sponsors.of_milestone(milestone)
        else {"label": _("You pay"), "amount": show(milestone.amount_minor)},
    ]


def _not_payable(milestone: Milestone) -> str:
    """Why not, in words; "" when it can be paid."""
    if milestone.status == Milestone.Status.CANCELLED:
        return _("This project was cancelled: there is nothing to pay.")
    if milestone.status != Milestone.Status.AGREED:
        return _("This is paid in already: there is nothing to pay.")
    if (at := ahead.payable_from(milestone)) > timezone.now():
        return _("We may hold money for %(days)d days, so pay this part from %(day)s on.") % {
            "days": settings.HOLD_DAYS,
            "day": in_words(at),
        }
    return ""


def _not_to_approve(milestone: Milestone) -> str:
    if milestone.status in (Milestone.Status.APPROVED, Milestone.Status.PAID):
        return _("This is approved already. It is paid once.")
    return _("There is nothing to approve: no work is waiting for your answer.")

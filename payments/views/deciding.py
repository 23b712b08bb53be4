"""The end of a dispute: by agreement of the other side, or by our staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import (
    SignedInRequest,
    has_second_factor,
    platform_or_404,
    to_second_factor,
)
from accounts.limits import limit
from accounts.models import User
from applications import actions as application_actions
from applications.actions import Wish
from applications.actions.locks import speaks_for
from applications.forms.disputing import DecideForm, SureForm
from applications.models import Dispute
from marketplace.states import WrongState
from payments import actions, record, weighing

PER_PAGE = 25


# --- The other side


@require_http_methods(["GET", "HEAD", "POST"])
@limit("pay", "60/h")
def agree(request: SignedInRequest, pk: UUID) -> HttpResponseBase:
    """What the other side wishes, to the cent; then it is done at once."""
    dispute = get_object_or_404(Dispute.objects.visible_to(request.user).for_pages(), pk=pk)
    if request.user.kind == dispute.side:
        raise Http404
    if request.user.kind == User.Kind.EMPLOYER and not has_second_factor(request.user):
        return to_second_factor(request)
    if not dispute.is_going_on:
        return _over(request, dispute)
    if not speaks_for(dispute.milestone.placement, request.user):
        return _not_alone(request, dispute)
    wish = application_actions.wish_of(dispute)
    if request.method == "POST" and request.POST.get("seen") == _token(wish):
        try:
            actions.agree(dispute, request.user, wish)
        except (actions.TakenBack, actions.Frozen) as error:
            frozen = isinstance(error, actions.Frozen)
            messages.error(request, _frozen() if frozen else _taken_back())
            return redirect(dispute)
        except WrongState:
            return _over(request, dispute)
        messages.success(request, _("Agreed. The dispute is over, and both of you are told."))
        return redirect(dispute)
    context = {
        "dispute": dispute,
        "milestone": dispute.milestone,
        "wish": wish,
        "wish_label": Dispute.Outcome(wish.outcome).label,
        "seen": _token(wish),
        "rows": weighing.share_rows(dispute.milestone, wish),
    }
    return render(request, "payments/agree.html", context)


def _token(wish: Wish) -> str:
    """What the page spoke of."""
    return f"{wish.outcome}:{wish.minor}:{wish.day}"


def _not_alone(request: SignedInRequest, dispute: Dispute) -> HttpResponse:
    words = {"first": dispute.milestone.offer.application.student}
    why = _("%(first)s applied for your team, and agrees for all of you. Nothing was changed.")
    messages.error(request, why % words)
    return redirect(dispute)


def _taken_back() -> str:
    return _("The payer’s bank has taken the payment back. Nothing moves until it has decided.")


def _frozen() -> str:
    return _(
        "Pay for this work is held back for some days, while our staff look at the listing. "
        "Nothing was changed. Agree then."
    )


def _over(request: SignedInRequest, dispute: Dispute) -> HttpResponse:
    messages.info(request, _("The dispute is over already. Nothing was changed."))
    return redirect(dispute)


# --- Our staff


@require_safe
@platform_or_404
def disputes(request: SignedInRequest) -> HttpResponse:
    """What waits for our staff; behind tabs what waits for others, and what is decided."""
    piles = {
        "decide": (_("To decide"), Dispute.objects.for_staff().order_by("decide_by", "pk")),
        "open": (
            _("Waiting for an answer"),
            Dispute.objects.filter(status=Dispute.Status.OPEN).order_by("answer_by", "pk"),
        ),
        "decided": (
            _("Decided"),
            Dispute.objects.filter(status=Dispute.Status.DECIDED).order_by("-decided_at", "pk"),
        ),
    }
    show = request.GET.get("show", "")
    show = show if show in piles else "decide"
    address = reverse("payments:disputes")
    tabs = [
        {
            "label": label,
            "url": address if key == "decide" else f"{address}?show={key}",
            "current": key == show,
            "count": rows.count(),
        }
        for key, (label, rows) in piles.items()
    ]
    context = {
        "tabs": tabs,
        "show": show,
        "page": Paginator(piles[show][1].for_pages(), PER_PAGE).get_page(request.GET.get("page")),
        "query": "" if show == "decide" else f"show={show}",
        "now": timezone.now(),
    }
    return render(request, "payments/disputes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@platform_or_404
@limit("write", "200/d")
def decide(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The whole record in one view; then the decision, looked at before it is made."""
    dispute = get_object_or_404(Dispute.objects.for_pages(), pk=pk)
    posted = request.method == "POST"
    form = DecideForm(request.POST if posted else None, milestone=dispute.milestone)
    looked: dict[str, Any] = {}
    if posted and dispute.status != Dispute.Status.ANSWERED:
        messages.error(request, _("It is not for us to decide now. Nothing was changed."))
        return redirect("payments:decide", dispute.pk)
    if form.is_valid() and "change" not in request.POST:
        sure = _sure(request, dispute, form.wish())
        if sure.is_valid() and "decide" in request.POST:
            return _decided(request, dispute, form)
        looked = _looked(dispute, form.wish(), sure)
    every = "messages" in request.GET
    context = {**record.whole(dispute, every_message=every), "form": form, "look": None, **looked}
    return render(request, "payments/decide.html", context)


def _sure(request: SignedInRequest, dispute: Dispute, wish: Wish) -> SureForm:
    return SureForm(
        request.POST if "decide" in request.POST else None,
        wish=wish,
        currency=dispute.milestone.currency,
        outside=bool(weighing.outside(dispute, wish)),
    )


def _looked(dispute: Dispute, wish: Wish, sure: SureForm) -> dict[str, Any]:
    """What the decision means, before it is made."""
    return {
        "look": wish,
        "look_label": Dispute.Outcome(wish.outcome).label,
        "beside": weighing.beside(dispute, wish),
        "sentence": weighing.in_a_sentence(dispute, wish),
        "outside": weighing.outside(dispute, wish),
        "sure": sure,
    }


def _decided(request: SignedInRequest, dispute: Dispute, form: DecideForm) -> HttpResponse:
    try:
        actions.decide(dispute, request.user, form.wish(), form.cleaned_data["reasons"])
    except actions.TakenBack:
        messages.error(request, _taken_back())
    except WrongState:
        messages.error(request, _("Somebody was quicker, or it was taken back. Nothing changed."))
    else:
        messages.success(request, _("Decided. Both sides have it by mail, with your reasons."))
    return redirect("payments:decide", dispute.pk)

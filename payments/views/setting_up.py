"""The student's side: an account at Stripe, so that money can reach their bank."""

from time import time
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import demo as personas
from accounts.access import SignedInRequest, students_only
from accounts.limits import limit
from accounts.models import PayoutRoute, Student
from accounts.places import country_name
from marketplace.states import WrongState
from payments import gateway, operations, turns
from payments.gateway import GatewayBusy, GatewayRefused, GatewayUnknown
from payments.models import Payee, Payout
from payments.views.paying import SeeOther

FRESH = 300  # seconds, as allauth's own pages ask for
NO_ANSWER = (GatewayBusy, GatewayRefused, GatewayUnknown)


@require_http_methods(["GET", "HEAD", "POST"])
@students_only
@limit("payout-setup", "30/h")
def setup(request: SignedInRequest) -> HttpResponse:
    """Why, where, what is needed, how it stands; and on to Stripe's own form."""
    student = get_object_or_404(Student.objects.select_related("user"), user=request.user)
    route = PayoutRoute.objects.to(student.payout_country).first()
    if request.method == "POST" and route and route.rail == PayoutRoute.Rail.CONNECT:
        # Where the pay goes is not for whoever finds a browser open.
        return _to_stripe(request, student) if is_fresh(request) else _show_who_you_are(request)
    if request.method == "POST":
        return redirect("payments:setup")
    payee = Payee.objects.filter(student=student).first()
    by_stripe = route is not None and route.rail == PayoutRoute.Rail.CONNECT
    context = {
        "student": student,
        "route": route,
        "turn": turns.to_give_a_country()
        if not student.payout_country
        else turns.to_set_up(payee)
        if by_stripe
        else None,
        "payee": payee,
        "country": country_name(student.payout_country),
        "account_country": country_name(payee.country) if payee else "",
        "moved": bool(payee and payee.country != student.payout_country),
        "countries": _countries(),
        "waiting": Payout.objects.waiting().filter(student=student).for_pages(),
    }
    return render(request, "payments/setup.html", context)


def is_fresh(request: SignedInRequest) -> bool:
    """Has shown who they are some minutes ago: by signing in, or once more since."""
    invented = settings.DEMO and request.user.email in personas.emails()
    if invented or not get_reauthentication_flows(request.user):
        return True  # there is nothing they could show
    shown = get_authentication_records(request, request.user)
    return bool(shown) and time() - shown[-1]["at"] < FRESH


def _show_who_you_are(request: SignedInRequest) -> HttpResponse:
    messages.info(request, _("Show once more that it is you. Then continue to Stripe."))
    back = urlencode({"next": reverse("payments:setup")})
    return redirect(f"{reverse('account_reauthenticate')}?{back}")


def _to_stripe(request: SignedInRequest, student: Student) -> HttpResponse:
    try:
        payee = operations.open_account(student)
        if payee.stripe_account_id:
            return SeeOther(
                gateway.onboarding_url(
                    payee.stripe_account_id,
                    return_url=settings.SITE_URL + reverse("payments:setup_done"),
                    refresh_url=settings.SITE_URL + reverse("payments:setup_again"),
                )
            )
    except (*NO_ANSWER, WrongState):
        pass
    messages.error(
        request, _("Stripe did not answer. Nothing was changed. Please try again in a minute.")
    )
    return redirect("payments:setup")


def _countries() -> dict[str, list[str]]:
    """Names of the countries money can go to, by how it gets there."""
    names: dict[str, list[str]] = {rail: [] for rail in PayoutRoute.Rail.values}
    for route in PayoutRoute.objects.today():
        names[route.rail].append(country_name(route.country))
    return {rail: sorted(each) for rail, each in names.items()}


@require_safe
@students_only
def setup_done(request: SignedInRequest) -> HttpResponse:
    """Back from Stripe's form. Coming back says nothing: the account itself is looked at."""
    payee = Payee.objects.filter(student__user=request.user).first()
    try:
        if payee:
            payee = operations.check_payee(payee)
    except NO_ANSWER:
        messages.info(request, _("Stripe does not answer at the moment. This page will know soon."))
        return redirect("payments:setup")
    if payee and payee.is_ready:
        messages.success(request, _("You are set up: money for your work can reach you."))
    elif payee and payee.transfers_status == Payee.Transfers.PENDING:
        messages.info(request, _("Stripe is checking what you told them."))
    else:
        messages.info(request, _("Stripe still needs something from you."))
    return redirect("payments:setup")


@require_safe
@students_only
def setup_again(request: SignedInRequest) -> HttpResponse:
    """A link to Stripe's form works once, for some minutes: a new one takes a click."""
    messages.info(request, _("That link to Stripe works only once. Continue with a new one."))
    return redirect("payments:setup")

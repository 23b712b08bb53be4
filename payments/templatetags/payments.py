"""Where the money is, for pages of the rooms below."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from accounts.models import Organisation, PayoutRoute, Student, User
from applications.actions import may_end
from applications.models import Milestone, Placement
from listings.models import Listing
from payments import budgets, overview, sponsors, whereabouts
from payments.models import Credit, Payee, Payout

register = template.Library()

# What the panel says of a payout that waits.
OF_WAITING = ("amount_minor", "currency", "set_up_by", "milestone__placement__listing__title")


@register.inclusion_tag("payments/_money_panel.html", takes_context=True)
def money_panel(context: dict[str, Any], placement: Placement | None) -> dict[str, Any]:
    """What is paid, held, released and next, for the student or for the employer who looks.

    Nothing without a placement, or for anybody else.
    """
    return money_of(context, placement)


@register.simple_tag(takes_context=True)
def money_of(context: dict[str, Any], placement: Placement | None) -> dict[str, Any]:
    """What `money_panel` draws. `head` is what one asks first: what comes next, or what came."""
    viewer = context["request"].user
    if not placement or viewer.kind not in ("student", "employer"):
        return {}
    money = overview.of_placement(placement, viewer)
    for_employer = viewer.kind == "employer"
    rows = overview.employer_rows(money) if for_employer else overview.student_rows(money)
    return {
        "rows": rows,
        "head": _head(rows, more=money.next() is not None, for_employer=for_employer),
        "actions": overview.employer_actions(money) if for_employer else [],
        "papers": overview.papers(money, for_employer=for_employer),
        "waits": not for_employer and any(each.is_stuck for each in money.payouts.values()),
        "parts": whereabouts.parts(money, viewer),
    }


def _head(rows: list[dict[str, Any]], *, more: bool, for_employer: bool) -> dict[str, Any]:
    if not more:
        return rows[-2]
    return {**rows[-1], "label": _("Next payment") if for_employer else _("Next pay")}


@register.inclusion_tag("payments/_after_payment.html", takes_context=True)
def after_payment(context: dict[str, Any], placement: Placement | None) -> dict[str, Any]:
    """Calling it off, once money is in; and what an employer has kept of it since."""
    viewer = context["request"].user
    if not placement or not placement.started_at or viewer.kind not in ("student", "employer"):
        return {}
    employer = viewer.kind == "employer"
    credits = Credit.objects.open().with_amounts().select_related("funding")
    milestones = list(placement.milestones.all())
    return {
        "placement": placement,
        "may_call_off": may_call_off(placement, viewer),
        "credits": credits.filter(funding__milestone__in=milestones) if employer else [],
    }


def may_call_off(placement: Placement, by: User) -> bool:
    milestones = list(placement.milestones.all())
    return (
        placement.status == Placement.Status.ACTIVE
        and all(may_end(each, by) and not each.with_bank for each in milestones)
        and any(each.status in {*Milestone.HELD, Milestone.Status.AGREED} for each in milestones)
    )


@register.inclusion_tag("payments/_payout_ready.html")
def payout_ready(student: Student, going_on: bool = False) -> dict[str, Any]:
    """Whether money can reach the student: a panel while something is missing, else nothing.

    `going_on`: they are known to work on something.
    """
    payee = Payee.objects.filter(student=student).first()
    if payee and payee.is_ready:
        return {}
    route = PayoutRoute.objects.to(student.payout_country).first()
    if route is None or route.rail != PayoutRoute.Rail.CONNECT:
        return {}
    waiting = Payout.objects.waiting().filter(student=student).order_by("created_at")
    owed = list(waiting.select_related("milestone__placement__listing").only(*OF_WAITING))
    needed = owed or going_on or Placement.objects.of_student(student.user).going_on().exists()
    by = min((each.set_up_by for each in owed), default=None)
    return {"payee": payee, "waiting": owed, "needed": needed, "by": by}


@register.inclusion_tag("payments/budgets/_promised.html", takes_context=True)
def promised(context: dict[str, Any], listing: Listing) -> dict[str, Any]:
    """On a listing: who funds it, for students of that university; what they save, for its
    employer. Nothing for anybody else."""
    viewer = context["request"].user
    kind = getattr(viewer, "kind", "")
    if kind == User.Kind.STUDENT and hasattr(viewer, "student"):
        return {"grant": sponsors.promise_for(listing, viewer.student.university)}
    if kind == User.Kind.EMPLOYER and Organisation.objects.of(viewer).filter(
        pk=listing.organisation_id
    ):
        return {"promises": sponsors.promises(listing)}
    return {}


@register.inclusion_tag("payments/budgets/_fund_it.html", takes_context=True)
def fund_it(context: dict[str, Any], listing: Listing) -> dict[str, Any]:
    """For a university's staff who read a listing: fund it from a budget, or what is promised."""
    viewer = context["request"].user
    if not viewer.is_authenticated or not viewer.staff_roles or not listing.pay_minor:
        return {}
    return {
        "listing": listing,
        "grant": budgets.grant_for(listing, viewer.staff_of.university),
        "may_spend": budgets.may_spend(viewer),
    }

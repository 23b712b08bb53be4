"""Every movement of one's money, and the papers about it."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, employers_only, students_only
from accounts.models import User
from applications.models import Milestone, Placement
from marketplace.money import display
from payments import overview
from payments.models import Funding, Payout


@require_safe
def money(request: SignedInRequest) -> HttpResponse:
    if request.user.kind == User.Kind.EMPLOYER:
        return render(request, "payments/money_employer.html", _of_employer(request.user))
    if request.user.kind == User.Kind.STUDENT:
        return render(request, "payments/money_student.html", _of_student(request.user))
    raise PermissionDenied


def _of_employer(user: User) -> dict[str, Any]:
    fundings = (
        Funding.objects.for_employer(user)
        .filter(status__in=[Funding.Status.SUCCEEDED, Funding.Status.PROCESSING])
        .for_pages()
        .prefetch_related("refunds")
    )
    milestones = Milestone.objects.filter(placement__in=Placement.objects.for_employer(user))
    return {
        "fundings": fundings,
        "to_pay": milestones.filter(status=Milestone.Status.AGREED)
        .exclude(pk__in=fundings.filter(status=Funding.Status.PROCESSING).values("milestone"))
        .select_related("placement__listing", "placement__student__user")
        .order_by("placement__fund_by"),
        "held": _sums(milestones.filter(status__in=overview.HELD), "amount_minor"),
        "released": _sums(milestones.filter(status__in=overview.RELEASED), "amount_minor"),
    }


def _of_student(user: User) -> dict[str, Any]:
    milestones = Milestone.objects.filter(placement__in=Placement.objects.of_student(user))
    payouts = list(Payout.objects.of_student(user).for_pages())
    return {
        "payouts": [
            {"row": each, "arrives_by": overview.arrives_by(each.milestone, each, user.time_zone)}
            for each in payouts
        ],
        "upcoming": milestones.filter(status__in=overview.HELD)
        .select_related("placement__listing__organisation")
        .order_by("due_on"),
        "student": user.student,
        "held": _sums(milestones.filter(status__in=overview.HELD), "student_minor"),
        "sent": _sums([p for p in payouts if p.status == Payout.Status.SENT], "amount_minor"),
        "owed": _sums([p for p in payouts if p.status != Payout.Status.SENT], "amount_minor"),
    }


def _sums(rows: Any, amount: str) -> list[str]:
    """One amount for each currency, as people read it; currencies do not add."""
    sums: dict[str, int] = defaultdict(int)
    for row in rows:
        sums[row.currency] += getattr(row, amount)
    return [display(minor, currency) for currency, minor in sorted(sums.items())]


@require_safe
@employers_only
def receipt(request: SignedInRequest, pk: UUID) -> HttpResponse:
    rows = Funding.objects.for_employer(request.user).for_pages()
    funding = get_object_or_404(rows, pk=pk, status=Funding.Status.SUCCEEDED)
    context = {
        "funding": funding,
        "milestone": funding.milestone,
        "refund": funding.refunds.first(),
    }
    return render(request, "payments/receipt.html", context)


@require_safe
@students_only
def payslip(request: SignedInRequest, pk: UUID) -> HttpResponse:
    rows = Payout.objects.of_student(request.user).for_pages()
    payout = get_object_or_404(rows, pk=pk)
    arrives_by = overview.arrives_by(payout.milestone, payout, request.user.time_zone)
    context = {"payout": payout, "milestone": payout.milestone, "arrives_by": arrives_by}
    return render(request, "payments/payslip.html", context)

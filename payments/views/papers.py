"""Every movement of one's money, and the papers about it."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Case, QuerySet, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, employers_only, students_only
from accounts.models import Student, User
from applications.models import Milestone, Placement
from applications.sharing import share_in
from marketplace.money import Money, display
from payments import ledger, overview, sponsors
from payments.models import Credit, Funding, Payout

NOTHING: Mapping[str, int] = {}


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
        .select_related("credit")
        .prefetch_related("refunds")
    )
    milestones = Milestone.objects.filter(placement__in=Placement.objects.for_employer(user))
    given = sponsors.of_employer(user)
    waits = set(Payout.objects.stuck().filter(milestone__in=milestones).values_list("milestone"))
    return {
        "fundings": [{"row": each, "waits": (each.milestone_id,) in waits} for each in fundings],
        **_to_pay(
            milestones.exclude(
                pk__in=fundings.filter(status=Funding.Status.PROCESSING).values("milestone")
            )
        ),
        "held": _sums(
            milestones.filter(status__in=overview.HELD),
            "amount_minor",
            given.held,
        ),
        "released": _sums(
            milestones.filter(status__in=overview.RELEASED),
            "pays_minor",
            given.released,
        ),
        "credits": Credit.objects.for_employer(user)
        .open()
        .for_pages()
        .with_amounts()
        .order_by("use_by"),
    }


def _to_pay(milestones: QuerySet[Milestone]) -> dict[str, list[Milestone]]:
    """What is to be paid now, with a clock first; and what follows an approval."""
    first = When(placement__status=Placement.Status.ACCEPTED, then="placement__fund_by")
    pay_in_by = Case(first, default="fund_by")
    agreed = (
        milestones.filter(status=Milestone.Status.AGREED, placement__isnull=False)
        .select_related("placement__listing", "placement__student__user")
        .select_related("placement__offer__application")
        .prefetch_related("placement__milestones")
        .order_by(pay_in_by.asc(nulls_last=True), "placement", "position")
    )
    now: list[Milestone] = []
    later: list[Milestone] = []
    given = sponsors.of_milestones(agreed)
    for each in agreed:
        each.to_pay_minor = each.amount_minor - sponsors.minor(given.get(each.pk))  # type: ignore[attr-defined]
        parts = each.placement.milestones.all() if each.placement else ()
        (now if each.is_next_to_fund(list(parts)) else later).append(each)
    return {"to_pay": now, "later": later}


def _of_student(user: User) -> dict[str, Any]:
    milestones = Milestone.objects.filter(placement__in=Placement.objects.of_student(user))
    payouts = list(Payout.objects.of_student(user).for_pages())
    return {
        "payouts": [
            {"row": each, "arrives_by": overview.arrives_by(each.milestone, each, user.time_zone)}
            for each in payouts
        ],
        "upcoming": [
            {"row": each, "minor": share_in([each], user.student)}
            for each in milestones.filter(status__in=overview.HELD)
            .select_related("placement__listing__organisation", "placement__student")
            .prefetch_related("placement__members")
            .order_by("due_on")
        ],
        "student": user.student,
        "held": _held_for(user.student, milestones.filter(status__in=overview.HELD)),
        "sent": _sums([p for p in payouts if p.status == Payout.Status.SENT], "amount_minor"),
        "owed": _sums([p for p in payouts if p.status != Payout.Status.SENT], "amount_minor"),
        "owed_label": overview.approved(waits=any(p.is_stuck for p in payouts)),
    }


def _held_for(student: Student, milestones: QuerySet[Milestone]) -> list[str]:
    """Of a team's work, their own share."""
    sums: dict[str, int] = defaultdict(int)
    rows = milestones.select_related("placement__student", "placement__offer")
    for row in rows.prefetch_related("placement__members"):
        sums[row.currency] += share_in([row], student)
    return [display(minor, currency) for currency, minor in sorted(sums.items())]


def _sums(rows: Any, amount: str, less: Mapping[str, int] = NOTHING) -> list[str]:
    """One amount for each currency, as people read it; currencies do not add. `less`: what others
    paid of it.
    """
    sums: dict[str, int] = defaultdict(int)
    for row in rows:
        sums[row.currency] += getattr(row, amount)
    return [
        display(minor - less.get(currency, 0), currency) for currency, minor in sorted(sums.items())
    ]


@require_safe
@employers_only
def receipt(request: SignedInRequest, pk: UUID) -> HttpResponse:
    rows = Funding.objects.for_employer(request.user).for_pages()
    funding = get_object_or_404(rows, pk=pk, status=Funding.Status.SUCCEEDED)
    context = {
        "funding": funding,
        "came": Money(*ledger.came(funding)),
        "milestone": funding.milestone,
        "refunds": funding.refunds.all(),
        "papers": funding.papers.order_by("issued_at", "number"),
    }
    return render(request, "payments/receipt.html", context)


@require_safe
@students_only
def payslip(request: SignedInRequest, pk: UUID) -> HttpResponse:
    rows = Payout.objects.of_student(request.user).for_pages()
    payout = get_object_or_404(rows, pk=pk)
    arrives_by = overview.arrives_by(payout.milestone, payout, request.user.time_zone)
    context = {
        "payout": payout,
        "milestone": payout.milestone,
        "arrives_by": arrives_by,
        "of_others": payout.milestone.student_minor - payout.amount_minor,
    }
    return render(request, "payments/payslip.html", context)

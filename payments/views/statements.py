"""What one earned or spent, by year: on a page, and as a file for whoever does the taxes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, platform_or_404
from accounts.models import User
from marketplace.money import major
from payments import calendar, overview, statements, taxes
from payments.models import Payout
from payments.views.ledger import frame
from payments.views.tables import Cell, amount, as_csv

AT_ONCE = 50


def day(moment: Any) -> str:
    """As in a spreadsheet, by the calendar of the books."""
    return calendar.day_of(moment).isoformat()


def year_tabs(years: list[int], year: int) -> list[dict[str, Any]]:
    return [{"label": str(each), "url": f"?year={each}", "current": each == year} for each in years]


@require_safe
def statement(request: SignedInRequest) -> HttpResponse:
    if request.user.kind == User.Kind.STUDENT:
        return _student(request)
    if request.user.kind == User.Kind.EMPLOYER:
        return _employer(request)
    raise PermissionDenied


def _student(request: SignedInRequest) -> HttpResponse:
    years = statements.student_years(request.user)
    year = statements.year_of(request.GET.get("year", ""), years)
    rows = statements.student_rows(request.user, year)
    page = Paginator(rows, AT_ONCE).get_page(request.GET.get("page"))
    zone = request.user.time_zone
    waits = Payout.objects.of_student(request.user).exclude(status=Payout.Status.SENT)
    context = {
        "year": year,
        "query": f"year={year}",
        "tabs": year_tabs(years, year),
        "sums": statements.earned(rows),
        "page": page,
        "rows": [
            {"row": each, "arrives_by": overview.arrives_by(each.milestone, each, zone)}
            for each in page
        ],
        "waits": waits.count(),
        "standing": taxes.standing(request.user.student),
        "currency": taxes.CURRENCY,
    }
    return render(request, "payments/statement_student.html", context)


def _employer(request: SignedInRequest) -> HttpResponse:
    years = statements.employer_years(request.user)
    year = statements.year_of(request.GET.get("year", ""), years)
    rows = statements.movements(request.user, year)
    context = {
        "year": year,
        "query": f"year={year}",
        "tabs": year_tabs(years, year),
        "sums": statements.spent(request.user, rows),
        "page": Paginator(rows, AT_ONCE).get_page(request.GET.get("page")),
    }
    return render(request, "payments/statement_employer.html", context)


@require_safe
def statement_csv(request: SignedInRequest) -> HttpResponseBase:
    asked = request.GET.get("year", "")
    if request.user.kind == User.Kind.STUDENT:
        year = statements.year_of(asked, statements.student_years(request.user))
        return _student_csv(request.user, year)
    if request.user.kind == User.Kind.EMPLOYER:
        year = statements.year_of(asked, statements.employer_years(request.user))
        return _employer_csv(request.user, year)
    raise PermissionDenied


def _student_csv(user: User, year: int) -> HttpResponseBase:
    head = [
        *(_("Sent on"), _("Approved on"), _("Reference"), _("Project"), _("Part")),
        *(_("Organisation"), _("You received"), _("Currency"), _("Reference of the transfer")),
    ]
    rows: list[list[Cell]] = [
        [
            day(each.sent_at),
            day(each.created_at),
            each.reference,
            each.milestone.placement.listing.title,
            each.milestone.title,
            each.milestone.placement.listing.organisation.name,
            major(each.received_minor, each.currency),
            each.currency,
            each.stripe_transfer_id or each.manual_reference,
        ]
        for each in statements.student_rows(user, year)
        if each.milestone.placement
    ]
    return as_csv(f"earned-{year}", head, rows)


def _employer_csv(user: User, year: int) -> HttpResponseBase:
    head = [
        *(_("Day"), _("What"), _("Payment"), _("Document"), _("Project"), _("Part"), _("Student")),
        *(_("Amount"), _("Currency"), _("Note")),
    ]
    rows: list[list[Cell]] = []
    for each in statements.movements(user, year):
        milestone = each.funding.milestone
        placement = milestone.placement
        rows.append(
            [
                day(each.at),
                each.what,
                each.funding.reference,
                each.paper.reference if each.paper else "",
                placement.listing.title if placement else "",
                milestone.title,
                placement.who if placement else "",
                major(each.minor, each.currency),
                each.currency,
                each.said,
            ]
        )
    return as_csv(f"spent-{year}", head, rows)


# --- The platform


def _currency(request: HttpRequest, there: list[str]) -> str:
    asked = request.GET.get("currency", "")
    return asked if asked in there else next(iter(there), "USD")


@require_safe
@platform_or_404
def months(request: SignedInRequest) -> HttpResponse:
    """Fees, what is held and what is owed, month by month, in one currency."""
    there = statements.currencies()
    currency = _currency(request, there)
    rows = statements.months(currency)
    context = {
        "currency": currency,
        "currencies": [
            {"label": each, "url": f"?currency={each}", "current": each == currency}
            for each in there
        ],
        "page": Paginator(rows, 36).get_page(request.GET.get("page")),
        **frame("ledger_months"),
    }
    return render(request, "payments/ledger/months.html", context)


@require_safe
@platform_or_404
def months_csv(request: SignedInRequest) -> HttpResponseBase:
    """Every currency."""
    head = [
        *(_("Month"), _("Currency"), _("Paid in"), _("Paid out"), _("Paid back"), _("Our fees")),
        *(_("Stripe’s fees"), _("Taken by banks"), _("Lost to banks")),
        *(_("Held at its end"), _("Owed at its end")),
    ]
    rows: list[list[Cell]] = [
        [
            each.month.strftime("%Y-%m"),
            currency,
            *(
                amount(minor, currency)
                for minor in (
                    *(each.paid_in, each.paid_out, each.back, each.fees, each.costs),
                    *(each.taken, each.lost, each.held, each.owed),
                )
            ),
        ]
        for currency in statements.currencies()
        for each in statements.months(currency)
    ]
    return as_csv("months", head, rows)


def _form_year(request: HttpRequest) -> int:
    asked, now = request.GET.get("year", ""), taxes.year_now()
    return statements.year_of(asked, [now, now - 1])


@require_safe
@platform_or_404
def tax_forms(request: SignedInRequest) -> HttpResponse:
    """Whose form is to be filed, and whose will be with what is held."""
    year, now = _form_year(request), taxes.year_now()
    context = {
        "year": year,
        "query": f"year={year}",
        "years": year_tabs([now, now - 1], year),
        "threshold": taxes.threshold(year),
        "reports": taxes.reports(),
        "page": Paginator(taxes.standings(year), AT_ONCE).get_page(request.GET.get("page")),
        "currency": taxes.CURRENCY,
        **frame("ledger_tax_forms"),
    }
    return render(request, "payments/ledger/tax_forms.html", context)


@require_safe
@platform_or_404
def tax_forms_csv(request: SignedInRequest) -> HttpResponseBase:
    year = _form_year(request)
    head = [
        *(_("Student"), _("E-mail"), _("Paid in the year"), _("Still to come"), _("Currency")),
        _("Form is to be filed"),
    ]

    yes, no = _("yes"), _("not yet")

    def lines() -> Iterator[list[Cell]]:
        for each in taxes.standings(year):
            yield [
                each.student.user.name,
                each.student.user.email,
                major(each.paid, taxes.CURRENCY),
                major(each.coming, taxes.CURRENCY),
                taxes.CURRENCY,
                yes if each.is_reached else no,
            ]

    return as_csv(f"form-1099-nec-{year}", head, lines())

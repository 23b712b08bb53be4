"""How it went, for the staff of a university: a page, and its tables as files."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, analysts_only
from accounts.downloads import note
from outcomes import files, reports, rows
from outcomes.access import is_analyst, readers_only, university_of
from outcomes.figures import Asked, Figures, Table, figures
from outcomes.models import Year
from payments.views.tables import as_csv


def asked_for(request: SignedInRequest) -> tuple[list[Year], Year | None, Asked]:
    """All years that are counted, the one of the query string or else the last, and its filter."""
    found = Year.objects.of_staff(request.user).select_related("university")
    years, asked = list(found), Asked.of(request.GET.get("only", ""))
    try:
        day = date.fromisoformat(request.GET.get("year", ""))
    except ValueError:
        return years, years[0] if years else None, asked
    return years, next((each for each in years if each.begins_on == day), None), asked


def query(year: Year, asked: Asked, **more: str) -> str:
    given = {"year": year.begins_on.isoformat(), "only": str(asked), **more}
    return urlencode({key: value for key, value in given.items() if value})


def read(request: SignedInRequest) -> tuple[Year, Asked, Figures]:
    """Raises Http404: no such year of the university of who asks."""
    _years, year, asked = asked_for(request)
    if year is None:
        raise Http404
    return year, asked, figures(year, asked, is_analyst(request.user))


@require_safe
@readers_only
def overview(request: SignedInRequest) -> HttpResponse:
    years, year, asked = asked_for(request)
    context: dict[str, Any] = {"university": university_of(request), "years": years, "year": year}
    if year:
        context |= {
            "figures": figures(year, asked, is_analyst(request.user)),
            "asked": str(asked),
            "query": query(year, asked),
            "analyst": is_analyst(request.user),
        }
    elif years:
        raise Http404
    return render(request, "outcomes/overview.html", context)


@require_safe
@readers_only
def table(request: SignedInRequest) -> HttpResponseBase:
    """One table of the page, or all of them, as CSV: what the page hides, it hides."""
    year, asked, found = read(request)
    by = request.GET.get("by", "")
    tables: list[Table] = [each for each in (found.months, *found.tables) if by in {"", each.by}]
    if not tables:
        raise Http404
    name = "-".join(filter(None, ["outcomes", year.begins_on.isoformat(), asked.dim, by]))
    return as_csv(name, files.heads(year), files.rows(tables, year.currency, _("hidden")))


@require_safe
@readers_only
def report(request: SignedInRequest) -> HttpResponse:
    """One page to print, as the page shows it to who asks."""
    year, asked, found = read(request)
    answer = HttpResponse(reports.report(year, found), content_type="application/pdf")
    name = "-".join(filter(None, ["outcomes", year.begins_on.isoformat(), asked.dim]))
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
@analysts_only
def placements(request: SignedInRequest) -> HttpResponseBase:
    """Every placement of the year with its keys, written line by line however many there are."""
    _years, year, _asked = asked_for(request)
    if year is None:
        raise Http404
    name = f"placements-{year.begins_on.isoformat()}"
    note(request, "outcomes.year", year.pk, f"{name}.csv", f"year {year.pk}")
    return as_csv(name, rows.heads(), rows.lines(year))

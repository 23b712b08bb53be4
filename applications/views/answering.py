"""Reports, for our staff: what waits, the reported thing, and what becomes of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, platform_or_404
from accounts.limits import limit
from applications import actions, reported
from applications.forms.reporting import AnswerReportForm
from applications.models import Report
from marketplace.states import WrongState

PER_PAGE = 25


@require_safe
@platform_or_404
def reports(request: SignedInRequest) -> HttpResponse:
    answered = request.GET.get("show") == "answered"
    rows = Report.objects.for_pages()
    waiting = Paginator(rows.open().order_by("answer_by", "pk"), PER_PAGE)
    over = rows.exclude(status=Report.Status.OPEN).order_by("-answered_at", "pk")
    here = reverse("applications:reports")
    shown = Paginator(over, PER_PAGE) if answered else waiting
    context = {
        "answered": answered,
        "page": shown.get_page(request.GET.get("page")),
        "query": "show=answered" if answered else "",
        "now": timezone.now(),
        "tabs": [
            {"label": _("Waiting"), "url": here, "current": not answered, "count": waiting.count},
            {"label": _("Answered"), "url": f"{here}?show=answered", "current": answered},
        ],
    }
    return render(request, "applications/reports.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@platform_or_404
@limit("write", "200/d")
def answer_report(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The reported thing, who said what of it, and the answer, looked at before it is given."""
    report = get_object_or_404(Report.objects.for_pages(), pk=pk)
    thing = reported.thing(report)
    posted = request.method == "POST"
    form = AnswerReportForm(
        request.POST if posted else None, kind=report.kind, possible=thing.may_go
    )
    if posted and report.status != Report.Status.OPEN:
        return _too_late(request, report)
    look = form.is_valid() and "change" not in request.POST
    action = form.cleaned_data["action"] if look else ""
    if look and ("sure" in request.POST or action in (form.DISMISS, form.HIDE)):
        return _answered(request, report, form)
    context: dict[str, Any] = {
        "report": report,
        "thing": thing,
        "form": form,
        "follows": reported.follows(report) if look else [],
        "same": Report.objects.for_pages()
        .filter(kind=report.kind, subject=report.subject)
        .exclude(pk=report.pk)
        .order_by("-reported_at")[:PER_PAGE],
        "waits": report.status == Report.Status.OPEN,
    }
    return render(request, "applications/answer_report.html", context)


def _answered(request: SignedInRequest, report: Report, form: AnswerReportForm) -> HttpResponse:
    given = form.cleaned_data
    try:
        if given["action"] == form.DISMISS:
            actions.dismiss(report, request.user)
        elif given["action"] == form.HIDE:
            actions.act_on(report, request.user)
        elif given["action"] == form.DOWN:
            actions.take_down_reported(report, request.user, given["words"])
        else:
            actions.refuse_reported(report, request.user)
    except WrongState:
        return _too_late(request, report)
    messages.success(request, _("Answered, and who reported it is told."))
    return redirect("applications:reports")


def _too_late(request: SignedInRequest, report: Report) -> HttpResponse:
    messages.error(request, _("It is answered already. Nothing was changed."))
    return redirect(report)

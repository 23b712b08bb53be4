"""The report button: on messages, listings, organisations and questions."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest
from accounts.limits import limit
from applications import actions
from applications.forms.reporting import ReportForm
from applications.models import Report
from applications.reporting import subject


@require_http_methods(["GET", "HEAD", "POST"])
@limit("report", "10/d")
def report(request: SignedInRequest, kind: str, ref: str) -> HttpResponse:
    found = subject(kind, ref, request.user)
    if found is None:
        raise Http404
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        made, new = actions.report(found, request.user, **form.cleaned_data)
        return render(
            request,
            "applications/reported.html",
            {"report": made, "new": new, "next": what_happens_next(), "address": found.address},
        )
    return render(request, "applications/report.html", {"subject": found, "form": form})


@require_safe
def my_report(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What somebody has told us of, and what became of it."""
    report = get_object_or_404(Report, pk=pk, by=request.user)
    context = {"report": report, "waits": report.status == Report.Status.OPEN}
    return render(request, "applications/my_report.html", context)


def what_happens_next() -> list[str]:
    return [
        _("Our staff have it, with the text as it stands now. A copy is in your mail."),
        _("They read it within two working days and act on what breaks the rules."),
        _("You get a mail when they have. Who reported it, the other side is not told."),
    ]

"""Listings from a spreadsheet: the file, its columns, the report, the drafts."""

import csv
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.access import SignedInRequest, employers_only
from accounts.limits import limit
from accounts.models import Organisation
from listings.importing import actions, headlines, reports
from listings.importing.fields import FIELDS, GROUPS
from listings.importing.forms import ColumnsForm, DecisionsForm, UploadForm
from listings.models import ListingImport
from marketplace.states import WrongState

PER_PAGE = 50
Status = ListingImport.Status


@require_http_methods(["GET", "HEAD", "POST"])
@employers_only
@limit("import", "30/d")
def import_files(request: SignedInRequest) -> HttpResponse:
    """Choose a file; the files of the last days."""
    organisation = Organisation.objects.of(request.user).first()
    if organisation is None:
        messages.info(request, _("Tell us first who you are. Then you import your listings."))
        query = f"?next={reverse('listings:import_files')}"
        return redirect(reverse("accounts:organisation_edit") + query)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        batch = actions.upload(organisation, request.user, file, form.outline)
        return redirect("listings:import_columns", batch.pk)
    files = ListingImport.objects.of(request.user).select_related("created_by")[:20]
    return render(request, "listings/import_files.html", {"form": form, "files": files})


@require_safe
@employers_only
def import_example(request: SignedInRequest) -> HttpResponse:
    """Our own headings and one row under them: what we write, we read."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="foothold-listings.csv"'
    writer = csv.writer(response)
    writer.writerow([field.heading for field in FIELDS.values()])
    writer.writerow([field.example for field in FIELDS.values()])
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@employers_only
@limit("import-read", "120/d")
def import_columns(request: SignedInRequest, pk: UUID) -> HttpResponse:
    batch = _mine(request, pk)
    if batch.is_running or batch.status == Status.IMPORTED:
        return redirect(batch)
    form = ColumnsForm(request.POST or None, batch=batch)
    if request.method == "POST" and form.is_valid():
        return _read(request, batch, columns=form.columns)
    used = set(batch.columns.values())
    shown = {
        "batch": batch,
        "form": form,
        "groups": [(heading, [form[field.name] for field in group]) for heading, group in GROUPS],
        "unused": [each for i, each in enumerate(batch.headers) if i not in used],
    }
    return render(request, "listings/import_columns.html", shown)


@require_POST
@employers_only
@limit("import-read", "120/d")
def import_decide(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Read the rows again as was decided for what is unclear."""
    batch = _mine(request, pk)
    form = DecisionsForm(request.POST, decisions=reports.decisions(batch))
    if batch.status == Status.CHECKED and not form.is_valid():
        return _report(request, batch, form)
    choices = {**batch.choices, **form.cleaned_data} if form.is_valid() else batch.choices
    return _read(request, batch, choices=choices)


def _read(request: SignedInRequest, batch: ListingImport, **chosen: Any) -> HttpResponse:
    try:
        actions.check(batch, **chosen)
    except WrongState:
        messages.error(request, _("It is being read already, or imported. Nothing was changed."))
    return redirect(batch)


@require_safe
@employers_only
def import_file(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Where the file stands: to be read, being read, read, imported."""
    batch = _mine(request, pk)
    if batch.status == Status.UPLOADED:
        return redirect("listings:import_columns", pk)
    if batch.is_running:
        part = "#progress" if request.htmx else ""  # type: ignore[attr-defined]
        shown = {"batch": batch, **headlines.running(batch)}
        return render(request, f"listings/import_running.html{part}", shown)
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRefresh()
    if batch.status == Status.FAILED:
        return render(request, "listings/import_failed.html", {"batch": batch})
    return _report(request, batch)


def _report(
    request: SignedInRequest, batch: ListingImport, form: DecisionsForm | None = None
) -> HttpResponse:
    counted = reports.counts(batch)
    first = "drafts" if batch.status == Status.IMPORTED else "problems"
    asked = request.GET.get("rows", first)
    view = asked if asked in reports.VIEWS else first
    if asked != view or ("rows" not in request.GET and not counted[view]):
        view = next((each for each in reports.VIEWS if counted[each]), first)
    page = Paginator(reports.rows_of(batch, view), PER_PAGE).get_page(request.GET.get("page"))
    decisions = [] if batch.status == Status.IMPORTED else reports.decisions(batch)
    shown = {
        "batch": batch,
        "counts": counted,
        "tabs": _tabs(batch, counted, view),
        "view": view,
        "page": page,
        "rows": [reports.row_of(row, batch) for row in page],
        "decisions": form or (DecisionsForm(decisions=decisions) if decisions else None),
        "form": form,
    }
    if batch.status == Status.IMPORTED:
        shown |= headlines.done(batch, counted)
        return render(request, "listings/import_done.html", shown)
    return render(request, "listings/import_file.html", shown | headlines.read(batch, counted))


def _tabs(batch: ListingImport, counted: dict[str, int], view: str) -> list[dict[str, Any]]:
    imported = batch.status == Status.IMPORTED
    labels = {
        "problems": _("Have problems"),
        "drafts": _("Imported") if imported else _("Will be imported"),
        "same": _("Already there") if counted["same"] > counted["twins"] else _("Nothing new"),
    }
    return [
        {
            "label": label,
            "url": f"?rows={name}#rows",
            "current": name == view,
            "count": headlines.grouped(counted[name]),
        }
        for name, label in labels.items()
    ]


@require_safe
@employers_only
def import_report(request: SignedInRequest, pk: UUID) -> StreamingHttpResponse:
    batch = _mine(request, pk)
    response = StreamingHttpResponse(reports.as_csv(batch), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="import-report.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@employers_only
@limit("import-read", "120/d")
def import_confirm(request: SignedInRequest, pk: UUID) -> HttpResponse:
    batch = _mine(request, pk)
    counted = reports.counts(batch)
    if request.method != "POST" and batch.status == Status.CHECKED and counted["drafts"]:
        shown = {"batch": batch, **headlines.confirm(batch, counted)}
        return render(request, "listings/import_confirm.html", shown)
    try:
        if request.method == "POST" and counted["drafts"]:
            actions.start(batch)
    except WrongState:
        messages.error(request, _("It has been started already. Nothing was done twice."))
    return redirect(batch)


@require_http_methods(["GET", "HEAD", "POST"])
@employers_only
@limit("import-read", "120/d")
def import_undo(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take an import back, as far as nobody has worked on its drafts."""
    batch = _mine(request, pk)
    if request.method != "POST" and batch.status == Status.IMPORTED:
        return render(request, "listings/import_undo.html", {"batch": batch})
    if request.method == "POST":
        try:
            count = actions.undo(batch)
        except WrongState:
            messages.error(request, _("There is nothing to take back. Nothing was changed."))
        else:
            said = ngettext("%(n)d draft is deleted.", "%(n)d drafts are deleted.", count)
            messages.success(request, said % {"n": count})
    return redirect(batch)


@require_http_methods(["GET", "HEAD", "POST"])
@employers_only
@limit("import-read", "120/d")
def import_remove(request: SignedInRequest, pk: UUID) -> HttpResponse:
    batch = _mine(request, pk)
    if request.method != "POST":
        return render(request, "listings/import_remove.html", {"batch": batch})
    try:
        actions.remove(batch)
    except WrongState:
        messages.error(request, _("We are working on it right now. Nothing was deleted."))
        return redirect(batch)
    messages.success(request, _("The file is deleted."))
    return redirect("listings:import_files")


def _mine(request: SignedInRequest, pk: UUID) -> ListingImport:
    rows = ListingImport.objects.of(request.user).select_related("organisation")
    return get_object_or_404(rows, pk=pk)

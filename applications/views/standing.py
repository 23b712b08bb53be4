"""Organisations as one university knows them: its word, its notes, and what it has decided."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import domains
from accounts.access import SignedInRequest
from accounts.limits import limit
from accounts.models import Membership, Organisation, User
from applications import actions
from applications.forms.standing import OrganisationNoteForm, StandingForm
from applications.models import Report
from listings import actions as listing_actions
from listings.deciders import deciders_only
from listings.models import Moderation, OrganisationNote, Standing
from listings.turns import ANSWER_TONES
from listings.views.queue import tabs
from marketplace.states import WrongState

PER_PAGE = 25
MOST_ROWS = 25
TONES = {"approved": "ok", "suspended": "due", "blocked": "bad"}


def known_to(user: User) -> QuerySet[Organisation]:
    """Those that have sent the university of `user` something, or of whom it has said something."""
    at = user.staff_of.university_id
    sent = Moderation.objects.sent().filter(university=at, listing__organisation=OuterRef("pk"))
    said = Standing.objects.filter(university=at, organisation=OuterRef("pk"))
    return Organisation.objects.filter(Exists(sent) | Exists(said))


@require_safe
@deciders_only
def here_organisations(request: SignedInRequest) -> HttpResponse:
    """All that the university knows, by name; `q` finds some of them."""
    words = request.GET.get("q", "").replace("\x00", "")[:80].strip()
    rows = known_to(request.user)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(website__icontains=words))
    page = Paginator(rows.order_by("name", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    mine = Standing.objects.of(request.user).filter(organisation__in=[each.pk for each in page])
    standing = {each.organisation_id: each for each in mine}
    query = request.GET.copy()
    query.pop("page", None)
    shown = {
        "university": request.user.staff_of.university,
        "page": page,
        "rows": [
            {"organisation": each, "standing": found, "tone": TONES[found.status] if found else ""}
            for each in page
            for found in [standing.get(each.pk)]
        ],
        "words": words,
        "query": query.urlencode(),
        "tabs": tabs("organisations", Moderation.objects.of(request.user).waiting().count()),
    }
    return render(request, "applications/here_organisations.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@deciders_only
@limit("write", "200/d")
def here_organisation(request: SignedInRequest, slug: str) -> HttpResponse:
    """One of them: its standing, notes and contacts, and what it has sent."""
    organisation = get_object_or_404(known_to(request.user), slug=slug)
    university = request.user.staff_of.university
    standing = Standing.objects.of(request.user).filter(organisation=organisation).first()
    noting = request.POST.get("do") == "note"
    data = request.POST if request.method == "POST" else None
    form = StandingForm(None if noting else data, initial=initial(standing))
    note = OrganisationNoteForm(data if noting else None)
    if noting and note.is_valid():
        listing_actions.add_note(university, organisation, request.user, **note.cleaned_data)
        messages.success(request, _("Kept, for your career centre alone."))
        return redirect("applications:here_organisation", slug)
    if not noting and form.is_valid():
        try:
            actions.stand(university, organisation, request.user, **form.cleaned_data)
        except WrongState:
            said = _("Somebody decided about one of its listings just now. Nothing was changed.")
            messages.warning(request, said)
        else:
            messages.success(request, _("Kept. What your students see follows it."))
        return redirect("applications:here_organisation", slug)
    shown = {
        "organisation": organisation,
        "university": university,
        "standing": standing,
        "tone": TONES[standing.status] if standing else "",
        "form": form,
        "note": note,
        "facts": facts(organisation),
        **kept(request.user, organisation),
    }
    return render(request, "applications/here_organisation.html", shown)


@require_safe
@deciders_only
def here_reports(request: SignedInRequest) -> HttpResponse:
    """What the university's own students have reported of listings and organisations."""
    answered = request.GET.get("show") == "answered"
    rows = Report.objects.of_students_at(request.user.staff_of.university)
    rows = rows.exclude(status=Report.Status.OPEN) if answered else rows.open()
    rows = rows.order_by("-reported_at" if answered else "answer_by", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    here = reverse("applications:here_reports")
    open_ones = {"label": _("To look at"), "url": here, "current": not answered}
    others = {"label": _("Answered"), "url": f"{here}?show=answered", "current": answered}
    shown = {
        "university": request.user.staff_of.university,
        "page": page,
        "rows": reports_with_places(request.user, list(page)),
        "answered": answered,
        "query": "show=answered" if answered else "",
        "tabs": tabs("reports", Moderation.objects.of(request.user).waiting().count()),
        "parts": [open_ones, others],
    }
    return render(request, "applications/here_reports.html", shown)


def reports_with_places(user: User, reports: list[Report]) -> list[dict[str, Any]]:
    """Each with the page where this university decides about what it is of, if there is one."""
    listings = [int(each.subject) for each in reports if each.kind == Report.Kind.LISTING]
    sent = Moderation.objects.of(user).sent().filter(listing__in=listings)
    reviews = {
        str(listing): reverse("listings:review", args=[pk])
        for listing, pk in sent.order_by().values_list("listing", "pk")
    }
    orgs = [int(each.subject) for each in reports if each.kind == Report.Kind.ORGANISATION]
    slugs = known_to(user).filter(pk__in=orgs).values_list("pk", "slug")
    pages = {str(pk): reverse("applications:here_organisation", args=[slug]) for pk, slug in slugs}
    places = {Report.Kind.LISTING: reviews, Report.Kind.ORGANISATION: pages}
    return [
        {"report": each, "url": places[Report.Kind(each.kind)].get(each.subject, "")}
        for each in reports
    ]


def initial(standing: Standing | None) -> dict[str, Any]:
    if standing is None:
        return {}
    return {"status": standing.status, "proof": standing.proof, "reason": standing.reason}


def facts(organisation: Organisation) -> list[dict[str, str]]:
    """What speaks for it, and what does not."""
    emails = Membership.objects.filter(organisation=organisation).order_by("pk")
    addresses = list(emails.values_list("user__email", flat=True)[:MOST_ROWS])
    proves = [each for each in addresses if domains.proves(each, organisation.website)]
    matches = _("Yes: %(email)s") % {"email": proves[0]} if proves else _("No")
    proof = organisation.get_proof_display() if organisation.is_verified else ""
    rows = [
        (_("On Foothold"), proof or organisation.get_status_display()),
        (_("Website"), organisation.website or _("None given")),
        (_("Their address matches it"), matches),
        (_("Kind"), organisation.get_type_display()),
        (_("Members"), ", ".join(addresses)),
    ]
    return [{"label": label, "value": str(value)} for label, value in rows]


def kept(user: User, organisation: Organisation) -> dict[str, Any]:
    """The university's own rows, and how many others say what, without who or why."""
    at = user.staff_of.university_id
    notes = OrganisationNote.objects.filter(university=at, organisation=organisation)
    sent = Moderation.objects.of(user).sent().filter(listing__organisation=organisation)
    sent = sent.select_related("listing").order_by("-listing__submitted_at", "-pk")
    others = Standing.objects.filter(organisation=organisation).exclude(university=at)
    counted = dict(others.order_by().values_list("status").annotate(Count("pk")))
    return {
        "contacts": notes.filter(kind="contact").select_related("by")[:MOST_ROWS],
        "history": notes.exclude(kind="contact").select_related("by")[:MOST_ROWS],
        "sent": [
            {"moderation": each, "tone": ANSWER_TONES.get(Moderation.Status(each.status), "")}
            for each in sent[:MOST_ROWS]
        ],
        "others": [
            {"label": str(status.label), "value": str(counted.get(status.value, 0))}
            for status in Standing.Status
        ],
    }

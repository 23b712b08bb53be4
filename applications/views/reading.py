"""An application as its employer reads it, with what colleagues keep of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import SignedInRequest, employers_only
from accounts.limits import limit
from applications import actions, runners_up, turns
from applications.blind import reader
from applications.criteria import cards_of, criteria_of
from applications.forms.scoring import CriteriaForm, NoteForm, ScoreForm
from applications.history import edits_of
from applications.models import Application, Note, Offer, Placement, Score
from applications.summaries import answers_of, skills_of, times_of
from applications.teams import team_of
from applications.views.going_back import back_from
from listings.models import Listing


def of_employer(request: SignedInRequest, pk: UUID) -> Application:
    rows = Application.objects.for_employer(request.user).for_pages().with_team()
    rows = rows.select_related("resume", "nameless").prefetch_related("student__skills")
    return get_object_or_404(rows, pk=pk)


def read(request: SignedInRequest, application: Application, **forms: Any) -> HttpResponse:
    offer = application.offers.order_by("-made_at").first()
    seen = reader(application)
    criteria = criteria_of(application.listing)
    scores = cards_of([application], criteria, request.user)[application.pk]
    context = {
        "application": application,
        "turn": turns.of_application(application, request.user.kind)
        or runners_up.turn_of_employer(application),
        "pitch": seen(application.pitch),
        "answers": answers_of(application, seen),
        "times": times_of(application, seen),
        "edits": edits_of(application, seen),
        "skills": skills_of(application.student, application.listing),
        "offer": offer,
        "team": [] if application.is_blind else team_of(application),
        "placement": Placement.objects.filter(offer=offer).first() if offer else None,
        "offer_is_open": bool(offer and offer.status == Offer.Status.MADE),
        "notes": application.notes.select_related("by"),
        "note_form": NoteForm(auto_id="note_%s"),
        "scores": scores,
        "score_form": ScoreForm(criteria=criteria, initial=scores.initial),
        **forms,
    }
    return render(request, "applications/read.html", context)


# --- Notes -----------------------------------------------------------------


@require_POST
@employers_only
@limit("note", "300/d")
def add_note(request: SignedInRequest, pk: UUID) -> HttpResponse:
    application = of_employer(request, pk)
    form = NoteForm(request.POST, auto_id="note_%s")
    if not form.is_valid():
        return read(request, application, note_form=form, form=form)
    actions.add_note(application, request.user, form.cleaned_data["text"])
    messages.success(request, _("Your note is kept."))
    return back_from(request, application, "notes")


@require_POST
@employers_only
@limit("note", "300/d")
def remove_note(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One's own; a colleague's can be read, not removed."""
    theirs = Note.objects.for_employer(request.user).filter(by=request.user)
    note = get_object_or_404(theirs.select_related("application__listing"), pk=pk)
    note.delete()
    messages.success(request, _("Your note is removed."))
    return back_from(request, note.application, "notes")


# --- Scores ----------------------------------------------------------------


@require_POST
@employers_only
@limit("score", "2000/d")
def score(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Keep one's own scores; sent again, they are changed."""
    application = of_employer(request, pk)
    if not application.is_readable:
        messages.error(request, _("The student has withdrawn it. Nothing was changed."))
        return redirect(application)
    form = ScoreForm(request.POST, criteria=criteria_of(application.listing))
    if not form.is_valid():
        messages.error(request, _("A score is 1, 2, 3 or 4. Nothing was changed."))
        return back_from(request, application, "scores")
    values = form.values()
    if values:
        actions.score(application, request.user, values)
        messages.success(request, _("Your scores are kept."))
    else:
        messages.warning(request, _("The criteria have changed meanwhile. Please score again."))
    return back_from(request, application, "scores")


@require_http_methods(["GET", "HEAD", "POST"])
@employers_only
@limit("write", "200/d")
def criteria(request: SignedInRequest, slug: str) -> HttpResponse:
    """By what a listing's applications are scored."""
    listing = get_object_or_404(Listing.objects.of(request.user), slug=slug)
    posted = request.POST if request.method == "POST" else None
    form = CriteriaForm(posted, initial={"criteria": [c.words for c in criteria_of(listing)]})
    if form.is_valid():
        actions.set_criteria(listing, form.cleaned_data["criteria"])
        messages.success(request, _("The criteria are kept."))
        return redirect("applications:inbox", listing.slug)
    given = Score.objects.filter(criterion__listing=listing).count()
    context = {"listing": listing, "form": form, "given": given}
    return render(request, "applications/criteria.html", context)

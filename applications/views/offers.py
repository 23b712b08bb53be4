"""Making an offer, reading it from both sides, answering it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, employers_only, has_second_factor, students_only
from accounts.limits import limit
from accounts.models import User
from accounts.places import country_in_sentence
from applications import actions, away, commitments, eligibility, turns
from applications.forms.offering import AcceptForm, OfferForm, RefuseForm, first_offer
from applications.models import Application, Offer, Placement
from applications.sharing import mine_of
from applications.summaries import changed_terms, offer_money, offer_parts
from applications.teams import students_of, team_of, who_has_accepted
from applications.warnings import warnings_of_payment
from listings.models import Listing
from marketplace.money import platform_fee
from marketplace.states import WrongState


@require_http_methods(["GET", "HEAD", "POST"])
@employers_only
@limit("write", "200/d")
def make_offer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The terms, then a look at what the student will read, then the offer."""
    rows = Application.objects.for_employer(request.user).for_pages().with_team()
    application = get_object_or_404(rows, pk=pk)
    if not application.is_undecided:
        messages.error(request, _("That application has moved on. Nothing was changed."))
        return redirect("applications:detail", application.pk)
    if eligibility.refused_by_university(application):
        return _not_approved(request, application)
    listing = application.listing
    if request.method != "POST":
        form = OfferForm(listing=listing, initial=first_offer(listing, application))
        return _terms(request, application, form)
    form = OfferForm(request.POST, listing=listing)
    if not form.is_valid() or "change" in request.POST or "add_part" in request.POST:
        return _terms(request, application, form)
    if "send" not in request.POST:
        return _look(request, application, form)
    return _send(request, application, form)


def _terms(request: SignedInRequest, application: Application, form: OfferForm) -> HttpResponse:
    context = {
        "application": application,
        "listing": application.listing,
        "form": form,
        "team": [] if application.is_blind else team_of(application),
        "taken": "" if form.errors or actions.has_openings(application.listing) else _taken(),
    }
    return render(request, "applications/make_offer.html", context)


def _taken() -> str:
    return _("Every place is taken or offered to somebody. Take an offer back first.")


def _look(request: SignedInRequest, application: Application, form: OfferForm) -> HttpResponse:
    terms = form.terms()
    currency, fee = application.listing.currency, platform_fee(terms.pay_minor)
    # Where names are hidden, so is the town they are in.
    there = application.student.user.time_zone
    zone = timezone.get_current_timezone_name() if application.is_blind else there
    context = {
        "application": application,
        "listing": application.listing,
        "team": [] if application.is_blind else team_of(application, terms.pay_minor - fee),
        "offer_form": form,
        "terms": terms,
        "changed": changed_terms(terms, application.listing, request.user.kind),
        "needs_second_factor": not has_second_factor(request.user),
        "money": offer_money(terms, application.listing, request.user.kind),
        "parts": offer_parts(terms.parts, currency),
        "days": (terms.ends_on - terms.starts_on).days + 1,
        "answer_within": turns.length(application.listing.format.offer_hours),
        "agreement": actions.draft_of(terms.choices),
        "unsaid": get_text_list(
            [
                country_in_sentence(code)
                for code in application.permit_unsaid_by(application.student.user)
            ],
            _("or"),
        ),
        "warnings": warnings_of_payment(terms.note),
        "clashes": away.clashes(
            students_of(application),
            request.user,
            [(part.title, part.due_on, zone) for part in terms.parts],
            hidden=application.who if application.is_blind else "",
        ),
    }
    return render(request, "applications/check_offer.html", context)


def _send(request: SignedInRequest, application: Application, form: OfferForm) -> HttpResponse:
    try:
        offer = actions.make_offer(application, request.user, form.terms())
    except actions.NoOpenings:
        form.add_error(None, _taken())
        return _terms(request, application, form)
    except actions.NotApproved:
        return _not_approved(request, application)
    except actions.Recalled:
        messages.error(request, _("We have taken this project down: nobody can be hired for it."))
        return redirect("applications:detail", application.pk)
    except WrongState:
        messages.error(request, _("That application has moved on. Nothing was changed."))
        return redirect("applications:detail", application.pk)
    who = {"student": application.who}
    messages.success(request, _("Your offer is made. %(student)s has it by e-mail.") % who)
    return redirect(offer)


def _not_approved(request: SignedInRequest, application: Application) -> HttpResponse:
    """Of which university, a blind employer is not told."""
    if application.team_size > 1:
        said = _("A university of this team lets none of its students do this project.")
    else:
        said = _("Their university lets none of its students do this project.")
    messages.error(request, said + " " + _("You cannot make an offer."))
    return redirect("applications:detail", application.pk)


def _offer(request: SignedInRequest, pk: UUID) -> Offer:
    rows = Offer.objects.visible_to(request.user).for_pages().with_agreement()
    return get_object_or_404(rows, pk=pk)


@require_safe
@never_cache
def offer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    return read(request, _offer(request, pk))


def read(request: SignedInRequest, offer: Offer, **forms: Any) -> HttpResponse:
    application = offer.application
    share = mine_of(application, request.user)
    context = {
        "offer": offer,
        "receive_minor": share.of(offer.student_minor) if share else offer.student_minor,
        "application": application,
        "listing": application.listing,
        "placement": Placement.objects.filter(offer=offer).for_pages().first(),
        "turn": turns.of_offer(offer, request.user.kind),
        "student_side": request.user.kind == User.Kind.STUDENT,
        "money": offer_money(offer, application.listing, request.user.kind, share),
        "parts": offer_parts(offer.milestones.all(), offer.currency, share),
        "changed": changed_terms(offer, application.listing, request.user.kind, share),
        "team": who_has_accepted(offer),
        "has_accepted": any(each.by_id == request.user.pk for each in offer.acceptances.all()),
        "clashes": _clashes(offer, request.user) if offer.is_open else [],
        "busy": commitments.too_much(request.user, offer) if offer.is_open else "",
        "form": AcceptForm(countries=application.permit_unsaid_by(request.user)),
        "refuse_form": RefuseForm(),
        **forms,
    }
    return render(request, "applications/offer.html", context)


def _clashes(offer: Offer, reader: User) -> list[str]:
    zone = offer.application.student.user.time_zone
    dues = [(part.title, part.due_on, zone) for part in offer.milestones.all()]
    return away.clashes(students_of(offer.application), reader, dues)


@require_safe
def agreement(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The agreement that this offer was made with, word for word, and who has accepted it."""
    offer = _offer(request, pk)
    context = {"offer": offer, "listing": offer.application.listing}
    return render(request, "applications/agreement.html", context)


def too_late(offer: Offer) -> str:
    """Why it cannot be accepted any more, as it is now."""
    offer.refresh_from_db(fields=["status"])
    offer.application.listing.refresh_from_db(fields=["status"])
    filled = offer.application.listing.status == Listing.Status.FILLED
    if filled and offer.status == Offer.Status.WITHDRAWN:
        return _("Every place has been taken meanwhile. We are sorry.")
    return _("This offer can no longer be accepted. Nothing was changed.")


@require_POST
@students_only
@limit("write", "200/d")
def refuse(request: SignedInRequest, pk: UUID) -> HttpResponse:
    rows = Offer.objects.of_student(request.user).for_pages().with_agreement()
    offer = get_object_or_404(rows, pk=pk)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return read(request, offer, refuse_form=form)
    try:
        actions.refuse(offer, form.cleaned_data["word"], request.user)
    except WrongState:
        messages.error(request, _("This offer is answered already. Nothing was changed."))
        return redirect(offer)
    messages.success(request, _("You have refused the offer, and we have told them."))
    return redirect("applications:work")


@require_POST
@employers_only
@limit("write", "200/d")
def take_back(request: SignedInRequest, pk: UUID) -> HttpResponse:
    offer = get_object_or_404(Offer.objects.for_employer(request.user).for_pages(), pk=pk)
    try:
        actions.take_back(offer)
    except WrongState:
        messages.error(request, _("This offer is answered already. Nothing was changed."))
        return redirect(offer)
    who = {"student": offer.application.who}
    messages.success(request, _("Your offer is taken back, and %(student)s told.") % who)
    return redirect("applications:inbox", offer.application.listing.slug)

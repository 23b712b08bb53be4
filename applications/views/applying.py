"""The student's side, up to sending and taking back; and one application, read by both."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, students_only
from accounts.limits import limit
from accounts.models import Student, User
from applications import actions, eligibility, runners_up, turns
from applications.forms.applying import ApplyForm, starting_values
from applications.history import edits_of, history_of
from applications.models import Application, Offer, Placement
from applications.similar import similar_to
from applications.summaries import answers_of, form_rows, starts_late, times_of
from applications.teams import own_share, team_of
from applications.views import reading
from applications.views.writing import Save, keep, refused
from listings import drafts
from listings.models import Listing
from marketplace.states import WrongState

Status = Application.Status


@require_http_methods(["GET", "HEAD", "POST"])
@students_only
@limit("type", "5000/d")
def apply(request: SignedInRequest, slug: str) -> HttpResponse:
    # Every published listing, so that one the university has not approved says so in words.
    published = Listing.objects.published().for_cards()
    listing = get_object_or_404(published, slug=slug)
    student = get_object_or_404(Student.objects.select_related("university"), user=request.user)
    application = Application.objects.filter(listing=listing, student=student).first()
    if application and not application.may_be_sent and request.method != "POST":
        return redirect(application)
    checks = eligibility.checks(student, listing)
    context: dict[str, Any] = {"listing": listing, "application": application, "checks": checks}
    context["writer"] = drafts.page_of(None)
    if application and listing.team_most > 1:
        context["team"] = team_of(application)
        context["own"] = own_share(context["team"], request.user)
    if request.method == "POST":
        return keep_draft(request, student, context)
    initial = starting_values(student, application)
    if not checks.met:
        form = ApplyForm(student=student, listing=listing)
        context["typed"] = form.said(initial) if application else []
        return render(request, "applications/apply.html", context)
    form = ApplyForm(student=student, listing=listing, initial=initial)
    return render(request, "applications/apply.html", {**context, "form": form})


def keep_draft(request: SignedInRequest, student: Student, context: dict[str, Any]) -> HttpResponse:
    """What was typed is kept also where a condition is not met any more: it may be again."""
    listing: Listing = context["listing"]
    form = ApplyForm(request.POST, request.FILES, student=student, listing=listing)
    seen = request.POST.get("version")

    def save(_whole: bool, fields: dict[str, Any]) -> Application:
        return actions.save_draft(student, listing, seen, **fields)

    def onward(application: Application) -> HttpResponse:
        if not form.is_draft:
            return redirect("applications:check", application.pk)
        messages.success(request, _("Your draft is saved. Nobody sees it until you send it."))
        return redirect("applications:apply", listing.slug)

    try:
        if context["checks"].met:
            return keep(request, form, save, context, onward)
        return _keep_blocked(request, form, save, context)
    except WrongState:
        words = _("You have sent this application already. Nothing was changed.")
        messages.error(request, words)
        return refused(form, words, redirect(context["application"] or "applications:work"))


def _keep_blocked(
    request: SignedInRequest, form: ApplyForm, save: Save, context: dict[str, Any]
) -> HttpResponse:
    """They may not apply now. What cannot be kept either stands on the page to be copied."""
    writer = drafts.page_of(request.POST)
    typed = form.typed()
    words = _("You can no longer apply. Your draft is kept.")
    context["typed"] = form.said(typed)
    try:
        fields = {"typed": typed, "saved_on": writer.token, "saved_nth": writer.nth}
        context["application"] = save(False, fields)
    except actions.ChangedMeanwhile as other:
        context["application"], context["is_lost"] = other.application, True
        words = _("You can no longer apply. Not saved: changed in another tab.")
    return refused(form, words, render(request, "applications/apply.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
@students_only
@limit("apply", "20/d")
def check(request: SignedInRequest, pk: UUID) -> HttpResponse:
    mine = Application.objects.of_student(request.user).for_pages().select_related("resume")
    application = get_object_or_404(mine, pk=pk)
    if not application.may_be_sent:
        return _sent_already(request, application)
    if not application.is_whole or application.starts_too_early:
        return _not_yet(request, application)
    if request.method == "POST":
        return _send(request, application)
    team = team_of(application)
    context = {
        "application": application,
        "rows": form_rows(application),
        "starts_late": starts_late(application),
        "team": team,
        "own": own_share(team, request.user),
    }
    return render(request, "applications/check.html", context)


def _sent_already(request: SignedInRequest, application: Application) -> HttpResponse:
    if request.method == "POST":
        messages.info(request, _("This application was sent already. Nothing was changed."))
    return redirect(application)


def _send(request: SignedInRequest, application: Application) -> HttpResponse:
    try:
        actions.submit(application, request.POST.get("version", ""))
    except actions.NotAsRead:
        messages.warning(request, _("It was changed meanwhile. Read it once more."))
        return redirect("applications:check", application.pk)
    except WrongState:
        messages.info(request, _("This application was sent already."))
    except actions.Incomplete:
        return _not_yet(request, application)
    except actions.TeamNotWhole:
        messages.warning(
            request, _("Not everybody in your team has confirmed. Your draft is kept.")
        )
        return redirect("applications:team", application.listing.slug)
    except actions.NotEligible as found:
        if found.student.pk != application.student_id:
            return _tell_of(found, request, application)
        messages.error(request, _("It could not be sent. Your draft is kept."))
        return redirect("applications:apply", application.listing.slug)
    return redirect("applications:sent", application.pk)


def _not_yet(request: SignedInRequest, application: Application) -> HttpResponse:
    words = _("Something is not filled in yet.")
    if application.starts_too_early:
        words = _("The day you said you can start has passed. Choose another.")
    messages.warning(request, words)
    return redirect("applications:apply", application.listing.slug)


def _tell_of(
    found: actions.NotEligible, request: SignedInRequest, application: Application
) -> HttpResponse:
    """It is one of the team who may not apply: they read more on the page they were asked on."""
    said = _("%(student)s cannot apply now: %(why)s Your draft is kept.") % {
        "student": found.student,
        "why": eligibility.in_the_way(found.checks),
    }
    messages.error(request, said)
    return redirect("applications:team", application.listing.slug)


@require_safe
@students_only
def sent(request: SignedInRequest, pk: UUID) -> HttpResponse:
    mine = Application.objects.of_student(request.user).for_pages()
    application = get_object_or_404(mine.exclude(submitted_at=None), pk=pk)
    names = {"organisation": application.listing.organisation}
    following = [
        _("%(organisation)s has your application, and you have a copy by e-mail.") % names,
        _("They shortlist, make an offer or decline. Whatever it is, we write to you."),
        _("If you get an offer, you read its terms and accept or refuse."),
    ]
    context = {"application": application, "next": following}
    return render(request, "applications/sent.html", context)


@require_safe
def detail(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One application: as the student sent it, or as the employer reads it."""
    if request.user.kind != User.Kind.STUDENT:
        return reading.read(request, reading.of_employer(request, pk))
    rows = Application.objects.of_team(request.user).for_pages()
    application = get_object_or_404(rows.select_related("resume", "nameless"), pk=pk)
    mine = application.student.user_id == request.user.pk
    member = application.members.filter(student__user=request.user).first()
    if application.status == Application.Status.DRAFT:
        return redirect(member) if member and not mine else _to_form(application)
    offer = application.offers.order_by("-made_at").first()
    team = team_of(application)
    context = {
        "application": application,
        "turn": runners_up.turn_of_student(application, may_withdraw=mine)
        or turns.of_application(application, request.user.kind),
        "decline_words": application.decline_words_to(request.user),
        "pitch": application.pitch,
        "answers": answers_of(application),
        "times": times_of(application),
        "history": history_of(application),
        "edits": edits_of(application),
        "mine": mine,
        "member": member,
        "team": team,
        "own": own_share(team, request.user),
        "offer": offer,
        "revisions": application.listing.revisions.filter(at__gt=application.submitted_at),
        "placement": Placement.objects.filter(offer=offer).first() if offer else None,
        "similar": similar_to(application) if application.status == Status.NOT_SELECTED else [],
        "offer_is_open": bool(offer and offer.status == Offer.Status.MADE),
        "again": mine and eligibility.may_apply_again(application),
    }
    return render(request, "applications/detail.html", context)


def _to_form(application: Application) -> HttpResponse:
    return redirect("applications:apply", application.listing.slug)


@require_POST
@students_only
@limit("write", "200/d")
def withdraw(request: SignedInRequest, pk: UUID) -> HttpResponse:
    application = get_object_or_404(Application.objects.of_student(request.user), pk=pk)
    try:
        actions.withdraw(application)
    except WrongState:
        messages.error(request, _("It can no longer be withdrawn. Nothing was changed."))
        return redirect(application)
    messages.success(request, _("Your application is withdrawn."))
    return redirect(application)


@require_POST
@students_only
@limit("write", "200/d")
def again(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What nobody answered is the student's own again, where its listing takes applications."""
    application = get_object_or_404(Application.objects.of_student(request.user), pk=pk)
    try:
        actions.take_up_again(application)
    except WrongState:
        messages.error(request, _("It cannot be sent again now. Nothing was changed."))
        return redirect(application)
    messages.info(request, _("Look it over, and send it again."))
    return redirect("applications:apply", application.listing.slug)


@require_POST
@students_only
@limit("write", "200/d")
def discard(request: SignedInRequest, pk: UUID) -> HttpResponse:
    application = get_object_or_404(Application.objects.of_student(request.user), pk=pk)
    try:
        actions.discard(application)
    except WrongState:
        messages.error(request, _("It has been sent, so it is no draft. Nothing was changed."))
        return redirect(application)
    messages.success(request, _("Your draft is discarded."))
    return redirect("applications:work")
